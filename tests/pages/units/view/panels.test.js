import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FACTS, fact, toCsv } from '../../../../pages/kit/view/csv.js';
import { clicked, COLUMNS, seen, sortedUnits } from '../../../../pages/units/view/panels/rows.js';
import { reason, saturationWords, shareWords, spanOf, whole } from '../../../../pages/kit/view/verdict.js';
import { atWords, blindWords, lossWords, sensitiveWords } from '../../../../pages/units/view/panels/sentences.js';
import { bySlope, extremes, growing, isSensitive, largest, roundUp, signedBytes } from '../../../../pages/units/view/panels/stats.js';
import { refusal } from '../../../../pages/units/view/panels/thresholds.js';
import { TABLE } from '../../../../pages/units/view/findings.js';

const thresholds = { low: 0.05, high: 0.95, most: 0.95, dead: 0.001, shrunk: 0.05, steep: 0.4 };
const sigmoid = { span: { lo: 0, width: 1 }, top: 0.25, gain: 'h(1−h)', activation: 'sigmoid' };

test('the most extreme images come in order, the first of equal ones first', () => {
  const h = Float32Array.of(0.5, 0.9, 0.1, 0.9, 0.1, 0.7);
  assert.deepEqual(extremes(h, 3), [1, 3, 5]);
  assert.deepEqual(extremes(h, 3, -1), [2, 4, 0]);
  assert.deepEqual(extremes(h, 99), [1, 3, 5, 0, 2, 4]);
  const many = Float32Array.from({ length: 2000 }, (_, i) => (i * 7919) % 2003);
  assert.deepEqual(extremes(many, 5).map((i) => many[i]), [...many].sort((a, b) => b - a).slice(0, 5));
});

test('the sensitive range is that of the unit’s states: h between the thresholds, or a slope where there is no range', () => {
  const tanh = spanOf({ output_range: [-1, 1] });
  assert.deepEqual(tanh, { lo: -1, width: 2 });
  assert.equal(isSensitive(-0.91, 0.17, thresholds, tanh, 1), false);
  assert.equal(isSensitive(-0.89, 0.2, thresholds, tanh, 1), true);
  const relu = spanOf({ output_range: [0, null] });
  assert.equal(relu, null);
  assert.equal(isSensitive(3, 1, thresholds, relu, 1), true);
  assert.equal(isSensitive(0, 0, thresholds, relu, 1), false);
});

test('sensitive units come before the others, each group with its steepest first', () => {
  const order = bySlope(Float32Array.of(0.1, 0.04, 0.2, 0.2, 0.06), [true, false, true, true, false]);
  assert.deepEqual([...order], [2, 3, 0, 4, 1]);
});

test('a scale grows in steps of two digits, never shrinks, and starts anew with something else', () => {
  assert.deepEqual([0.1234, 1, 99.1, 0, 0.03].map(roundUp), [0.13, 1, 100, 0, 0.03]);
  const end = growing();
  assert.deepEqual([end('a', 0.5), end('a', 0.2), end('a', 0.711), end('b', 0.1)], [0.5, 0.5, 0.72, 0.1]);
});

test('signed bytes are symmetric about 0 and clipped at the ends', () => {
  assert.deepEqual([...signedBytes([0, 0.5, -0.5, 9], 0.5)], [0, 127, -127, 127]);
  assert.deepEqual([...signedBytes([0.2, 0], 0)], [0, 0]);
  assert.equal(largest([0.2, -3, 1]), 3);
});

const unit = { gain2: 0.01, norm2: 4, share: 0.03, low: 0.41, high: 0.12, std: 0.31, reach: 0.5 };

test('a state’s reason names the figure that decided it', () => {
  const say = (state, change = {}) => reason(state, { ...unit, ...change }, thresholds, sigmoid);
  assert.match(say('saturated at 0', { low: 0.97 }), /h is below 0\.05 for 97 % .*from 95 % on.*3\.0 % of the penalty/);
  assert.match(say('saturated at 1', { high: 1, share: 0 }), /h is above 0\.95 for 100 % .*nothing to the penalty/);
  assert.match(say('dead', { std: 0.0002, norm2: 0 }), /standard deviation, 0\.000200 of the range, is under 0\.001.*no weight is left/);
  assert.match(say('dead', { std: 0 }), /‖W‖ = 2\.00, look only where/);
  assert.match(say('weight-shrunk', { gain2: 0.0619, std: 0.01, reach: 0.02, norm2: 0.01 }), /0\.249 of 0\.25.*0\.0200.*0\.0100.*0\.05.*‖W‖ = 0\.100/);
  assert.match(say('swings'), /below 0\.05 for 41 % of the images and above 0\.95 for 12 %, both less than 95 %/);
  assert.equal(say(''), '');
});

test('reasons are in the activation’s own numbers, and without a range in those of its slope', () => {
  assert.deepEqual(saturationWords(thresholds, { lo: -1, width: 2 }), { low: 'h is below −0.9', high: 'h is above 0.9' });
  const softplus = { span: null, top: 1, gain: 'φ′', activation: 'softplus' };
  const swings = reason('swings', unit, thresholds, softplus);
  assert.match(swings, /\|φ′\| is below 5 % of its maximum for 41 % of the images, less than 95 %/);
  assert.doesNotMatch(swings, /of the range|at 1/);
  assert.match(reason('saturated at 0', { ...unit, low: 0.97 }, thresholds, softplus), /^Off, because \|φ′\| is below 5 %/);
  const relu = { ...softplus, activation: 'relu' };
  assert.match(reason('saturated at 0', { ...unit, low: 0.97 }, thresholds, relu), /^Off, because h is 0 for 97 % .*φ′ is 0 there/);
  assert.doesNotMatch(reason('swings', unit, thresholds, { ...softplus, activation: 'identity' }), /below|saturated|off/);
});

test('a share that rounds to the threshold is told apart from it', () => {
  assert.equal(shareWords(0.9496, 0.95), '95.0 %');
  assert.equal(shareWords(0.949, 0.95), '94.9 %');
  assert.equal(shareWords(0.95, 0.95), '95 %');
  assert.equal(whole('3.2 % and < 0.01 %'), '3.2\u00a0% and <\u00a00.01\u00a0%');
});

test('a loss has a sign, also where the unit did harm, and rounding is no loss', () => {
  assert.deepEqual(lossWords(250, 255), { loss: '+5.00', share: '+2.0 %' });
  assert.deepEqual(lossWords(250, 249), { loss: '−1.00', share: '−0.40 %' });
  assert.deepEqual(lossWords(250, 250.00001), { loss: '0', share: '0 %' });
  assert.deepEqual(lossWords(250, 250.005), { loss: '+0.00500', share: '< 0.01 %' });
});

test('sentences on an image count its units and directions', () => {
  assert.match(sensitiveWords(0, 64), /^None of the 64/);
  assert.match(sensitiveWords(1, 64), /^1 of 64 unit is/);
  assert.match(sensitiveWords(64, 64), /^All 64/);
  assert.match(blindWords(37, 784, [0.1]), /ignores 747 of 784 directions/);
  assert.match(blindWords(784, 784, []), /follows every direction/);
  assert.equal(atWords({ step: 1200, lam: 0.1 }), 'step 1,200, λ = 0.100');
  assert.equal(atWords({ step: null, lam: null }), '');
});

test('CSV keeps seven digits, quotes what needs it, and leaves empty what is not known', () => {
  const rows = [[1, 0.1 + 0.2, 'a,"b"'], [null, undefined, 'two\nlines'], [NaN, Infinity, 'Zoë']];
  assert.equal(toCsv(['n', 'x', 'name'], rows), 'n,x,name\n1,0.3,"a,""b"""\n,,"two\nlines"\n,,Zoë\n');
  assert.equal(toCsv(FACTS, [fact('unit', 17, 'share', 0.25)]), 'part,of,quantity,value\nunit,17,share,0.25\n');
});

test('a threshold that can’t be is refused with what came and what is allowed', () => {
  assert.equal(refusal('low', 0.2, thresholds), null);
  assert.match(refusal('low', 0.97, thresholds) ?? '', /below high, which is 0\.95, but 0\.97 came/);
  assert.match(refusal('low', -0.1, thresholds) ?? '', /from 0/);
  assert.match(refusal('high', 0.05, thresholds) ?? '', /above low, which is 0\.05/);
  assert.match(refusal('high', 1.2, thresholds) ?? '', /up to 1/);
  assert.match(refusal('most', 0, thresholds) ?? '', /above 0 and up to 1/);
  assert.match(refusal('steep', 1.5, thresholds) ?? '', /from 0 to 1, but 1\.5 came/);
  assert.match(refusal('dead', -1, thresholds) ?? '', /at least 0/);
  assert.deepEqual([refusal('most', 1, thresholds), refusal('shrunk', 0, thresholds), refusal('steep', 1, thresholds)], [null, null, null]);
});

const states = ['dead', 'swings', 'swings'];
const findings = { state: (unit) => states[unit], stateName: (unit) => states[unit], figure: (unit, column) => (column === TABLE.norm2 ? [4, 9, 4][unit] : 0) };

test('the table sorts by any column, equal units by their numbers', () => {
  assert.deepEqual([...sortedUnits(findings, 3, { key: 'norm', down: true })], [1, 0, 2]);
  assert.deepEqual([...sortedUnits(findings, 3, { key: 'norm', down: false })], [0, 2, 1]);
  assert.deepEqual([...sortedUnits(findings, 3, { key: 'state', down: false })], [1, 2, 0]);
  assert.deepEqual(COLUMNS.find(({ key }) => key === 'norm')?.value(findings, 1), 3);
});

test('a click on a head asks for its largest first, the next turns it round', () => {
  const once = clicked({ key: 'unit', down: false }, 'share');
  assert.deepEqual(once, { key: 'share', down: true });
  assert.deepEqual(clicked(once, 'share'), { key: 'share', down: false });
  assert.deepEqual(clicked(once, 'state'), { key: 'state', down: false });
});

test('only the rows that are seen are drawn, and some around them', () => {
  const { from, to } = seen(2800, 300, 28, 1024);
  assert.ok(from <= 100 && from > 90 && to >= 111 && to < 120);
  assert.deepEqual(seen(0, 300, 28, 5), { from: 0, to: 5 });
  assert.equal(seen(1e6, 300, 28, 50).to, 50);
});

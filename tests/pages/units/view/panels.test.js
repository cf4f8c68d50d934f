import assert from 'node:assert/strict';
import { test } from 'node:test';
import { powerWords } from '../../../../pages/kit/view/format.js';
import { FACTS, fact, toCsv } from '../../../../pages/kit/view/csv.js';
import { changes, rowsOf } from '../../../../pages/units/view/panels/countsfigure.js';
import { isoLines, logRange } from '../../../../pages/units/view/panels/isolines.js';
import { clicked, COLUMNS, seen, sortedUnits } from '../../../../pages/units/view/panels/rows.js';
import { decades } from '../../../../pages/units/view/panels/scatter.js';
import { cloudOf } from '../../../../pages/units/view/panels/scatterparts.js';
import { atWords, blindWords, lossWords, reason, saturationWords, sensitiveWords, shareWords, whole } from '../../../../pages/units/view/panels/sentences.js';
import { bySlope, extremes, growing, histogram, isSensitive, largest, quantile, roundUp, signedBytes, spanOf, spreads } from '../../../../pages/units/view/panels/stats.js';
import { refusal } from '../../../../pages/units/view/panels/thresholds.js';
import { indexOf, isNow } from '../../../../pages/units/view/panels/course.js';
import { STATES } from '../../../../pages/kit/view/unitstates.js';
import { TABLE } from '../../../../pages/units/view/findings.js';

const thresholds = { low: 0.05, high: 0.95, most: 0.95, dead: 0.001, shrunk: 0.05, steep: 0.4 };
const sigmoid = { span: { lo: 0, width: 1 }, top: 0.25, gain: 'h(1−h)' };

test('every value is in one bin, the ends and what lies beyond them in the outer ones', () => {
  const counts = histogram([0, 0.009, 0.02, 0.5, 1, -0.1, 1.2], 0, 1, 50);
  assert.equal(counts.reduce((a, b) => a + b), 7);
  assert.deepEqual([counts[0], counts[1], counts[25], counts[49]], [3, 1, 1, 2]);
  assert.deepEqual([...histogram([3, 3], 3, 3, 2)], [2, 0]);
});

test('quantiles lie between neighbours, as NumPy has them', () => {
  assert.equal(quantile([1, 2, 3, 4], 0.5), 2.5);
  assert.ok(Math.abs(quantile([0, 10], 0.1) - 1) < 1e-12);
  assert.equal(quantile([7], 0.9), 7);
  assert.ok(Number.isNaN(quantile([], 0.5)));
});

test('classes are summarised apart, and one without images is no row', () => {
  const rows = spreads(Float32Array.of(3, 1, 2, 10), Uint8Array.of(0, 0, 0, 2), 3);
  assert.deepEqual(rows.map((row) => row && [row.count, row.median]), [[3, 2], null, [1, 10]]);
  assert.ok(Math.abs(rows[0].low - 1.2) < 1e-6 && Math.abs(rows[0].high - 2.8) < 1e-6);
});

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

test('lines of equal product keep it from end to end, inside the box', () => {
  const [x, y] = [[-4, 0], [-2, 2]];
  const lines = isoLines(x, y, 20);
  assert.deepEqual(lines.map(({ power }) => power), [-5, -4, -3, -2, -1, 0, 1]);
  for (const { power, from, to } of lines) {
    for (const [a, b] of [from, to]) {
      assert.ok(Math.abs(a + b - power) < 1e-9);
      assert.ok(a >= x[0] && a <= x[1] && b >= y[0] && b <= y[1]);
    }
    assert.ok(from[0] < to[0] && from[1] > to[1]);
  }
});

test('few lines are multiples of one step, so that they stay when the axes grow', () => {
  const powers = (/** @type {[number, number]} */ x) => isoLines(x, [-2, 2], 3).map(({ power }) => power);
  const [few, more] = [powers([-6, 0]), powers([-6.5, 0])];
  assert.ok(few.length <= 4);
  for (const power of few) assert.ok(more.includes(power));
  assert.deepEqual([-3, -1, 0, 1, 12].map(powerWords), ['10⁻³', '0.1', '1', '10', '10¹²']);
});

test('the axis of a factor holds what can be shown, only grows, and has a width', () => {
  const first = logRange([0.01, 0.5, 0, 1e-30], null);
  assert.ok(first[0] <= -2 && first[0] > -4 && first[1] >= Math.log10(0.5));
  const grown = logRange([0.1, 20], first);
  assert.equal(grown[0], first[0]);
  assert.ok(grown[1] >= Math.log10(20));
  assert.deepEqual(logRange([0.1], grown), grown);
  for (const values of [[3], [], [0, 0]]) {
    const [lo, hi] = logRange(values, null);
    assert.ok(hi - lo >= 1);
  }
});

test('a unit with a factor of 0 stands on the edge that is shown, marked as such', () => {
  const factors = [[0.01, 4], [0, 4], [0.01, 0], [1e-20, 4]];
  const home = { x: [-3, -1], y: [0, 1] };
  const cloud = cloudOf([0, 1, 2, 3], (unit) => factors[unit], home, { x: [-2.5, -2], y: [0.5, 1] });
  assert.deepEqual(cloud.symbols, ['circle', 'triangle-left', 'triangle-down', 'triangle-left']);
  assert.deepEqual([cloud.x[0], cloud.x[1], cloud.x[3], cloud.y[2]], [-2, -2.5, -2.5, 0.5]);
});

test('an axis of logarithms has at least two ticks, however far it is zoomed', () => {
  for (const range of [[-6, 1], [-1.2, 0.3], [-0.9, -0.4], [0.101, 0.102]]) {
    const { tickvals, ticktext } = decades(range, 5);
    assert.ok(tickvals.length >= 2 && tickvals.length === ticktext.length, String(range));
    for (const v of tickvals) assert.ok(v >= range[0] - 1e-9 && v <= range[1] + 1e-9);
  }
  assert.deepEqual(decades([-3, 0], 9).ticktext, ['10⁻³', '10⁻²', '0.1', '1']);
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
  const relu = reason('swings', unit, thresholds, { span: null, top: 1, gain: 'φ′' });
  assert.match(relu, /\|φ′\| is below 5 % of its maximum for 41 % of the images, less than 95 %/);
  assert.doesNotMatch(relu, /of the range|at 1/);
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

test('a λ of the path leads to its model, if that is trained', () => {
  const source = { kind: 'atlas', key: 'a', index: 0, lambdas: [0, 0.01, 0.1], done: [0, 1] };
  assert.equal(indexOf(source, Math.fround(0.01)), 1);
  assert.equal(indexOf(source, 0), 0);
  assert.equal(indexOf(source, 0.1), null);
  assert.equal(indexOf({ kind: 'checkpoint', id: 'x', dataset: null }, 0.01), null);
  assert.equal(isNow({ units: { header: { lam: 0.01, step: 40 } } }, true, 0.01), true);
  assert.equal(isNow({ units: { header: { lam: 0.01, step: 40 } } }, false, 41), false);
  assert.equal(isNow({ units: null }, true, 0.01), false);
});

test('counts of a path are told in the page’s order of states, whatever the frame’s is', () => {
  const names = ['saturated at 0', 'saturated at 1', 'dead', 'weight-shrunk', 'swings'];
  const section = (/** @type {number[]} */ values) => ({ values: Float64Array.from(values), shape: [values.length], lo: null, hi: null });
  const rows = rowsOf({
    header: { over: 'step', states: names },
    sections: { at: section([0, 50, 100]), lam: section([0.1, 0.1, 1]), counts: section([1, 2, 3, 4, 5, 0, 0, 0, 0, 15, 15, 0, 0, 0, 0]), paths: section([]) },
  });
  assert.deepEqual(rows[0].counts, STATES.map((state) => names.indexOf(state) + 1));
  assert.deepEqual(rows[2], { at: 100, lam: 1, counts: [0, 15, 0, 0, 0] });
  assert.deepEqual(changes(rows).map(({ at }) => at), [100]);
});

const states = ['dead', 'swings', 'swings'];
const findings = { state: (unit) => states[unit], figure: (unit, column) => (column === TABLE.norm2 ? [4, 9, 4][unit] : 0) };

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

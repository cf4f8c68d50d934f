import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answers, atlasWords, checkpointWords, nearestDone, openable, toServer } from '../../../../pages/kit/view/source/sources.js';
import { TABLE } from '../../../../pages/units/view/findings.js';
import { GAINS, NORMS, NOTHING, made, orderFrame, section, staticsFrame, unitsFrame } from './made.js';

const near = (a, b, by = 1e-5) => assert.ok(Math.abs(a - b) < by, `${a} is not ${b}`);

test('every cell can be read as φ′, as h and as the contribution φ′² · ‖W‖²', () => {
  const findings = made();
  near(findings.value('gain', 1, 2), 0.1);
  near(findings.value('h', 1, 2), 0.9);
  near(findings.value('part', 3, 4), 8 * 0.05 ** 2);
  GAINS.forEach((row, unit) => [...findings.row('gain', unit)].forEach((v, i) => near(v, row[i])));
  [...findings.column('part', 0)].forEach((v, unit) => near(v, NORMS[unit] * GAINS[unit][0] ** 2));
  near(findings.table(1)[TABLE.norm2], 2);
  assert.deepEqual([0, 1, 2].map((unit) => findings.state(unit)), ['saturated at 0', 'swings', 'weight-shrunk']);
  assert.equal(findings.imageName(0), 'one, image 0');
});

test('deep encoders bring their contributions along', () => {
  const findings = made({ about: { sizes: [2, 3, 4] } });
  findings.units.sections.part = section(new Uint16Array(20).fill(65535), [4, 5], 0, 3);
  near(findings.value('part', 0, 0), 3);
  assert.equal(findings.single, false);
});

test('squares are of the values, also where φ′ can be negative', () => {
  const findings = made({ gains: GAINS.map((row) => row.map((g) => -g)), slope: [-0.5, 1] });
  near(findings.value('part', 1, 0), 2 * 0.25 ** 2, 1e-4);
});

test('no digit of a number is made up by the 16 bits it came in', () => {
  const findings = made();
  assert.equal(findings.told('gain', 1, 0), '= 0.250');
  assert.equal(findings.told('gain', 0, 0), '< 2·10⁻⁶');
  assert.equal(findings.told('h', 1, 0), '= 0.750');
  findings.units.sections.gain.values[0] = 3; // 1.14·10⁻⁵, give or take 0.19·10⁻⁵
  assert.equal(findings.told('gain', 0, 0), '= 1·10⁻⁵');
  assert.match(findings.told('part', 0, 1), /^< \d·10⁻/);
});

test('what is of another unit or image than the selected one is not kept', () => {
  const findings = made();
  const frame = { header: { kind: 'unit', unit: 2, serial: 1 }, sections: {} };
  assert.equal(findings.take(frame, NOTHING), null);
  assert.equal(findings.take(frame, { unit: 2, image: null }), 'unit');
  findings.forget({ unit: 2, image: 4 });
  assert.equal(findings.unit, frame);
  findings.forget(NOTHING);
  assert.equal(findings.unit, null);
});

test('an order is current as long as the step and λ are those it was made of', () => {
  const findings = made({ header: { index: 3 } });
  assert.equal(findings.current(findings.order), false);
  findings.take(orderFrame(1, [0, 1, 2, 3], [0, 1, 2, 3, 4]), NOTHING);
  findings.take(unitsFrame(2, { header: { index: 3 } }), NOTHING); // other thresholds
  assert.equal(findings.current(findings.order), true);
  findings.take(unitsFrame(3, { header: { index: 4 } }), NOTHING);
  assert.equal(findings.current(findings.order), false);
});

test('the same images and as many units are the same findings after a connection was lost; others are another', () => {
  const findings = made();
  const { build } = findings;
  findings.take(orderFrame(1, [3, 2, 1, 0], [0, 1, 2, 3, 4]), NOTHING);
  findings.take(staticsFrame(), NOTHING);
  assert.equal(findings.build, build);
  assert.ok(findings.order);
  assert.equal(findings.units, null);
  findings.take(staticsFrame({ count: 4 }), NOTHING);
  assert.notEqual(findings.build, build);
  assert.equal(findings.order, null);
});

test('frames of unknown kinds change nothing', () => {
  assert.equal(made().take({ header: { kind: 'news' }, sections: {} }, NOTHING), null);
});

const atlas = { dataset: 'digits', hidden: 16, activation: 'relu', output: 'sigmoid', tied: true, seed: 3, way: 'fan', done: 5, total: 24 };

test('sources are named by what tells them apart', () => {
  assert.equal(atlasWords(atlas, { digits: 'Digits' }), 'Digits: 16 ReLU, seed 3, 5 of 24 λ');
  assert.equal(atlasWords({ ...atlas, done: 24, tied: false, way: 'scratch' }, {}), 'digits: 16 ReLU, untied, from scratch, seed 3, 24 λ');
  const checkpoint = { id: '0123456789abcdef', sizes: [784, 64], activation: 'tanh', tied: true, output: 'linear' };
  assert.equal(checkpointWords(checkpoint, undefined), 'Checkpoint: 784–64 tanh, linear output');
  const trained = { ...checkpoint, lam: 0.1, step: 4000, file: 'kept.safetensors', brought: 1.7e9 };
  assert.match(checkpointWords(trained, undefined), /^kept\.safetensors: λ = 0\.1, 784–64 tanh, linear output, step 4,000, 1[45] Nov, \d\d:\d\d$/);
  assert.equal(checkpointWords(checkpoint, 'mine.safetensors'), 'mine.safetensors: 784–64 tanh, linear output');
});

test('the server is told what it needs of a source, and an answer to another question is known', () => {
  const source = { kind: 'atlas', key: 'a', index: 3, lambdas: [0, 1], done: [0] };
  assert.deepEqual(toServer(source), { kind: 'atlas', key: 'a', index: 3 });
  assert.equal(answers(source, { kind: 'atlas', key: 'a', index: 1 }), true);
  assert.equal(answers(source, { kind: 'atlas', key: 'b', index: 3 }), false);
  assert.equal(answers({ kind: 'live', run: null }, { kind: 'live', run: 'x' }), true);
  assert.equal(answers({ kind: 'checkpoint', id: 'a' }, { kind: 'live', run: 'x' }), false);
  assert.deepEqual([openable(source), openable({ kind: 'checkpoint', id: '' })], [true, false]);
});

test('the slider stops at models that are trained', () => {
  assert.deepEqual([0, 3, 9].map((i) => nearestDone([1, 4, 5], i)), [1, 4, 5]);
});

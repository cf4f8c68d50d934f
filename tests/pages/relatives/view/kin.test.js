import assert from 'node:assert/strict';
import { test } from 'node:test';
import { merge } from '../../../../pages/kit/view/frames.js';
import { stepsOf, spectrumOf, curveOf } from '../../../../pages/relatives/view/charts.js';
import { columnsFor } from '../../../../pages/relatives/view/columns.js';
import { Kin } from '../../../../pages/relatives/view/kin.js';
import { numbersCsv } from '../../../../pages/relatives/view/numbers.js';

const LINEUP = [
  { name: 'ae', title: 'Autoencoder', strength: null, refused: '' },
  { name: 'recipe', title: 'Copied recipe', strength: { symbol: 'λ', says: '', values: [1, 10, 100], usual: 100 }, refused: '' },
];
const of = (/** @type {any} */ change = {}) => ({ step: 10, strength: null, error: 1, penalty: 2, hist_range: [0, 1], ...change });
const section = (/** @type {number[]} */ ...values) => ({ values: Float32Array.from(values), shape: [values.length], lo: null, hi: null });
const frame = (/** @type {any} */ relatives, /** @type {any} */ company = { ae: { step: 10, diverged: null } }) => /** @type {any} */ ({ relatives, company });

test('numbers and pictures of each are kept until others come, and go with it', () => {
  const kin = new Kin(LINEUP);
  kin.take(frame({ cae: of(), ae: of({ penalty: 5 }) }), { 'ae/hist': section(0.5, 0.5), 'cae/curve': section(1, 2) }, true);
  kin.take(frame({ cae: of({ step: 20 }) }), { 'cae/hist': section(0.2, 0.8) }, false);
  assert.deepEqual([kin.of('cae')?.step, kin.of('ae')?.penalty], [20, 5]);
  assert.deepEqual(Object.keys(kin.pictures.cae).sort(), ['curve', 'hist']);
  assert.deepEqual(kin.present(), ['cae', 'ae']);
  kin.take(frame({}, {}), {}, false);
  assert.deepEqual([kin.present(), kin.of('ae'), kin.pictures.ae], [['cae'], null, undefined]);
});

test('all cards are drawn anew where the scale they share moves, one alone otherwise', () => {
  const kin = new Kin(LINEUP);
  kin.take(frame({}), { 'cae/spectrum': section(1), 'ae/spectrum': section(1) }, true);
  assert.deepEqual([...kin.take(frame({}), { 'ae/strip': section(1) }, false)], ['ae']);
  assert.deepEqual([...kin.take(frame({}), { 'ae/spectrum': section(3) }, false)].sort(), ['ae', 'cae']);
  assert.equal(kin.tops.spectrum.value, 3);
});

test('numbers of another strength than the one that trains are not shown as its own', () => {
  const kin = new Kin(LINEUP);
  const company = (/** @type {number} */ strength) => ({ recipe: { step: 5, diverged: null, strength } });
  kin.take(frame({ recipe: of({ strength: 100 }) }, company(100)), {}, true);
  assert.equal(kin.of('recipe')?.strength, 100);
  kin.take(frame({}, company(10)), {}, false);
  assert.equal(kin.of('recipe'), null);
});

test('h without an upper end has an axis of its own, and no reference of one that has two', () => {
  const kin = new Kin(LINEUP);
  kin.take(frame({ cae: of(), ae: of(), recipe: of({ hist_range: [0, 7], strength: 100 }) }, { ae: {}, recipe: { strength: 100 } }), { 'recipe/hist': section(1) }, true);
  assert.deepEqual([kin.spanOf('cae'), kin.spanOf('recipe')], [[0, 1], [0, 7]]);
  assert.deepEqual([kin.alike('ae'), kin.alike('recipe')], [true, false]);
});

test('frames that are painted as one keep the numbers of both', () => {
  const made = (/** @type {any} */ relatives) => ({ header: { build: 1, relatives }, sections: {} });
  assert.deepEqual(merge(made({ cae: 1, ae: 2 }), made({ ae: 3 })).header.relatives, { cae: 1, ae: 3 });
  assert.equal('relatives' in merge({ header: { build: 1 }, sections: {} }, { header: { build: 1 }, sections: {} }).header, false);
});

test('charts lie on the scales that are given', () => {
  assert.deepEqual(stepsOf([0.25, 1], [0, 1], [0, 2], 1), [[0, 0], [0, 0.5], [0.25, 0.5], [0.25, 1], [0.5, 1], [0.5, 0]]);
  assert.deepEqual(spectrumOf([2, 1], 4), [[0, 0.5], [1 / 63, 0.25]]);
  const curve = curveOf([1, 2, 3], [0.01, 0.1, 1], 3);
  assert.deepEqual(curve.map(([x]) => Math.round(100 * x)), [0, 50, 100]);
  assert.equal(curve[2][1], 1);
  assert.deepEqual(spectrumOf([1], 0), [[0, 0]]);
});

test('rows of cards are alike', () => {
  assert.equal(columnsFor(8, 97), 4);
  assert.equal(columnsFor(8, 134), 4, 'not six and two');
  assert.equal(columnsFor(5, 97), 3);
  assert.equal(columnsFor(3, 97), 3);
  assert.equal(columnsFor(12, 26), 1);
  assert.equal(columnsFor(1, 0), 1);
});

test('the table to take away has a row for each that is known', () => {
  const kin = new Kin(LINEUP);
  kin.take(frame({ cae: of({ curve_ends: [0.1, 0.2], noised: { sigma: 0.5, error: 1, moved: 0.01, restored: 0.5 } }), ae: of() }), {}, true);
  const [head, cae, ae] = numbersCsv(kin).trim().split('\n').map((line) => line.split(','));
  const at = (/** @type {string} */ name) => head.indexOf(name);
  assert.deepEqual([cae[0], cae[at('jacobian2')], cae[at('noise_restored')], cae[at('contraction_far')]], ['cae', '2', '0.5', '0.2']);
  assert.deepEqual([ae[0], ae[at('contraction_far')]], ['ae', '']);
});

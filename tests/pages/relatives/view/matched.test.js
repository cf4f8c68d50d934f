import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axisOf, cellsOf, dotsOf, nearestOf, placeOf, progressOf, ticksOf } from '../../../../pages/relatives/view/matched.js';
import { cellsOf as row, rowsOf } from '../../../../pages/relatives/view/papertable.js';
import { arcOf, arrowTo, believed, pointOf, shown } from '../../../../pages/relatives/view/recipewords.js';

const tried = (/** @type {number} */ strength, /** @type {number|null} */ error, penalty = 4) => /** @type {any} */ ({ strength, error, penalty, sat: null, diverged: error === null });
const MATCH = /** @type {any} */ ({
  step: 1240, error: 20, lam: 1, done: 7, of: 10, running: true,
  found: { denoising: { tried: [tried(0.1, 10), tried(0.5, 21), tried(2, null)], nearest: 1, distance: 1 }, rbm: { tried: [], nearest: null, distance: null } },
});

test('dots stand by how many times their error is, the nearest is marked, what diverged stands at the end', () => {
  const axis = axisOf(MATCH);
  assert.ok(axis && axis.lo < 10 && axis.hi > 21);
  assert.equal(placeOf({ lo: 1, hi: 100 }, 10), 0.5);
  const dots = dotsOf(axis, MATCH.found.denoising, /** @type {any} */ ({ strength: { symbol: 'σ' } }));
  assert.deepEqual(dots.map(({ nearest }) => nearest), [false, true, false]);
  assert.ok(dots[0].at < dots[1].at && dots[2].at === 1);
  assert.equal(dots[1].title, 'σ 0.5: error 21.0, ‖J‖² 4.00');
  assert.equal(dots[2].title, 'σ 2: it has diverged');
  assert.ok(ticksOf({ lo: 9.4, hi: 22.3 }).length >= 3);
});

test('the distance is told with its sign, and ‖J‖² against the CAE’s of the same step', () => {
  assert.deepEqual(cellsOf(MATCH, MATCH.found.denoising, 8), ['0.5', '+1.00 (+5.00 %)', '4.00', '× 0.500']);
  assert.equal(cellsOf(MATCH, MATCH.found.denoising, null)[3], '–', 'the CAE has trained on');
  assert.deepEqual(cellsOf(MATCH, MATCH.found.rbm, 8), ['–', '–', '–', '–']);
  assert.deepEqual(nearestOf(MATCH), { denoising: 0.5 });
  assert.deepEqual(nearestOf(null), {});
});

test('how far it is', () => {
  assert.equal(progressOf(null), '');
  assert.equal(progressOf(MATCH), '7 of 10 trained, of 1,240 steps each');
  assert.equal(progressOf({ ...MATCH, running: false }), 'Stopped after 7 of 10, of 1,240 steps each');
  assert.equal(progressOf({ ...MATCH, running: false, done: 10 }), '10 trained, of 1,240 steps each');
});

test('the recipe’s number is held against the truth, either way', () => {
  const recipe = /** @type {any} */ ({ number: 0.5, penalty: 2, dead: 14, units: 16, angle: 88, error: 40 });
  assert.match(shown(recipe, null), /^‖J‖² of the whole encoder is 2\.00, 4\.00 times its number\. 14 of 16 units say the same of every image\. Its gradient hardly has a part in common/);
  assert.match(shown({ ...recipe, number: 8 }, null), /its number 4\.00 times that/);
  assert.match(shown({ ...recipe, dead: 16, angle: 120 }, null), /nothing of an image is left\. Who follows its gradient makes ‖J‖² larger/);
  assert.match(shown({ ...recipe, dead: 0, angle: 40 }, { ...recipe, penalty: 1, error: 30, dead: 1 }), /2\.00, 4\.00 times its number\. Its gradient has a part in common with the true one\. Done right: ‖J‖² 1\.00, error 30\.0 against 40\.0, 1 dead\.$/);
  assert.match(believed(recipe), /^“The penalty is down to 0\.500, so/);
});

test('an angle is drawn upwards', () => {
  assert.deepEqual(pointOf([0, 0], 10, 90).map(Math.round), [0, -10]);
  const arc = arcOf([0, 0], 10, 90);
  assert.ok(Math.hypot(arc[0][0] - 10, arc[0][1]) < 1e-9 && Math.hypot(arc[32][0], arc[32][1] + 10) < 1e-9);
  const [foot, tip, left, , right] = arrowTo([0, 0], 100, 0);
  assert.ok(foot[0] === 0 && tip[0] === 100);
  assert.ok(left[0] < 100 && Math.abs(left[1] + right[1]) < 1e-9, 'a head that points forward');
});

test('the paper’s table has ours beside it', () => {
  const cae = { model: 'CAE', test_error: 2.943, interval: /** @type {[number, number]} */ ([2.64, 3.24]), jacobian2: 22.1, jacobian: 4.64, jacobian_entry: 2.82e-5, sat: 74.13, paper: { test_error: 1.14, jacobian_e4: 0.73, sat: 86.36 } };
  assert.deepEqual(row(cae), ['CAE', '2.94 ± 0.30', '22.1', '4.64', '0.28', '74.1', '1.14', '0.73', '86.36']);
  const all = rowsOf(/** @type {any} */ ({ rows: [cae], none: { model: 'none', test_error: 4.53, interval: [4.15, 4.91] } }));
  assert.deepEqual(all[1], ['no pre-training', '4.53 ± 0.38', '', '', '', '', '', '', '']);
});

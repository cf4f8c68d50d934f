import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearLine, distance } from '../../../../pages/plane/view/lines.js';
import { Steady } from '../../../../pages/kit/view/steady.js';
import { World, between, nearestPlace } from '../../../../pages/plane/view/world.js';

const section = (values, shape, hi = null) => ({ values, shape, lo: null, hi });
const heat = (hi) => section(new Uint8Array(1600).fill(255), [1600], hi);
const ellipses = (sigma) => section(new Float32Array(81 * 3).fill(sigma), [81, 3]);
const pull = section(new Int16Array(3200), [1600, 2], 1);
const units = section(new Float32Array([1, 0, 0, 1, 0, 3, 0, 2, -2, 0, 2, 1]), [2, 6]);
const figures = { along: 2, cosine: null, error: 0, encoder: 1, decoder: 1, sigma: [1, 0.5] };
const whole = { plane: figures, twin: figures, denoising: null, steepest: 0, pin: null };

test('between the places of a grid the value is mixed, at them it is theirs, and outside it is the edge’s', () => {
  const grid = section(new Float32Array([0, 1, 2, 3]), [4]); // 2 × 2, from below
  assert.equal(between(grid, 2, 5, -5, -5), 0);
  assert.equal(between(grid, 2, 5, 5, -5), 1);
  assert.equal(between(grid, 2, 5, -5, 5), 2);
  assert.equal(between(grid, 2, 5, 0, 0), 1.5);
  assert.equal(between(grid, 2, 5, 99, 99), 3);
  const pairs = section(new Int16Array([0, 0, 32767, 0, 0, 32767, 0, 0]), [4, 2], 4);
  assert.equal(between(pairs, 2, 5, 5, -5, 2, 0), 4);
  assert.equal(between(pairs, 2, 5, -5, 5, 2, 1), 4);
  assert.equal(nearestPlace(9, 5, 0.1, -5), 4);
  assert.equal(nearestPlace(9, 5, 5, 5), 80);
});

test('the model and its twin are on one scale, which grows at once and shrinks slowly', () => {
  const world = new World();
  world.take(whole, { pull, heat: heat(1), ellipses: ellipses(0.5), units, twin_pull: pull, twin_heat: heat(4), twin_ellipses: ellipses(2) }, true);
  assert.deepEqual([world.heatTo.value, world.sigmaTo.value], [4, 2]);
  world.take(whole, { pull, heat: heat(1), ellipses: ellipses(0.5), units, twin_pull: pull, twin_heat: heat(1), twin_ellipses: ellipses(0.5) }, false);
  assert.ok(world.heatTo.value < 4 && world.heatTo.value > 3.5);
  world.take(whole, { pull, heat: heat(1), units }, true);
  assert.equal(world.heatTo.value, 1, 'another model is on its own');
  assert.equal(new Steady().value, 0);
});

test('what a frame lacks is as it was; who is not there any more is gone', () => {
  const world = new World();
  world.take(whole, { pull, heat: heat(1), units, twin_pull: pull, twin_heat: heat(1) }, true);
  const { twin } = world;
  world.take(whole, { pull, heat: heat(1), units }, false); // those beside come in turn
  assert.equal(world.twin, twin);
  world.take({}, {}, false); // numbers of the run alone
  assert.equal(world.figures.plane, figures);
  assert.notEqual(world.own, null);
  world.take({ ...whole, twin: null }, { pull, heat: heat(1), units }, false);
  assert.deepEqual([world.twin, world.figures.twin], [null, null]);
});

test('a unit’s own heat is of the unit that the frame says, and goes with it', () => {
  const world = new World();
  world.take({ ...whole, pin: { unit: 1, share: 0.2 } }, { pull, units, unit_heat: heat(3) }, true);
  assert.deepEqual([world.unitOf, world.unitTo.value], [1, 3]);
  world.take(whole, { pull, units, unit_heat: heat(3) }, false); // merged from a frame before
  assert.deepEqual([world.unitOf, world.unitHeat, world.unitTo.value], [null, null, 0]);
});

test('units: their weights, their shares of ‖J‖², and how far a place is from a line', () => {
  const world = new World();
  world.take(whole, { pull, units }, true);
  assert.deepEqual(world.unit(1), { w: [0, 2], b: -2, v: [0, 2], part: 1 });
  assert.deepEqual(world.shares(), [0.75, 0.25]);
  assert.equal(distance(world, 1, [7, 4]), 3); // 2y − 2 = 0
  assert.equal(nearLine(world, [0.2, 4], 0.5), 0);
  assert.equal(nearLine(world, [2, 4], 0.5), null);
  world.take({ ...whole, steepest: 2 }, { pull, units }, false); // 2y − 2 = 2
  assert.equal(distance(world, 1, [7, 4]), 2);
});

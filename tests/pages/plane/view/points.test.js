import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameOf, pointsOf } from '../../../../pages/plane/view/points.js';

test('a press is a point, a line has evenly spaced ones however often the pointer was heard', () => {
  assert.deepEqual(pointsOf([[[0.2, 0.3]]]), [[0.2, 0.3]]);
  const coarse = pointsOf([[[-1, 0], [1, 0]]]);
  const fine = pointsOf([Array.from({ length: 201 }, (_, i) => [-1 + i / 100, 0])]);
  assert.equal(coarse.length, 85);
  assert.equal(fine.length, coarse.length);
  const steps = fine.slice(1).map(([x], i) => x - fine[i][0]);
  for (const step of steps) assert.ok(Math.abs(step - 3 / 127) < 1e-9);
});

test('a pointer that rests adds nothing, and there are never too many', () => {
  assert.equal(pointsOf([[[0, 0], [0, 0], [0, 0]]]).length, 1);
  const scribble = Array.from({ length: 60 }, (_, i) => Array.from({ length: 2 }, (_, j) => [j ? 1 : -1, i / 30 - 1]));
  assert.equal(pointsOf(scribble).length, 1500);
});

test('points are named by signed bytes in base64 that an address can bear', () => {
  const name = nameOf([[1, -1], [0, 0.5], [2, -2]]);
  assert.match(name, /^plane-drawn:[A-Za-z0-9_-]+$/);
  const bytes = Buffer.from(name.slice('plane-drawn:'.length), 'base64url');
  assert.deepEqual([...new Int8Array(bytes)], [127, -127, 0, 64, 127, -127]);
  assert.equal(nameOf([]), 'plane-drawn:');
});

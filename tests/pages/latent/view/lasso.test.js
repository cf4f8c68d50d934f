import assert from 'node:assert/strict';
import { test } from 'node:test';

import { caught, inside } from '../../../../pages/latent/view/lasso.js';

const NOTCHED = [0, 0, 10, 0, 10, 10, 5, 4, 0, 10]; // a square with a notch from below

test('what lies in the line is caught, what lies in its notch is not', () => {
  assert.ok(inside(NOTCHED, 5, 2));
  assert.ok(inside(NOTCHED, 1, 8));
  assert.ok(!inside(NOTCHED, 5, 8));
  assert.ok(!inside(NOTCHED, -1, 5));
  assert.deepEqual(caught([5, 2, 5, 8, 1, 8, 20, 20], NOTCHED), [0, 2]);
});

test('which way round it was drawn makes no difference', () => {
  const back = [0, 10, 5, 4, 10, 10, 10, 0, 0, 0];
  for (const [x, y] of [[5, 2], [5, 8], [1, 8], [11, 1]]) assert.equal(inside(back, x, y), inside(NOTCHED, x, y));
});

test('of a line that is no more than a touch nothing is caught', () => {
  assert.deepEqual(caught([1, 1, 2, 2], []), []);
  assert.deepEqual(caught([1, 1, 2, 2], [1, 1]), []);
  assert.deepEqual(caught([1, 1, 2, 2], [0, 0, 3, 3]), []);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Scale, roundUp } from '../../../../pages/contraction/view/scale.js';

test('a number is rounded up to 1, 2 or 5 times a power of ten', () => {
  for (const [value, round] of [[1, 1], [1.01, 2], [3, 5], [5, 5], [5.1, 10], [0.03, 0.05], [0.3, 0.5], [70, 100], [2e-7, 2e-7]]) assert.equal(roundUp(value), round);
});

test('a scale grows when it must, and never shrinks by itself', () => {
  const scale = new Scale(1.5);
  assert.equal(scale.top, 2);
  assert.equal(scale.take(0.1, null, -1.9), 2);
  assert.equal(scale.take(3, 2), 5);
  assert.equal(scale.take(0.01), 5);
  assert.equal(scale.at(2.5), 0.5);
  assert.equal(scale.at(null), 0);
  scale.reset();
  assert.equal(scale.take(0.2), 0.2);
});

test('of nothing there is no scale', () => {
  const scale = new Scale();
  assert.equal(scale.take(undefined, NaN, 0), 0);
  assert.equal(scale.at(0), 0);
});

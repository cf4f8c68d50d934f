import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Cloud, spanned } from '../../../../pages/latent/view/cloud.js';

/** @param {number[]} values @param {number} d */
const section = (values, d) => ({ values: new Float32Array(values), shape: [values.length / d, d], lo: null, hi: null });

test('the slider moves every dot along a straight line, and moves no other thing', () => {
  const cloud = new Cloud();
  assert.ok(cloud.take({ header: {}, sections: { points: section([2, 2, 4, 0], 2), points0: section([0, 0, 0, 4], 2) } }));
  assert.deepEqual([...cloud.now], [2, 2, 4, 0]);
  cloud.go(0);
  assert.deepEqual([...cloud.now], [0, 0, 0, 4]);
  cloud.go(0.25);
  assert.deepEqual([...cloud.now], [0.5, 0.5, 1, 3]);
  assert.equal(cloud.count, 2);
  assert.equal(cloud.all.length, 2);
});

test('new points of a training are shown as far on the way as the slider is', () => {
  const cloud = new Cloud();
  cloud.go(0.5);
  cloud.take({ header: {}, sections: { points: section([2, 2], 2), points0: section([0, 0], 2) } });
  assert.deepEqual([...cloud.now], [1, 1]);
  cloud.take({ header: {}, sections: { points: section([4, 4], 2), points0: section([0, 0], 2) } });
  assert.deepEqual([...cloud.now], [2, 2]);
});

test('without a model at λ = 0 there is no way', () => {
  const cloud = new Cloud();
  cloud.go(0.5);
  cloud.take({ header: {}, sections: { points: section([2, 2, 7], 3) } });
  assert.deepEqual([...cloud.now], [2, 2, 7]);
  assert.equal(cloud.dimensions, 3);
  assert.equal(cloud.all.length, 1);
});

test('a map that could not be made has no points', () => {
  const cloud = new Cloud();
  cloud.take({ header: {}, sections: { points: section([2, 2], 2) } });
  assert.ok(!cloud.take({ header: { error: 'All codes are alike.' }, sections: {} }));
  assert.equal(cloud.count, 0);
});

test('a line that is older than the points has its ends at them', () => {
  assert.deepEqual([...spanned([0, 0, 1, 1, 2, 2], [4, 0, 9, 9, 8, 4], 0, 2, 2)], [4, 0, 6, 2, 8, 4]);
  assert.deepEqual([...spanned([0, 0, 1, 1], [0, 0, 1, 1], 0, 1, 2)], [0, 0, 1, 1]);
  assert.deepEqual([...spanned([], [0, 0], 0, 0, 2)], []);
});

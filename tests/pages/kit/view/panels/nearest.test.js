import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nearest, onward } from '../../../../../pages/kit/view/panels/nearest.js';

const PLACES = [0, 0, 10, 0, 0, 10, 30, 2];

test('the nearest dot is meant, none that is farther than the reach', () => {
  assert.equal(nearest(PLACES, 8, 1, 18), 1);
  assert.equal(nearest(PLACES, 1, 7, 18), 2);
  assert.equal(nearest(PLACES, 100, 100, 18), null);
  assert.equal(nearest([], 0, 0, 18), null);
});

test('an arrow leads to the nearest dot that way, and stays where there is none', () => {
  assert.equal(onward(PLACES, 0, 1, 0), 1);
  assert.equal(onward(PLACES, 1, 1, 0), 3);
  assert.equal(onward(PLACES, 0, 0, 1), 2);
  assert.equal(onward(PLACES, 3, 1, 0), 3);
  assert.equal(onward(PLACES, 0, 0, -1), 0);
});

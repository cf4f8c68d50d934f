import assert from 'node:assert/strict';
import { test } from 'node:test';

import { found } from '../../../../pages/latent/view/search.js';

const IMAGES = { pixels: [], labels: [0, 1, 2, 0, 1], classes: ['T-shirt/top', 'Ankle boot', 'Bag'], count: 5, rows: 1, columns: 1 };
const DIGITS = { ...IMAGES, classes: ['0', '1', '2'] };

test('an image is found by its number, in words too', () => {
  assert.deepEqual(found('3', IMAGES), [3]);
  assert.deepEqual(found(' image 4 ', IMAGES), [4]);
  assert.deepEqual(found('5', IMAGES), []);
});

test('a class is found by the beginning of a word of its name', () => {
  assert.deepEqual(found('boo', IMAGES), [1, 4]);
  assert.deepEqual(found('TOP', IMAGES), [0, 3]);
  assert.deepEqual(found('b', IMAGES), [1, 2, 4]);
  assert.deepEqual(found('coat', IMAGES), []);
});

test('where a class is a digit, the digit is the class, and image 2 is an image', () => {
  assert.deepEqual(found('1', DIGITS), [1, 4]);
  assert.deepEqual(found('image 1', DIGITS), [1]);
  assert.deepEqual(found('4', DIGITS), [4]);
});

test('of nothing nothing is found', () => assert.deepEqual(found('  ', IMAGES), []));

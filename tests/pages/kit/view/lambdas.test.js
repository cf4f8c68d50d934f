import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decades } from '../../../../pages/kit/view/lambdas.js';

const fan = [0, 0.01, 0.032, 0.1, 0.32, 1, 3.2, 10, 32, 100];
const named = (lambdas, pitch, wide = 34) => decades(lambdas, pitch, wide).map((i) => lambdas[i]);

test('on a short slider of an atlas the decades are named', () => {
  assert.deepEqual(named(fan, 40), [0, 0.01, 0.1, 1, 10, 100]);
});

test('where there is little room some are left out, the last never', () => {
  assert.deepEqual(named(fan, 12), [0, 0.1, 100]);
  assert.deepEqual(named([0, 1, 10], 1), [10]);
});

test('of λs that are no decades every so many is named', () => {
  assert.deepEqual(named([0.2, 0.3, 0.4, 0.5, 0.6], 40), [0.2, 0.3, 0.4, 0.5, 0.6]);
});

test('one λ has one name, none has none', () => {
  assert.deepEqual([named([3], 0), named([], 0)], [[3], []]);
});

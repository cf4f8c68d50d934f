import assert from 'node:assert/strict';
import { test } from 'node:test';
import { POSITIONS, lambdaAt, lambdaOfKey, lambdaText, nearestTo, nudge, positionOf } from '../../../../pages/kit/view/lambda.js';

test('the slider has an exact 0 at its left end and runs from 0.01 to 100', () => {
  assert.equal(lambdaAt(0), 0);
  assert.equal(lambdaAt(1), 0.01);
  assert.equal(lambdaAt(101), 0.1);
  assert.equal(lambdaAt(201), 1);
  assert.equal(lambdaAt(POSITIONS), 100);
});

test('every position comes back from its λ', () => {
  for (let p = 0; p <= POSITIONS; p++) assert.equal(positionOf(lambdaAt(p)), p);
});

test('what lies beyond the slider stands at its end', () => {
  assert.equal(positionOf(1e6), POSITIONS);
  assert.equal(positionOf(1e-5), 1);
});

test('a key press moves a tenth of a decade, over 0.01 to 0 and back', () => {
  assert.equal(nudge(0, 1), 0.01);
  assert.equal(nudge(0.01, -1), 0);
  assert.equal(nudge(0, -1), 0);
  assert.equal(nudge(0.1, 1), 0.1259);
  assert.ok(Math.abs(nudge(nudge(1, 1), -1) - 1) < 1e-12);
  assert.equal(nudge(100, 1), 100);
  assert.equal(nudge(1e6, 1), 1e6);
  assert.equal(nudge(1e6, -1), 100);
  assert.equal(nudge(0.001, 1), 0.01);
});

test('λ is written short on the slider and in full when typed', () => {
  assert.deepEqual([0, 0.01, 0.1, 1, 10, 100].map(lambdaText), ['0', '0.010', '0.10', '1.0', '10', '100']);
  assert.equal(lambdaText(lambdaAt(111)), '0.126');
  assert.equal(lambdaText(0.12345), '0.12345');
  assert.equal(lambdaText(1e6), '1000000');
});

test('the digits 0 to 5 mean the values that are marked, other keys none', () => {
  assert.deepEqual(['0', '1', '2', '3', '4', '5'].map(lambdaOfKey), [0, 0.01, 0.1, 1, 10, 100]);
  assert.deepEqual(['6', '10', 'm', ' '].map(lambdaOfKey), [null, null, null, null]);
});

test('the nearest λ is the one by the smallest factor; 0 is nearest to 0', () => {
  const lambdas = [0, 0.01, 0.3, 1, 4, 30, 100];
  assert.deepEqual([0, 0.01, 0.1, 1, 10, 100].map((lam) => lambdas[nearestTo(lambdas, lam)]), [0, 0.01, 0.3, 1, 4, 100]);
  assert.equal(nearestTo([0.5, 2], 0), 0);
  assert.equal(nearestTo([0], 100), 0);
});

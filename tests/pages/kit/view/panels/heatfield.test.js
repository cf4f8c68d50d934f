import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowsOfPart } from '../../../../../pages/kit/view/panels/heatfield.js';

test('a unit’s row is at least two pixels high: where not all have that, they are shown in equal parts', () => {
  assert.equal(rowsOfPart(64, 128), 64);
  assert.equal(rowsOfPart(64, 127), 32);
  assert.equal(rowsOfPart(128, 100), 43);
  assert.equal(rowsOfPart(5, 1), 1);
  assert.equal(rowsOfPart(0, 300), 0);
});

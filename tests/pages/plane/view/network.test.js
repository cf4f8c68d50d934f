import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colored, nodeAt, shapeOf } from '../../../../pages/plane/view/netshape.js';

test('units stand in a column between inputs and outputs, and never meet', () => {
  for (const hidden of [2, 8, 16]) {
    const shape = shapeOf(240, 300, hidden, 14);
    assert.equal(shape.units.length, hidden);
    assert.ok(2 * shape.radius <= shape.spacing);
    assert.ok(shape.units.every(([x, y]) => x === 120 && y - shape.radius >= 0 && y + shape.radius <= 300));
    assert.ok(shape.inputs.every(([x]) => x < 60) && shape.outputs.every(([x]) => x > 180));
  }
});

test('a unit’s row is pointed at, but not where inputs and outputs are', () => {
  const shape = shapeOf(240, 320, 16, 14);
  assert.equal(nodeAt(shape, 120, 1), 0);
  assert.equal(nodeAt(shape, 100, 319), 15);
  assert.equal(nodeAt(shape, 30, 100), null);
  assert.equal(nodeAt(shape, 120, 321), null);
  assert.equal(nodeAt(shapeOf(240, 320, 0, 14), 1, 1), null);
});

test('a pixel of a map as CSS has it', () => {
  assert.equal(colored(0xff030201), 'rgb(1 2 3)');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Eye, extentOf } from '../../../../../pages/kit/view/panels/latenteye.js';

test('an extent is in units of h', () => {
  const section = { values: Int16Array.of(32767, 0, -32767, 16384), shape: [2, 2], lo: null, hi: 2 };
  const { left, right, bottom, top } = extentOf(section);
  assert.deepEqual([left, right, bottom], [-2, 2, 0]);
  assert.ok(Math.abs(top - 1) < 1e-4);
});

const square = (reach) => ({ left: -reach, right: reach, bottom: -reach, top: reach });

test('the eye grows at once, stands still for little, and shrinks slowly', () => {
  const eye = new Eye();
  eye.follow(square(1), 1, true, false);
  assert.ok(Math.abs(eye.reach - 1.06) < 1e-9);
  eye.follow(square(0.95), 1, true, false);
  assert.ok(Math.abs(eye.reach - 1.06) < 1e-9);
  eye.follow(square(2), 1, true, false);
  assert.ok(Math.abs(eye.reach - 2.08) < 1e-9);
  eye.follow(square(0.5), 1, true, false);
  assert.ok(eye.reach < 2.08 && eye.reach > 1.9);
  eye.follow(square(0.5), 1, true, true);
  assert.ok(Math.abs(eye.reach - 0.53) < 1e-9);
});

test('where 0 need not be in the middle, the middle is the data’s; a wide panel shows more across', () => {
  const eye = new Eye();
  eye.follow({ left: 0, right: 4, bottom: 0, top: 1 }, 2, false, true);
  assert.deepEqual([eye.x, eye.y], [2, 0.5]);
  assert.ok(Math.abs(eye.reach - 1.06) < 1e-9);
});

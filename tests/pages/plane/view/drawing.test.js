import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rgb } from '../../../../pages/kit/view/color.js';
import { maps } from '../../../../pages/kit/view/color.js';
import { paleMap, pixelOf, placeOf, shownLength } from '../../../../pages/plane/view/drawing.js';

test('places and pixels: up is up, and back again', () => {
  const on = { size: 500, reach: 5 };
  assert.deepEqual(pixelOf(on, -5, 5), [0, 0]);
  assert.deepEqual(pixelOf(on, 0, -5), [250, 500]);
  assert.deepEqual(placeOf(on, ...pixelOf(on, 1.5, -2)).map((x) => Number(x.toFixed(9))), [1.5, -2]);
});

test('an arrow is true to scale while it is short, longer for what is farther, and never longer than its room', () => {
  assert.ok(Math.abs(shownLength(0.01, 1) - 0.01) < 1e-4);
  assert.ok(shownLength(2, 1) > shownLength(1, 1));
  assert.ok(shownLength(100, 1) <= 1);
});

test('the pale map begins at the page’s own colour and keeps its order', () => {
  const background = rgb('#ffffff');
  const table = paleMap({ maps: maps(false, background), background });
  const light = [...table].map((one) => (one & 255) + ((one >>> 8) & 255) + ((one >>> 16) & 255));
  assert.ok(light[0] > 740);
  for (let i = 1; i < 256; i++) assert.ok(light[i] <= light[i - 1] + 2);
  assert.ok(light[255] > 200, 'what is drawn over it can be seen');
});

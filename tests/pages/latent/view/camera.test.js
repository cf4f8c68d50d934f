import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Camera } from '../../../../pages/latent/view/camera.js';

const SIZE = { width: 400, height: 200, margin: 10 };
const SQUARE = [-1, -1, 1, -1, 1, 1, -1, 1];

/** @param {ArrayLike<number>[]} clouds @param {number} [dimensions] */
function looking(clouds, dimensions = 2) {
  const camera = new Camera();
  camera.follow(clouds, dimensions, SIZE, true);
  return camera;
}

/** @param {Camera} camera @param {ArrayLike<number>} points */
function placed(camera, points) {
  const places = new Int16Array((2 * points.length) / camera.dimensions);
  const near = new Float32Array(points.length / camera.dimensions);
  camera.project(points, SIZE, places, near);
  return { places: [...places], near: [...near] };
}

test('all points of all clouds are on the screen, the first axis to the right, the second upwards', () => {
  const camera = looking([SQUARE, [3, 0, 0, 2]]);
  const { places } = placed(camera, [...SQUARE, 3, 0, 0, 2]);
  for (let i = 0; i < places.length; i += 2) {
    assert.ok(places[i] >= 10 && places[i] <= 390, `x ${places[i]}`);
    assert.ok(places[i + 1] >= 10 && places[i + 1] <= 190, `y ${places[i + 1]}`);
  }
  assert.ok(places[0] < places[2] && places[1] > places[5]);
});

test('a place leads back to its point, after pan and zoom too', () => {
  const camera = looking([SQUARE]);
  camera.zoomAt(3, 120, 60, SIZE);
  camera.pan(17, -9, SIZE);
  const places = new Int16Array(2);
  camera.project([0.25, -0.5], SIZE, places);
  const [x, y] = camera.placeAt(places[0], places[1], SIZE);
  assert.ok(Math.abs(x - 0.25) < 0.01 && Math.abs(y + 0.5) < 0.01);
});

test('what lies under the pointer stays there while it zooms', () => {
  const camera = looking([SQUARE]);
  const before = camera.placeAt(90, 40, SIZE);
  camera.zoomAt(1.7, 90, 40, SIZE);
  const after = camera.placeAt(90, 40, SIZE);
  assert.ok(Math.hypot(before[0] - after[0], before[1] - after[1]) < 1e-9);
});

test('a drag carries the map with it', () => {
  const camera = looking([SQUARE]);
  const before = placed(camera, SQUARE).places;
  camera.pan(25, 13, SIZE);
  const after = placed(camera, SQUARE).places;
  before.forEach((v, i) => assert.ok(Math.abs(after[i] - v - (i % 2 ? 13 : 25)) <= 1));
});

test('what a hand holds does not follow the data, until the view is reset or the map is another', () => {
  const camera = looking([SQUARE]);
  camera.pan(5, 0, SIZE);
  const held = placed(camera, SQUARE).places;
  camera.follow([[-9, -9, 9, 9]], 2, SIZE, false);
  assert.deepEqual(placed(camera, SQUARE).places, held);
  camera.reset();
  camera.follow([[-9, -9, 9, 9]], 2, SIZE, false);
  assert.notDeepEqual(placed(camera, SQUARE).places, held);
});

test('a turn in three dimensions keeps lengths: a point stays as far from the middle', () => {
  const points = [1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1];
  const camera = looking([points], 3);
  for (let i = 0; i < 50; i++) camera.turn(0.13, -0.07);
  const { places, near } = placed(camera, points);
  const unit = camera.scale(SIZE);
  for (let i = 0; i < 6; i++) {
    const length = Math.hypot((places[2 * i] - 200) / unit, (places[2 * i + 1] - 100) / unit, near[i] * camera.eye.reach);
    assert.ok(Math.abs(length - 1) < 0.03, String(length));
  }
});

test('however near, what is far out of sight stays on its side', () => {
  const camera = looking([SQUARE]);
  for (let i = 0; i < 20; i++) camera.zoomAt(2, 200, 100, SIZE);
  const { places } = placed(camera, [1000, 0, -1000, 0]);
  assert.deepEqual([places[0], places[2]], [32000, -32000]);
});

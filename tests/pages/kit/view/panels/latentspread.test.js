import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Spread } from '../../../../../pages/kit/view/panels/latentspread.js';

const PLANE = { width: 600, height: 400 };
const RADIUS = 3;
const spread = (places, farthest = 44) => {
  const moved = Int16Array.from(places);
  new Spread().apart(moved, RADIUS, PLANE, farthest);
  return moved;
};
const heap = (count, x, y) => Array.from({ length: 2 * count }, (_, i) => (i % 2 ? y : x));
const hidden = (places) => {
  let count = 0;
  for (let i = 0; i < places.length; i += 2) {
    for (let j = i + 2; j < places.length; j += 2) {
      if (Math.hypot(places[i] - places[j], places[i + 1] - places[j + 1]) < RADIUS / 2) {
        count += 1;
        break;
      }
    }
  }
  return count;
};

test('dots that lie apart stay where they are', () => {
  const places = [10, 10, 40, 10, 300, 200, 320, 215];
  assert.deepEqual([...spread(places)], places);
});

test('of a hundred dots at one place nearly all can be seen, about that place', () => {
  const moved = spread(heap(100, 300, 200));
  assert.ok(hidden(moved) < 10, `${hidden(moved)} are hidden`);
  const mean = [0, 1].map((k) => moved.filter((_, i) => i % 2 === k).reduce((a, b) => a + b) / 100);
  assert.ok(Math.hypot(mean[0] - 300, mean[1] - 200) < RADIUS, `their middle is at ${mean}`);
});

test('a heap takes the same shape wherever it lies between the pixels of the grid', () => {
  const [here, there] = [spread(heap(200, 300, 200)), spread(heap(200, 301, 202))];
  for (let i = 0; i < here.length; i += 2) {
    const off = Math.hypot(there[i] - here[i] - 1, there[i + 1] - here[i + 1] - 2);
    assert.ok(off <= 1.5, `dot ${i / 2} moves by ${off}`);
  }
});

test('a dot is not moved further than it may', () => {
  const moved = spread(heap(1000, 300, 200), 20);
  for (let i = 0; i < moved.length; i += 2) assert.ok(Math.hypot(moved[i] - 300, moved[i + 1] - 200) <= 21);
});

test('the same places give the same picture, and dots beyond the edge do no harm', () => {
  const places = [-50, 10, 900, 20, ...heap(30, 599, 399)];
  const [one, other] = [spread(places), spread(places)];
  assert.deepEqual(one, other);
  assert.deepEqual([...one.slice(0, 4)], [-50, 10, 900, 20]);
});

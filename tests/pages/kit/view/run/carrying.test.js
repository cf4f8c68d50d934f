import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { createCarrying } from '../../../../../pages/kit/view/run/carrying.js';
import { tab } from '../../../../../pages/kit/view/tab.js';

/** @type {[number|null, number|null][]} */
let pinned;
const runOf = (/** @type {{unit: number|null, image: number|null}} */ settings) => /** @type {any} */ ({ settings: { hidden: 16, ...settings }, images: null });
const act = { pin: (/** @type {number|null} */ unit, /** @type {number|null} */ image) => pinned.push([unit, image]) };

beforeEach(() => {
  pinned = [];
  tab.pins = null;
});

test('what another page has pinned is pinned once the images are there, as far as the model has it', () => {
  tab.pins = { unit: 17, image: 5, b: 9 };
  const run = runOf({ unit: null, image: null });
  const carrying = createCarrying(run, act);
  carrying.arrive();
  carrying.share();
  assert.deepEqual([pinned, tab.pins.unit], [[], 17], 'until then it stays what is pinned in the tab');
  run.images = { count: 1000 };
  carrying.arrive();
  carrying.arrive();
  assert.deepEqual(pinned, [[null, 5]], 'there are sixteen units');
  Object.assign(run.settings, { unit: null, image: 5 });
  carrying.share();
  assert.deepEqual(tab.pins, { unit: null, image: 5, b: 9 });
});

test('what the run has pinned is what the tab has, where no other page has said so', () => {
  const run = runOf({ unit: 3, image: 4 });
  createCarrying(run, act).arrive();
  assert.deepEqual([pinned, tab.pins], [[], { unit: 3, image: 4, b: null }]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keptOf, keptScene } from '../../../../../pages/kit/view/run/kept.js';
import { Run, settingsFrom } from '../../../../../pages/kit/view/run/run.js';

const header = (change = {}) => /** @type {any} */ ({
  frame: 1, build: 1, state: 'running', step: 10, lam: 0.1, lr: 0.001, batch_size: 128, seq: 0, speed: 0, budget: null,
  page: 0, pages: 1, unit: null, image: null, ...change,
});
const section = (/** @type {any} */ values, shape = [values.length]) => ({ values, shape, lo: null, hi: null });
const numbers = /** @type {any} */ ({ step: 40, lam: 2, hidden: 2, activation: 'tanh', strip_images: [3, 1], page: 0, pages: 1, explained: 0.5 });

function kept() {
  const given = { dataset: 'd', hidden: 300, activation: 'sigmoid', tied: true, output: 'sigmoid', seed: 0, lam: 0.1, lr: 1, batch_size: 1, speed: 0, budget: 0 };
  const run = new Run(settingsFrom({ ...given, unit: 7, image: 1 }));
  run.apply({ header: header({ kept: numbers, unit: 7, image: 1 }), sections: { a_units: section(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8)), strip: section(Uint8Array.of(9)) } });
  return run;
}

test('what is kept comes by its own names, stays until it is let go, and shows its own units', () => {
  const run = kept();
  const scene = keptScene(run);
  assert.deepEqual(Object.keys(run.kept?.sections ?? {}), ['units']);
  run.apply({ header: header({ frame: 2 }), sections: {} });
  assert.equal(run.kept?.numbers.step, 40);
  assert.deepEqual([scene.hidden, scene.activation, scene.explained], [2, 'tanh', 0.5]);
  assert.deepEqual([...(scene.figuresOf(1) ?? [])], [5, 6, 7, 8]);
  assert.equal(scene.figuresOf(2), null);
  run.apply({ header: header({ frame: 3, kept: null }), sections: {} });
  assert.equal(run.kept, null);
});

test('a pinned image is pinned in both, a pinned unit only where there is one', () => {
  const run = kept();
  assert.deepEqual(keptScene(run).pins, { unit: null, image: 1 });
  run.settings.unit = 1;
  assert.deepEqual(keptScene(run).pins, { unit: 1, image: 1 });
});

test('nothing is kept where nothing is said', () => {
  assert.equal(keptOf(null, { a_units: section(Float32Array.of(1)) }), null);
});

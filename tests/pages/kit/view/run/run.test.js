import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Run, sameStructure, settingsFrom } from '../../../../../pages/kit/view/run/run.js';
import { firstOfEachClass, nextOfClass } from '../../../../../pages/kit/view/strip.js';
import { gridFor } from '../../../../../pages/kit/view/panels/tilefield.js';
import { parseColor, isDark } from '../../../../../pages/kit/view/theme.js';

const given = {
  dataset: 'd', hidden: 64, activation: 'sigmoid', tied: true, output: 'sigmoid', seed: 0,
  lam: 0.1, lr: 0.001, batch_size: 128, speed: 0, budget: 0,
};
const header = (change = {}) => ({
  frame: 1, build: 1, state: 'running', step: 10, lam: 0.1, lr: 0.001, batch_size: 128, seq: 0, speed: 0, budget: null,
  page: 0, pages: 1, unit: null, image: null, ...change,
});

test('a budget of 0 is none, and nothing is pinned unless it says so', () => {
  const settings = settingsFrom(given);
  assert.deepEqual([settings.budget, settings.unit, settings.image], [null, null, null]);
  assert.ok(sameStructure(given, { ...given, lam: 3 }));
  assert.ok(!sameStructure(given, { ...given, seed: 1 }));
});

test('λ moved here wins until the server has heard of it', () => {
  const run = new Run(settingsFrom(given));
  Object.assign(run.settings, { lam: 5 });
  run.seq = 3;
  run.sentAt = performance.now();
  run.apply({ header: header({ seq: 2, lam: 1 }), sections: {} });
  assert.equal(run.settings.lam, 5);
  run.apply({ header: header({ seq: 3, lam: 0.7 }), sections: {} });
  assert.equal(run.settings.lam, 0.7);
});

test('what is set while the run pauses is not undone by its last step', () => {
  const run = new Run(settingsFrom(given));
  run.apply({ header: header({ lam: 0.1 }), sections: {} });
  Object.assign(run, { seq: 1, sentAt: performance.now() });
  run.settings.lam = 5;
  run.apply({ header: header({ state: 'paused', seq: 1, lam: 0.1 }), sections: {} });
  assert.equal(run.settings.lam, 5);
  run.apply({ header: header({ state: 'running', seq: 1, lam: 2 }), sections: {} });
  assert.equal(run.settings.lam, 2);
});

test('a new build forgets the rows and the marks of the old one', () => {
  const run = new Run(settingsFrom(given));
  const loss = { values: Float64Array.of(20, 1, 2, 3, 4, 0.1), shape: [1, 6], lo: null, hi: null };
  const marks = { values: Float64Array.of(20, 0, 0.1), shape: [1, 3], lo: null, hi: null };
  assert.equal(run.apply({ header: header(), sections: { loss, marks } }), true);
  assert.equal(run.apply({ header: header(), sections: { loss } }), false);
  assert.deepEqual([run.history.rows, run.marks.length], [2, 3]);
  assert.equal(run.apply({ header: header({ build: 2 }), sections: {} }), true);
  assert.deepEqual([run.history.rows, run.marks.length], [0, 0]);
});

test('the strip starts with one image of each class and swaps within a class', () => {
  const labels = [1, 0, 1, 2, 0, 2, 1];
  assert.deepEqual(firstOfEachClass(labels), [1, 0, 3, 2, 4, 5, 6]);
  assert.equal(nextOfClass(labels, [1, 0, 3], 1), 2);
  assert.equal(nextOfClass(labels, [1, 2, 3], 1), 6);
  assert.equal(nextOfClass(labels, [1, 0, 3, 4], 0), 1, 'no other is left');
});

test('tiles fill their box in a grid that holds all of them', () => {
  for (const [n, width, height] of [[64, 400, 400], [128, 400, 340], [8, 390, 390], [44, 500, 200]]) {
    const { columns, rows, pitch } = gridFor(n, width, height);
    assert.ok(columns * rows >= n && columns * pitch <= width + 1e-9 && rows * pitch <= height + 1e-9);
  }
  assert.equal(gridFor(64, 400, 400).columns, 8);
});

test('colours of the theme are read in every form', () => {
  assert.deepEqual(parseColor('#0e1117', [0, 0, 0]), [14, 17, 23]);
  assert.deepEqual(parseColor('#fff', [0, 0, 0]), [255, 255, 255]);
  assert.deepEqual(parseColor('rgba(49, 51, 63, 0.6)', [0, 0, 0]), [49, 51, 63]);
  assert.deepEqual(parseColor('', [1, 2, 3]), [1, 2, 3]);
  assert.ok(isDark([14, 17, 23]) && !isDark([255, 255, 255]));
});

test('λ of the next step is the one that is shown, also while the run pauses', () => {
  const run = new Run(settingsFrom(given));
  run.apply({ header: header({ state: 'paused', lam: 0.1, next_lam: 3, lr: 0.5 }), sections: {} });
  assert.deepEqual([run.settings.lam, run.settings.lr], [3, 0.5]);
  Object.assign(run, { seq: 1, sentAt: performance.now() });
  run.settings.lam = 5;
  run.apply({ header: header({ state: 'paused', seq: 0, lam: 0.1, next_lam: 3 }), sections: {} });
  assert.equal(run.settings.lam, 5, 'it is on its way');
  run.apply({ header: header({ state: 'paused', seq: 1, lam: 0.1, next_lam: 5 }), sections: {} });
  assert.equal(run.settings.lam, 5);
});

test('what a link named leaves the address when it no longer tells what the run is', () => {
  /** @param {{[name: string]: string}} link @param {...object} headers */
  const left = (link, ...headers) => {
    const run = new Run(settingsFrom(given));
    run.link = link;
    for (const change of headers) run.apply({ header: header(change), sections: {} });
    return run.link;
  };
  const replay = (/** @type {string} */ state) => ({ replay: { to: 9, state, at: null } });
  const again = { again: '9' };
  assert.deepEqual(left(again, replay('on'), replay('done')), again);
  assert.deepEqual(left(again, replay('on'), replay('ended')), {});
  assert.deepEqual(left(again, replay('done'), { replay: null }), {});
  assert.deepEqual(left({ model: 'm' }, { replay: null }, { replay: null }), { model: 'm' });
  assert.deepEqual(left({ model: 'm' }, { build: 4 }, { build: 5 }), {});
});

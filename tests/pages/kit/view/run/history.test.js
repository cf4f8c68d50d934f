import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logTicks, ticks } from '../../../../../pages/kit/view/axes.js';
import { History, STEP, TRAIN_RECON, thin } from '../../../../../pages/kit/view/run/history.js';

const filled = (n, value = (i) => i) => {
  const history = new History();
  for (let i = 0; i < n; i++) history.append([20 * i, value(i), 0, 0, 0, 0.1]);
  return history;
};

test('rows are kept in order while the table grows', () => {
  const history = filled(5000);
  assert.equal(history.rows, 5000);
  assert.equal(history.lastStep(), 20 * 4999);
  assert.equal(history.at(4321, TRAIN_RECON), 4321);
});

test('a long run keeps its first and its latest rows and thins those between', () => {
  const history = filled(50000);
  assert.ok(history.rows <= 6001);
  assert.equal(history.at(0, STEP), 0);
  for (let i = 1; i <= 1000; i++) assert.equal(history.at(history.rows - i, STEP), 20 * (50000 - i));
  for (let row = 1; row < history.rows; row++) assert.ok(history.at(row, STEP) > history.at(row - 1, STEP));
});

test('a step is found by its row, or the nearest one', () => {
  const history = filled(100);
  assert.deepEqual([history.rowAt(0), history.rowAt(21), history.rowAt(1e9)], [0, 2, 100]);
  assert.deepEqual([history.nearest(29), history.nearest(31), history.nearest(1e9)], [1, 2, 99]);
  assert.equal(new History().nearest(5), -1);
});

test('thinning leaves at most two points a pixel and no peak is lost', () => {
  const history = filled(6000, (i) => (i === 4321 ? 1000 : i === 777 ? -1000 : Math.sin(i)));
  const x = (row) => (history.at(row, STEP) / history.lastStep()) * 400;
  const rows = thin(0, history.rows, x, (row) => history.at(row, TRAIN_RECON));
  assert.ok(rows.length <= 2 * 401);
  assert.ok(rows.includes(4321) && rows.includes(777));
  assert.deepEqual(rows, [...rows].sort((a, b) => a - b));
});

test('few rows are all kept', () => {
  assert.deepEqual(thin(2, 6, (row) => row * 10, (row) => row), [2, 3, 4, 5]);
});

test('axes have round numbers', () => {
  assert.deepEqual(ticks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticks(245, 480, 2), [300, 400]);
  assert.deepEqual(ticks(3, 3, 4), [3]);
  assert.deepEqual(logTicks(0.05, 30, 5), [0.1, 1, 10]);
  assert.deepEqual(logTicks(2.1, 7, 5), [5]);
  assert.deepEqual(logTicks(1e-6, 1e3, 3), [1e-5, 0.1, 1000]);
});

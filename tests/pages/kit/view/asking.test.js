import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

import { createAsker } from '../../../../pages/kit/view/asking.js';

beforeEach(() => {
  /** @type {any} */ (globalThis).window = globalThis;
  mock.timers.enable({ apis: ['setTimeout'] });
});
afterEach(() => {
  mock.timers.reset();
  delete (/** @type {any} */ (globalThis).window);
});

/** An asker, and what it has sent. */
function made() {
  /** @type {any[]} */
  const sent = [];
  return { sent, asker: createAsker((what) => sent.push(what)) };
}

test('one question is on the way, and the latest of those that wait follows it', () => {
  const { sent, asker } = made();
  for (let n = 1; n <= 50; n++) asker.ask({ n });
  assert.deepEqual(sent, [{ n: 1, id: 1 }]);
  assert.ok(!asker.settled());
  asker.answered(1);
  assert.deepEqual(sent.slice(1), [{ n: 50, id: 50 }]);
  asker.answered(50);
  assert.ok(asker.settled());
  assert.equal(sent.length, 2);
});

test('an answer to another question is none', () => {
  const { sent, asker } = made();
  asker.ask({ n: 1 });
  asker.ask({ n: 2 });
  asker.answered(7);
  assert.equal(sent.length, 1);
});

test('without an answer the next goes out after a second, and what was asked is not asked again', () => {
  const { sent, asker } = made();
  asker.ask({ n: 1 });
  asker.ask({ n: 2 });
  mock.timers.tick(999);
  assert.equal(sent.length, 1);
  mock.timers.tick(1);
  assert.deepEqual(sent[1], { n: 2, id: 2 });
  mock.timers.tick(5000);
  assert.equal(sent.length, 2);
  assert.ok(asker.settled());
});

test('what will not be answered holds nothing up', () => {
  const { sent, asker } = made();
  asker.ask({ n: 1 });
  asker.free();
  asker.ask({ n: 2 });
  assert.equal(sent.length, 2);
});

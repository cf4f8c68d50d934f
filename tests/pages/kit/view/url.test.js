import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { createUrlWriter } from '../../../../pages/kit/view/url.js';

/** A window whose history is a list of what was written. */
function fakeWindow() {
  const location = { pathname: '/live', search: '?a=1', hash: '' };
  /** @type {any[]} */
  const entries = [{ state: { of: 'the host' }, url: '/live?a=1' }];
  /** @type {Map<string, (event: any) => void>} */
  const listeners = new Map();
  const write = (/** @type {any} */ state, /** @type {string} */ url) => {
    location.search = url.slice(url.indexOf('?'));
    return { state, url };
  };
  const history = {
    get state() { return entries[entries.length - 1].state; },
    replaceState: (/** @type {any} */ state, /** @type {string} */ _title, /** @type {string} */ url) => { entries[entries.length - 1] = write(state, url); },
    pushState: (/** @type {any} */ state, /** @type {string} */ _title, /** @type {string} */ url) => { entries.push(write(state, url)); },
  };
  const made = {
    location, history, entries, listeners, setTimeout, clearTimeout,
    addEventListener: (/** @type {string} */ type, /** @type {any} */ listener) => listeners.set(type, listener),
    removeEventListener: (/** @type {string} */ type) => listeners.delete(type),
  };
  /** @type {any} */ (globalThis).window = made;
  return made;
}

afterEach(() => delete (/** @type {any} */ (globalThis).window));

test('a change takes the place of the address, another model is a new entry of the history', () => {
  const { entries } = fakeWindow();
  let [query, place] = ['a=1', 'A'];
  const url = createUrlWriter(() => query, { place: () => place, returned() {} });
  url.settle();
  assert.deepEqual(entries, [{ state: { of: 'the host', cae: 'A' }, url: '/live?a=1' }]);
  query = 'a=2';
  url.settle();
  [query, place] = ['b=1', 'B'];
  url.pushed();
  assert.deepEqual(entries.map(({ url: at, state }) => [at, state.cae]), [['/live?a=2', 'A'], ['/live?b=1', 'B']]);
  url.pushed(); // nothing is new
  assert.equal(entries.length, 2);
  url.destroy();
});

test('Back and Forward are told where they lead, until the page is gone', () => {
  const { listeners } = fakeWindow();
  /** @type {any[]} */
  const told = [];
  const url = createUrlWriter(() => '', { place: () => 0, returned: (to) => told.push(to) });
  listeners.get('popstate')?.({ state: { cae: { hidden: 7 } } });
  listeners.get('popstate')?.({ state: { of: 'the host' } });
  listeners.get('popstate')?.({ state: null });
  assert.deepEqual(told, [{ hidden: 7 }]);
  url.destroy();
  assert.equal(listeners.size, 0);
});

test('a page without places writes no state of its own', () => {
  const { entries } = fakeWindow();
  createUrlWriter(() => 'a=3').settle();
  assert.deepEqual(entries, [{ state: { of: 'the host' }, url: '/live?a=3' }]);
});

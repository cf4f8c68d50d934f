import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Version, createVersionWatch } from '../../../../pages/kit/view/version.js';

test('the first version that a mount was given is that of the modules; any other is another', () => {
  const version = new Version();
  assert.equal(version.given('a1'), false);
  assert.equal(version.differs('a1'), false);
  assert.equal(version.differs('b2'), true);
  assert.equal(version.given('b2'), true);
  assert.equal(version.given('a1'), false);
});

test('where no mount was given a version, nothing is compared', () => {
  const version = new Version();
  assert.equal(version.given(undefined), false);
  assert.equal(version.differs('b2'), false);
  assert.equal(version.given('a1'), false);
  assert.equal(version.given(undefined), false);
});

test('what differs is said with a way to reload, and is not dismissed', () => {
  /** @type {any[][]} */
  const shown = [];
  const watch = createVersionWatch(/** @type {any} */ ({ show: (...given) => shown.push(given) }));
  watch.given('a1');
  watch.heard('a1');
  assert.deepEqual(shown, []);
  watch.heard('b2');
  const [key, message, { kind, action, dismissible }] = shown[0];
  assert.deepEqual([key, kind, action.name, dismissible], ['version', 'bad', 'Reload', undefined]);
  assert.match(message, /^This page is of another version than the server\. Reload it; /);
});

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { tab, withSource } from '../../../../pages/kit/view/tab.js';

const live = { source: { kind: 'live', run: null, settings: {} }, picked: 'live', images: 1000, label: 'x' };
const atlas = { kind: 'atlas', key: '0123456789abcdef', index: 3 };
afterEach(() => (tab.source = null));

test('a page opens the source that this tab looks at', () => {
  tab.source = { source: atlas, images: 10000 };
  assert.deepEqual(withSource(live, '?unit=3'), { ...live, source: atlas, picked: 'atlas', images: 10000 });
});

test('an address that names a source has its way, and a tab that has looked at none has the page’s own', () => {
  assert.equal(withSource(live, ''), live);
  tab.source = { source: atlas, images: 10000 };
  assert.equal(withSource(live, '?source=live'), live);
});

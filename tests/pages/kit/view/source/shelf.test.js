import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Shelf } from '../../../../../pages/kit/view/source/shelf.js';

const live = { kind: 'live', run: 'r', settings: {} };

test('before the server has said what there is, there is the live run', () => {
  const shelf = new Shelf(() => live);
  assert.equal(shelf.next('live'), live);
  assert.equal(shelf.next('atlas'), undefined);
});

test('of a kind the last that was open comes first, otherwise the newest', () => {
  const shelf = new Shelf(() => live);
  shelf.library = { atlases: [{ key: 'b' }, { key: 'a' }], checkpoints: [{ id: 'c' }] };
  assert.deepEqual(shelf.next('atlas'), { kind: 'atlas', key: 'b', index: null });
  assert.deepEqual(shelf.choices('checkpoint'), [{ kind: 'checkpoint', id: 'c', dataset: null }]);
  const open = { kind: 'atlas', key: 'a', index: 3 };
  shelf.keep(open);
  assert.equal(shelf.next('atlas'), open);
});

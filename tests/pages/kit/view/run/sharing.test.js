import assert from 'node:assert/strict';
import { test } from 'node:test';
import { promise, storyOf } from '../../../../../pages/kit/view/run/sharing.js';

test('a link says what it promises, and how long what it names is kept', () => {
  const again = { what: 'again', name: 'again', value: '', step: 12480, changes: 12, days: null };
  assert.equal(
    promise(again),
    'This run again from step 0 to 12,480: its settings and 12 changes. ' +
      'The same bits on the same machine with as many threads, the same to rounding elsewhere.',
  );
  assert.match(promise({ ...again, changes: 0 }), /12,480: its settings\. /);
  assert.match(promise({ ...again, changes: 1, days: 30 }), /its settings and one change\..* kept on this server for 30 days\.$/);
  assert.equal(
    promise({ what: 'model', name: 'model', value: '', step: 7, days: 30 }),
    'This model as it is now, at step 7, to look at and to train on. It is kept on this server for 30 days.',
  );
});

test('where a run has come from, or is led, is a sentence', () => {
  const header = (/** @type {object} */ more) => ({ state: 'running', step: 9, ...more });
  const story = (/** @type {object} */ head, link = {}, origin = null) => storyOf(/** @type {any} */ ({ header: header(head), link, origin }));
  assert.equal(story({}), '');
  assert.match(story({ replay: { to: 5000, state: 'on', at: null } }), /λ moves by itself until step 5,000\./);
  assert.match(story({ replay: { to: 5000, state: 'done', at: null } }), /^This is where the link was made: step 5,000\./);
  assert.equal(story({ replay: { to: 5000, state: 'ended', at: 12 } }), '');
  assert.match(story({ state: 'paused' }, { model: 'x' }), /^The link’s model, as it was at step 9\./);
  assert.equal(story({}, { model: 'x' }), '');
  assert.equal(story({}, {}, /** @type {any} */ ({ lam: 10, steps: 1500 })), 'Continued from λ = 10 of an atlas, after its 1,500 steps.');
  assert.equal(storyOf(/** @type {any} */ ({ header: null, link: {}, origin: null })), '');
});

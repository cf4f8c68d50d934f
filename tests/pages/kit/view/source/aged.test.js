import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agedWords } from '../../../../../pages/kit/view/source/aged.js';

const slow = { trains: true, step: 1200, now: 4800, age: 9000 };

test('a figure that does not follow a training says of which step it is', () => {
  assert.equal(agedWords(slow), 'of step 1,200');
});

test('one that follows, or of which nothing else is shown, says nothing', () => {
  assert.equal(agedWords({ ...slow, age: 400 }), '');
  assert.equal(agedWords({ ...slow, now: 1200 }), '');
  assert.equal(agedWords({ ...slow, trains: false }), '');
  assert.equal(agedWords({ ...slow, step: null }), '');
  assert.equal(agedWords({ ...slow, now: undefined }), '');
});

test('one that has never come says that it is on its way', () => {
  assert.match(agedWords({ ...slow, step: undefined }), /is being drawn/);
});

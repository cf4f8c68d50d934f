import assert from 'node:assert/strict';
import { test } from 'node:test';

import { againstWords, chainWords, probeWords, tangentWords } from '../../../../pages/contraction/view/words.js';

test('what the probe says is true of its numbers', () => {
  const moved = { dx: 4, dh: 1, dh0: 2, ratio: 0.25 };
  assert.match(probeWords(moved, 'at λ = 1'), /pixels moved by 4\.00, the code at λ = 1 by 1\.00: 0\.250 .* only 0\.500 times as far as at λ = 0\.$/);
  assert.match(probeWords({ ...moved, dh: 3 }, 'at λ = 1'), /, 1\.50 times as far as at λ = 0\.$/);
  assert.match(probeWords({ ...moved, dh: 2.02 }, 'at λ = 1'), /about as far as at λ = 0\.$/);
  assert.match(probeWords({ ...moved, dh0: 0 }, 'at λ = 1'), /farther than at λ = 0\.$/);
});

test('without a model at λ = 0 there is no word of it', () => {
  assert.doesNotMatch(probeWords({ dx: 4, dh: 1, dh0: null, ratio: 0.25 }, 'of this model'), /λ = 0/);
});

test('an image that has not moved is an invitation', () => {
  assert.match(probeWords({ dx: 0, dh: 0, dh0: 0, ratio: null }, 'at λ = 1'), /^Pull the image/);
});

test('a direction at random is not compared with itself', () => {
  const along = { which: /** @type {const} */ ('random'), index: 0, length: 2, dh: 1, dh0: null, dh_random: 1 };
  assert.equal(tangentWords(along, null), 'Moved by 2.00 along a direction drawn at random the code goes 1.00.');
});

test('where nothing is moved the tangents speak for themselves', () => {
  assert.match(tangentWords(null, { sigma: [1, 0.5], random: 0.1 }), /10\.0 times as far/);
  assert.match(tangentWords(null, { sigma: [], random: 0 }), /no direction at all/);
});

test('the chain says how much of h has left its range, or that it has none, or why it ended', () => {
  const chain = { step: 1, sigma: 1, outside: 0.125, outside0: null, error: null };
  assert.match(chainWords(chain, 'outside 0 to 1'), /^After 1 step of σ = 1\.00, 13 % of h so far lay outside 0 to 1; what lies there is decoded as it is\.$/);
  assert.match(chainWords({ ...chain, outside: 0 }, 'below 0'), /, none of h so far lay below 0;/);
  assert.match(chainWords({ ...chain, step: 2, outside0: 0.5 }, 'outside 0 to 1'), /2 steps .* at λ = 0 50 %;/);
  assert.match(chainWords(chain, ''), /any number/);
  assert.equal(chainWords({ ...chain, error: 'It left.' }, 'outside 0 to 1'), 'It left.');
});

test('what the model is held against is a sentence, and so is that there is nothing', () => {
  assert.equal(againstWords('its own model at λ = 0, which shares the trunk'), 'Held against its own model at λ = 0, which shares the trunk');
  assert.equal(againstWords('none: a checkpoint holds one model'), 'Nothing to hold it against: a checkpoint holds one model');
  assert.equal(againstWords(''), '');
});

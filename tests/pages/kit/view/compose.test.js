import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutHand } from '../../../../pages/kit/view/compose.js';

test('a picture does not say what to click', () => {
  for (const [text, kept] of [
    ['Near 0 a unit is saturated: it ignores that image. Click a row to pin the unit.', 'Near 0 a unit is saturated: it ignores that image.'],
    ['The upright line is the λ shown; click a curve to go to another. Dotted: training images.', 'The upright line is the λ shown. Dotted: training images.'],
    ['How many of the 64 units are in which state; click a bar to go to its λ.', 'How many of the 64 units are in which state.'],
    ['Hover to see one, click to pin it.', ''],
  ]) assert.equal(withoutHand(text), kept);
});

test('what it says of the figure stays as it is', () => {
  for (const text of [
    'Units with the same letter (cosine above 0.95). Orange pixels raise a unit.',
    'Blue: nearer to saturation on the right; orange: on the left.',
    'One training along which λ grows (▶) or falls (◀, dotted), beside the fan (●).',
    'no full stop',
  ]) assert.equal(withoutHand(text), text);
});

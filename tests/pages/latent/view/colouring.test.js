import assert from 'node:assert/strict';
import { test } from 'node:test';

import { colouring } from '../../../../pages/latent/view/colouring.js';
import { classColors, maps, pixel } from '../../../../pages/kit/view/color.js';

/** @param {boolean} dark */
const theme = (dark) => /** @type {any} */ ({ dark, classes: classColors(dark), maps: maps(dark, dark ? [0, 0, 0] : [255, 255, 255]) });
const LABELS = [0, 1, 11];
/** @param {number[]} values @param {number} lo @param {number} hi */
const amounts = (values, lo, hi) => /** @type {any} */ ({ colour: { header: { lo, hi, by: 'penalty' }, sections: { values: { values: new Float32Array(values), shape: [values.length], lo: null, hi: null } } } });

test('by class each dot has its class’s colour, and many at one place are darker', () => {
  const { index, colors, lo, darkens } = colouring({ labels: LABELS, last: amounts([1, 2, 3], 1, 3) }, 'class', theme(false));
  assert.deepEqual([...index], [0, 1, 1]);
  assert.equal(colors[0], pixel(classColors(false)[0]));
  assert.equal(lo, null);
  assert.ok(darkens);
});

test('an amount goes from one end of its scale to the other', () => {
  const { index, lo, hi, darkens } = colouring({ labels: LABELS, last: amounts([1, 2, 3], 1, 3) }, 'penalty', theme(false));
  assert.deepEqual([...index], [0, 128, 255]);
  assert.deepEqual([lo, hi, darkens], [1, 3, false]);
});

test('until the amounts are here, and where all are alike, there is a colour too', () => {
  assert.ok(colouring({ labels: LABELS, last: {} }, 'penalty', theme(false)).darkens);
  assert.deepEqual([...colouring({ labels: LABELS, last: amounts([2, 2, 2], 2, 2) }, 'penalty', theme(false)).index], [0, 0, 0]);
});

test('the least amount stands out from the page in both themes', () => {
  for (const dark of [false, true]) {
    const { colors } = colouring({ labels: LABELS, last: amounts([1, 2, 3], 1, 3) }, 'penalty', theme(dark));
    const page = dark ? 0 : 255;
    const away = [0, 8, 16].map((shift) => Math.abs(((colors[0] >> shift) & 255) - page));
    assert.ok(Math.max(...away) > 40, `${dark}: ${away}`);
  }
});

// What a person reads in words: what a unit is worth, what an image's figures say. Pure.

import { count, percent, shortest, sig3 } from '../../../kit/view/format.js';
import { whole } from '../../../kit/view/verdict.js';

/**
 * What lies beyond the thresholds, as the histogram of h counts it.
 *
 * @param {{[name: string]: any}|null} meta of the histogram
 * @param {[number, number]|null} cuts
 */
export function tailWords(meta, cuts) {
  if (!meta || !cuts || meta.below === null) return '\u00a0';
  return whole(`${percent(meta.below)} of the images below ${shortest(cuts[0])}, ${percent(meta.above)} above ${shortest(cuts[1])}.`);
}

/**
 * What the reconstruction loses without the unit's say.
 *
 * @param {number} error mean reconstruction error of an image as it is
 * @param {number} clamped and with the unit at its mean
 * @returns {{loss: string, share: string}} signed
 */
export function lossWords(error, clamped) {
  const loss = clamped - error;
  // what is below a ten-thousandth of a per cent is rounding
  if (!(Math.abs(loss) > 1e-6 * Math.abs(error))) return { loss: '0', share: '0 %' };
  const sign = loss > 0 ? '+' : '−';
  const share = percent(Math.abs(loss / error));
  return { loss: `${sign}${sig3(Math.abs(loss))}`, share: error === 0 ? '–' : share.startsWith('<') ? share : `${sign}${share}` };
}

/**
 * @param {number} sensitive units in their sensitive range
 * @param {number} hidden
 */
export function sensitiveWords(sensitive, hidden) {
  if (sensitive === 0) return `None of the ${count(hidden)} units is in its sensitive range for this image.`;
  if (sensitive === hidden) return `All ${count(hidden)} units are in their sensitive range for this image.`;
  const are = sensitive === 1 ? 'unit is in its' : 'units are in their';
  return `${count(sensitive)} of ${count(hidden)} ${are} sensitive range for this image; the paler ones are not.`;
}

/**
 * What of the images lies in directions that the encoder ignores.
 *
 * @param {number} rank
 * @param {number} pixels
 * @param {number[]} shares
 */
export function blindWords(rank, pixels, shares) {
  if (rank >= pixels) return 'J has the rank of all pixels at this image: the code follows every direction.';
  if (shares.length === 0) return `J ignores ${count(pixels - rank)} of ${count(pixels)} directions at this image.`;
  return (
    `J ignores ${count(pixels - rank)} of ${count(pixels)} directions at this image: a small step along one of them leaves the code as it is. ` +
    'Those along which the images vary most, with the share of their variance.'
  );
}

/**
 * λ or the step at which something is shown, and what it was measured on.
 *
 * @param {{lam?: number|null, step?: number|null}} header of the `units` frame
 */
export function atWords({ lam, step }) {
  const words = [];
  if (step !== null && step !== undefined) words.push(`step ${count(step)}`);
  if (lam !== null && lam !== undefined) words.push(`λ = ${sig3(lam)}`);
  return words.join(', ');
}

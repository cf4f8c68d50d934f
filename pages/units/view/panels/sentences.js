// What a person reads in words: why a unit is in its state, what an image's figures say. Pure.

import { count, percent, shortest, sig3 } from '../../../kit/view/format.js';

/**
 * @typedef {import('../types.js').Thresholds} Thresholds
 * @typedef {import('./stats.js').Span} Span
 *
 * @typedef {object} Figures of one unit
 * @property {number} gain2 mean φ′²
 * @property {number} norm2 ‖W‖²
 * @property {number} share of the penalty
 * @property {number} low share of the images at 0
 * @property {number} high and at 1
 * @property {number} std of h, in units of the activation's range
 * @property {number} reach
 */

/** A number and its sign stay on one line. @param {string} text */
export const whole = (text) => text.replaceAll(' %', '\u00a0%').replaceAll('< ', '<\u00a0');

/**
 * A share of the images against the share that a threshold asks for, with digits enough to tell them apart: 94.9 %.
 *
 * @param {number} share
 * @param {number} most
 */
export function shareWords(share, most) {
  const rounded = percent(share);
  return rounded === percent(most) && share !== most ? `${(100 * share).toPrecision(3)} %` : rounded;
}

/**
 * The h at which saturation begins, low and high.
 *
 * @param {{low: number, high: number}} thresholds
 * @param {Span} span
 * @returns {[number, number]}
 */
export const cutsOf = ({ low, high }, { lo, width }) => [lo + low * width, lo + high * width];

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
 * Where h is saturated, in the activation's own numbers: "h is below 0.05".
 *
 * @param {{low: number, high: number}} thresholds
 * @param {Span|null} span
 */
export function saturationWords({ low, high }, span) {
  if (!span) return { low: `|φ′| is below ${shortest(100 * low)} % of its maximum`, high: 'h is at 1' };
  const [below, above] = cutsOf({ low, high }, span).map(shortest);
  return { low: `h is below ${below}`, high: `h is above ${above}` };
}

/**
 * Why a unit is in its state, from its figures, in one sentence.
 *
 * @param {string} state
 * @param {Figures} unit
 * @param {Thresholds} thresholds
 * @param {{span: Span|null, top: number, gain: string}} about the activation: its range, its largest φ′, φ′'s name
 * @returns {string}
 */
export function reason(state, unit, thresholds, { span, top, gain }) {
  const { most, dead, shrunk } = thresholds;
  const words = saturationWords(thresholds, span);
  const part = unit.share > 0 ? `${percent(unit.share)} of the penalty` : 'nothing to the penalty';
  const [low, high] = [shareWords(unit.low, most), shareWords(unit.high, most)];
  const range = span ? ' of the range' : '';
  if (state === 'saturated at 0' || state === 'saturated at 1') {
    const [where, share] = state === 'saturated at 0' ? [words.low, low] : [words.high, high];
    return `Saturated, because ${where} for ${share} of the images (from ${percent(most)} on it counts): ${gain} is near 0 there, and the unit adds ${part}.`;
  }
  if (state === 'dead') {
    const why = unit.norm2 > 0 ? `its weights, ‖W‖ = ${sig3(Math.sqrt(unit.norm2))}, look only where the images hardly change` : 'no weight is left';
    return `Dead, because h is the same for all images (its standard deviation, ${sig3(unit.std)}${range}, is under ${shortest(dead)}): ${why}.`;
  }
  if (state === 'weight-shrunk') {
    return (
      `Weight-shrunk, because ${gain} is near its maximum (root mean square ${sig3(Math.sqrt(unit.gain2))} of ${shortest(top)}) and yet h neither could ` +
      `(${sig3(unit.reach)}) nor does (${sig3(unit.std)}) move by ${shortest(shrunk)}${range}: ‖W‖ = ${sig3(Math.sqrt(unit.norm2))} is what is small.`
    );
  }
  if (state !== 'swings') return '';
  const moves = `it varies with the image (standard deviation ${sig3(unit.std)}${range})`;
  if (!span) return `It swings: ${words.low} for ${low} of the images, less than ${percent(most)}, and ${moves}; it adds ${part}.`;
  return `It swings: ${words.low} for ${low} of the images and ${words.high.slice(5)} for ${high}, both less than ${percent(most)}, and ${moves}; it adds ${part}.`;
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

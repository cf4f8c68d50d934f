// Why a unit is in its state, in one sentence from its figures. Pure.

import { percent, shortest, sig3 } from './format.js';
import { endsOf } from './statewords.js';

/**
 * @typedef {{low: number, high: number, most: number, dead: number, shrunk: number, steep: number}} Thresholds those of `diagnostics.unit_states`
 * @typedef {{lo: number, width: number}} Span of an activation with a finite range
 *
 * @typedef {object} Figures of one unit
 * @property {number} gain2 mean φ′²
 * @property {number} norm2 ‖W‖²
 * @property {number} share of the penalty
 * @property {number} low share of the images at 0
 * @property {number} high and at 1
 * @property {number} std of h, in units of the activation's range
 * @property {number} reach
 *
 * @typedef {object} About the activation
 * @property {Span|null} span its range
 * @property {number} top its largest φ′
 * @property {string} gain φ′'s name
 * @property {string} activation its own
 */

/** A number and its sign stay on one line. @param {string} text */
export const whole = (text) => text.replaceAll(' %', '\u00a0%').replaceAll('< ', '<\u00a0');

/**
 * The range of an activation, or null where it has none on one side.
 *
 * @param {{output_range?: [number|null, number|null]}} about the header of the findings
 * @returns {Span|null}
 */
export function spanOf({ output_range: range }) {
  const [lo, hi] = range ?? [null, null];
  return lo === null || hi === null ? null : { lo, width: hi - lo };
}

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
 * Where h is saturated, in the activation's own numbers: "h is below 0.05".
 *
 * @param {{low: number, high: number}} thresholds
 * @param {Span|null} span
 * @param {string} [activation]
 */
export function saturationWords({ low, high }, span, activation) {
  // the slope of a ReLU is 0 or 1
  if (activation === 'relu' && low > 0) return { low: 'h is 0', high: 'h is at 1' };
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
 * @param {About} about
 * @returns {string}
 */
export function reason(state, unit, thresholds, { span, top, gain, activation }) {
  const { most, dead, shrunk } = thresholds;
  const words = saturationWords(thresholds, span, activation);
  const part = unit.share > 0 ? `${percent(unit.share)} of the penalty` : 'nothing to the penalty';
  const [low, high] = [shareWords(unit.low, most), shareWords(unit.high, most)];
  const range = span ? ' of the range' : '';
  if (state === 'saturated at 0' || state === 'saturated at 1') {
    const [where, share] = state === 'saturated at 0' ? [words.low, low] : [words.high, high];
    const [name, near] = endsOf(activation) === 'one' ? ['Off', activation === 'relu' ? '0' : 'near 0'] : ['Saturated', 'near 0'];
    return `${name}, because ${where} for ${share} of the images (from ${percent(most)} on it counts): ${gain} is ${near} there, and the unit adds ${part}.`;
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
  if (endsOf(activation) === 'none') return `It swings: ${moves}; it adds ${part}.`;
  if (!span) return `It swings: ${words.low} for ${low} of the images, less than ${percent(most)}, and ${moves}; it adds ${part}.`;
  return `It swings: ${words.low} for ${low} of the images and ${words.high.slice(5)} for ${high}, both less than ${percent(most)}, and ${moves}; it adds ${part}.`;
}

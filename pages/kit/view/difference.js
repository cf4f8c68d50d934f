// Right minus left, as sections that the panels draw with the signed colours. Pure.

/** @typedef {import('./frames.js').Section} Section */
/** What the panels draw of a model. @typedef {{strip: Section, latent: Section, heat: Section, tiles: Section}} Drawn */

/**
 * What the panels draw of two models, and whether some weights lie beyond the ends of their scale.
 *
 * @param {Drawn} left
 * @param {Drawn} right
 * @param {number} weightsTo the scale of the weights
 * @returns {{difference: import('./scene.js').Difference, clipped: boolean}}
 */
export function differenceOf(left, right, weightsTo) {
  const { section: tiles, clipped } = tileDifference(left.tiles, right.tiles, weightsTo);
  return { difference: { strip: left.strip, latent: left.latent, heat: heatDifference(left.heat, right.heat), tiles }, clipped };
}

/**
 * Of two unsigned sections with the same range; the scale reaches as far as the range is wide.
 *
 * @param {Section} left
 * @param {Section} right
 * @returns {Section}
 */
export function heatDifference(left, right) {
  const values = new Int8Array(right.values.length);
  for (let i = 0; i < values.length; i++) values[i] = Math.round(((right.values[i] - left.values[i]) * 127) / 255);
  const hi = (right.hi ?? 1) - (right.lo ?? 0);
  return { values, shape: right.shape, lo: -hi, hi };
}

/**
 * Of two signed sections, each on its own scale.
 *
 * @param {Section} left
 * @param {Section} right
 * @param {number} hi the scale of the difference
 * @returns {{section: Section, clipped: boolean}}
 */
export function tileDifference(left, right, hi) {
  let clipped = false;
  const values = new Int8Array(right.values.length);
  const [a, b] = hi > 0 ? [(left.hi ?? 0) / hi, (right.hi ?? 0) / hi] : [0, 0];
  for (let i = 0; i < values.length; i++) {
    const q = Math.round(right.values[i] * b - left.values[i] * a);
    clipped ||= q > 127 || q < -127;
    values[i] = Math.max(-127, Math.min(127, q));
  }
  return { section: { values, shape: right.shape, lo: -hi, hi }, clipped };
}

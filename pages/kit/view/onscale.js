// Sections on a scale that is not their own, so that models can be compared. Pure.

/** @typedef {import('./frames.js').Section} Section */

/**
 * Signed values on another symmetric scale; what lies beyond its ends is shown at them.
 *
 * @param {Section} section
 * @param {number} hi
 * @returns {{section: Section, clipped: boolean}} and whether some do
 */
export function onScale(section, hi) {
  const factor = hi > 0 ? (section.hi ?? 0) / hi : 0;
  const values = new Int8Array(section.values.length);
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.max(-127, Math.min(127, Math.round(section.values[i] * factor)));
  }
  return { section: { values, shape: section.shape, lo: -hi, hi }, clipped: (section.hi ?? 0) > hi };
}

/**
 * Pixels from 0 to 1: a linear output may leave that range, and all λ are compared on it.
 *
 * @param {Section} section
 * @returns {Section}
 */
export function onPixels(section) {
  const [lo, hi] = [section.lo ?? 0, section.hi ?? 1];
  if (lo === 0 && hi === 1) return section;
  const values = new Uint8Array(section.values.length);
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.min(255, Math.max(0, Math.round(255 * lo + (hi - lo) * section.values[i])));
  }
  return { values, shape: section.shape, lo: 0, hi: 1 };
}

// What the panels count and sort in the browser: extremes, who is in the sensitive range, ends of scales. Pure.

/** @typedef {import('../../../kit/view/verdict.js').Span} Span */

/**
 * The k largest values' places, the largest first; of equal ones the first comes first.
 *
 * @param {ArrayLike<number>} values
 * @param {number} k
 * @param {number} [sign] 1, or the negative of it for the smallest
 * @returns {number[]}
 */
export function extremes(values, k, sign = 1) {
  /** @type {number[]} */
  const best = [];
  let worst = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = sign * values[i];
    if (best.length === k && value <= worst) continue;
    let at = best.length;
    while (at > 0 && sign * values[best[at - 1]] < value) at -= 1;
    best.splice(at, 0, i);
    if (best.length > k) best.pop();
    worst = sign * values[best[best.length - 1]];
  }
  return best;
}

/**
 * Whether a unit is in its sensitive range for an image, as `diagnostics.unit_states` has it: h between low and high
 * of the activation's range; without a range, where |φ′| is at least low of its maximum.
 *
 * @param {number} h
 * @param {number} gain
 * @param {{low: number, high: number}} thresholds
 * @param {Span|null} span
 * @param {number} top the largest φ′
 */
export function isSensitive(h, gain, { low, high }, span, top) {
  if (!span) return Math.abs(gain) >= low * top;
  return h >= span.lo + low * span.width && h <= span.lo + high * span.width;
}

/**
 * The units in order of φ′ at one image, those in their sensitive range before the others.
 *
 * @param {ArrayLike<number>} gain
 * @param {ArrayLike<boolean>} sensitive
 * @returns {Uint32Array}
 */
export function bySlope(gain, sensitive) {
  const order = Uint32Array.from({ length: gain.length }, (_, unit) => unit);
  return order.sort((a, b) => Number(sensitive[b]) - Number(sensitive[a]) || Math.abs(gain[b]) - Math.abs(gain[a]) || a - b);
}

/**
 * The next number above x that has two digits, so that a scale that grows does so in steps.
 *
 * @param {number} x at least 0
 */
export function roundUp(x) {
  if (!(x > 0) || !Number.isFinite(x)) return 0;
  const unit = 10 ** (Math.floor(Math.log10(x)) - 1);
  return Number((Math.ceil(x / unit - 1e-9) * unit).toPrecision(2));
}

/**
 * An end of a scale that only grows, until it is of something else.
 */
export function growing() {
  let of = '';
  let end = 0;
  return (/** @type {string} */ key, /** @type {number} */ value) => {
    if (key !== of) end = 0;
    of = key;
    end = Math.max(end, roundUp(value));
    return end;
  };
}

/**
 * Signed numbers as bytes on a symmetric scale.
 *
 * @param {ArrayLike<number>} values
 * @param {number} hi
 */
export function signedBytes(values, hi) {
  const scale = hi > 0 ? 127 / hi : 0;
  return Int8Array.from(values, (v) => Math.max(-127, Math.min(127, Math.round(v * scale))));
}

/** @param {ArrayLike<number>} values */
export function largest(values) {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]));
  return most;
}

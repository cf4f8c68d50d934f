// Lines on which the product of two numbers stays the same, in a plot whose axes are logarithms. Pure.

/** Decades a factor may lie below the largest; what is smaller stands at the edge, as a zero does. */
const DEPTH = 12;
const LEAST = 1; // decades that an axis shows at least

/**
 * @typedef {[number, number]} Range logarithms, ascending
 * @typedef {{power: number, from: [number, number], to: [number, number]}} IsoLine `from` is its upper left end
 */

/**
 * The powers of ten whose lines cross a box, thinned to about `most`, and where they do.
 *
 * @param {Range} x
 * @param {Range} y
 * @param {number} most
 * @returns {IsoLine[]}
 */
export function isoLines(x, y, most) {
  const [first, last] = [Math.ceil(x[0] + y[0] + 1e-9), Math.floor(x[1] + y[1] - 1e-9)];
  // doubling, so that of the lines there are some stay when the box grows, and none move
  const every = 2 ** Math.max(0, Math.ceil(Math.log2((last - first + 1) / most)));
  const lines = [];
  for (let power = Math.ceil(first / every) * every; power <= last; power += every) {
    const left = Math.max(x[0], power - y[1]);
    const right = Math.min(x[1], power - y[0]);
    if (right > left) lines.push(/** @type {IsoLine} */ ({ power, from: [left, power - left], to: [right, power - right] }));
  }
  return lines;
}

/**
 * The logarithms an axis must show for these values, to half decades, at least as wide as before. Zeros, and what is
 * twelve decades below the largest, have no place on it.
 *
 * @param {ArrayLike<number>} values
 * @param {Range|null} before
 * @returns {Range}
 */
export function logRange(values, before) {
  let hi = -Infinity;
  for (let i = 0; i < values.length; i++) if (values[i] > 0) hi = Math.max(hi, Math.log10(values[i]));
  let lo = hi;
  for (let i = 0; i < values.length; i++) {
    const at = Math.log10(values[i]);
    if (at >= hi - DEPTH) lo = Math.min(lo, at);
  }
  if (!Number.isFinite(hi)) return before ?? [-2, 0];
  const short = Math.max(0, LEAST - (hi - lo)) / 2;
  /** @type {Range} */
  const range = [Math.floor(2 * (lo - short - 0.1)) / 2, Math.ceil(2 * (hi + short + 0.1)) / 2];
  return before ? [Math.min(before[0], range[0]), Math.max(before[1], range[1])] : range;
}

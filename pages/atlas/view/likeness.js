// Which units are alike by their weights: near-copies within one model, the same unit in the next. Pure.

/** @typedef {import('../../kit/view/frames.js').Section} Section */

export const NEAR_COPY = 0.95; // cosine above which two units count as near-copies, as in cae/likeness.py

/**
 * The units' weights at length 1, a row each; a unit without weights stays at 0.
 *
 * @param {Section} tiles
 * @returns {{rows: Float32Array, units: number, pixels: number}}
 */
export function directions({ values, shape: [units, pixels] }) {
  const rows = new Float32Array(units * pixels);
  for (let unit = 0; unit < units; unit++) {
    const from = unit * pixels;
    let square = 0;
    for (let i = from; i < from + pixels; i++) square += values[i] * values[i];
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let i = from; i < from + pixels; i++) rows[i] = values[i] * scale;
  }
  return { rows, units, pixels };
}

/** @param {ReturnType<typeof directions>} a @param {number} i @param {ReturnType<typeof directions>} b @param {number} j */
function cosine(a, i, b, j) {
  const { pixels } = a;
  const [from, other] = [i * pixels, j * pixels];
  let sum = 0;
  for (let k = 0; k < pixels; k++) sum += a.rows[from + k] * b.rows[other + k];
  return sum;
}

/**
 * Groups of units that have nearly the same weights: in one are those that a chain of near-copies leads to.
 *
 * @param {Section} tiles
 * @returns {number[][]} rows of the tiles, ascending; the largest group first. Units that stand alone are in none
 */
export function nearCopies(tiles) {
  const weights = directions(tiles);
  const { units } = weights;
  const group = Array.from({ length: units }, (_, unit) => unit);
  const root = (/** @type {number} */ unit) => {
    while (group[unit] !== unit) unit = group[unit];
    return unit;
  };
  for (let i = 0; i < units; i++) {
    for (let j = i + 1; j < units; j++) {
      if (root(i) !== root(j) && cosine(weights, i, weights, j) > NEAR_COPY) group[root(j)] = root(i);
    }
  }
  /** @type {Map<number, number[]>} */
  const members = new Map();
  for (let unit = 0; unit < units; unit++) {
    const first = root(unit);
    members.set(first, [...(members.get(first) ?? []), unit]);
  }
  return [...members.values()].filter(({ length }) => length > 1).sort((a, b) => b.length - a.length || a[0] - b[0]);
}

/**
 * Share of the units that are most like themselves in another model: 1 where each can be followed under its number.
 *
 * @param {Section} before
 * @param {Section} after
 */
export function identity(before, after) {
  const [a, b] = [directions(before), directions(after)];
  let same = 0;
  for (let i = 0; i < a.units; i++) {
    const own = cosine(a, i, b, i);
    let most = true;
    for (let j = 0; most && j < b.units; j++) most = j === i || cosine(a, i, b, j) < own;
    if (most) same++;
  }
  return a.units ? same / a.units : 1;
}

/** A group's name: a to z, then aa, ab, …. @param {number} place from 0 @returns {string} */
export function letter(place) {
  const last = String.fromCharCode(97 + (place % 26));
  return place < 26 ? last : letter(Math.floor(place / 26) - 1) + last;
}

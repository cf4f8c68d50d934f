// The end of a scale from 0 that must not jump: a round number that grows when it has to, and never shrinks by itself. Pure.

const STOPS = [1, 2, 5, 10];

/**
 * The least of 1, 2 and 5 times a power of ten, or of other stops, that is not below a number above 0.
 *
 * @param {number} value
 * @param {readonly number[]} [stops]
 */
export function roundUp(value, stops = STOPS) {
  const decade = 10 ** Math.floor(Math.log10(value));
  const times = stops.find((n) => n * decade >= value * (1 - 1e-9)) ?? 10;
  return Number((times * decade).toPrecision(2));
}

export class Scale {
  /** @param {number} [least] @param {readonly number[]} [stops] as `roundUp` has them */
  constructor(least = 0, stops = STOPS) {
    this.stops = stops;
    this.top = 0;
    this.reset(least);
  }

  /** Begin anew. @param {number} [least] */
  reset(least = 0) {
    this.top = least > 0 ? roundUp(least, this.stops) : 0;
  }

  /** Take in what is to be seen on it; the end it has then. @param {...(number|null|undefined)} values */
  take(...values) {
    const most = Math.max(...values.map((value) => (Number.isFinite(value) ? Math.abs(/** @type {number} */ (value)) : 0)));
    if (most > this.top) this.top = roundUp(most, this.stops);
    return this.top;
  }

  /** Where a value stands, as a share of it. @param {number|null|undefined} value */
  at(value) {
    return this.top > 0 && Number.isFinite(value) ? Math.min(1, Math.max(0, /** @type {number} */ (value) / this.top)) : 0;
  }
}

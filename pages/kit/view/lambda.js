// The slider's positions and λ: position 0 is exactly 0, then a hundred positions a decade from 0.01 to 100.

export const POSITIONS = 401;
/** The values that are marked under the slider; the digit keys 0 to 5 set them, on every page. */
export const MARKED = [0, 0.01, 0.1, 1, 10, 100];
const PER_DECADE = 100;
const LOWEST = -2; // log10 of the smallest λ above 0

/**
 * @param {number} position
 * @returns {number}
 */
export function lambdaAt(position) {
  // four digits tell a hundred values of a decade apart, and are what an address can bear
  return position <= 0 ? 0 : Number((10 ** (LOWEST + (position - 1) / PER_DECADE)).toPrecision(4));
}

/**
 * The nearest position; what lies beyond an end is shown at that end.
 *
 * @param {number} lam
 * @returns {number}
 */
export function positionOf(lam) {
  if (!(lam > 0)) return 0;
  const position = Math.round((Math.log10(lam) - LOWEST) * PER_DECADE) + 1;
  return Math.min(POSITIONS, Math.max(1, position));
}

/**
 * On which side λ lies outside the slider, if it does.
 *
 * @param {number} lam
 * @returns {'below'|'above'|null}
 */
export function beyond(lam) {
  if (lam > lambdaAt(POSITIONS) * (1 + 1e-9)) return 'above';
  return lam > 0 && lam < lambdaAt(1) * (1 - 1e-9) ? 'below' : null;
}

/**
 * λ one key press away: a tenth of a decade, with 0 below 0.01.
 *
 * @param {number} lam
 * @param {1|-1} direction
 * @returns {number}
 */
export function nudge(lam, direction) {
  const [lowest, highest] = [lambdaAt(1), lambdaAt(POSITIONS)];
  if (direction > 0 && lam < lowest) return lowest;
  if (direction > 0 && lam >= highest) return lam;
  if (direction < 0 && lam <= lowest) return 0;
  if (direction < 0 && lam > highest) return highest;
  const position = positionOf(lam) + (direction * PER_DECADE) / 10;
  return lambdaAt(Math.min(POSITIONS, Math.max(1, position)));
}

/** The λ that a digit key means, or null. @param {string} key */
export const lambdaOfKey = (key) => (/^[0-5]$/.test(key) ? MARKED[Number(key)] : null);

const NEAR_NOTHING = 1e-3; // below this much λs hardly differ, seen from 0

/**
 * The place of the λ nearest to one, by how many times as large it is.
 *
 * @param {number[]} lambdas at least one
 * @param {number} lam
 * @returns {number}
 */
export function nearestTo(lambdas, lam) {
  const apart = lambdas.map((one) => Math.abs(Math.log((one + NEAR_NOTHING) / (lam + NEAR_NOTHING))));
  return apart.indexOf(Math.min(...apart));
}

/**
 * How λ is written: three digits where the slider stands on it, what was typed otherwise.
 *
 * @param {number} lam
 * @returns {string}
 */
export function lambdaText(lam) {
  if (lam === 0) return '0';
  const onSlider = Math.abs(lambdaAt(positionOf(lam)) / lam - 1) < 1e-9;
  const short = String(Number(lam.toPrecision(onSlider ? 3 : 6)));
  if (short.includes('e')) return short;
  // 0.10 and 1.0, not 0.1 and 1: two digits always, so that little jumps while dragging
  return lam < 10 && short.replace(/[0.]/g, '').length < 2 && onSlider ? lam.toPrecision(2) : short;
}

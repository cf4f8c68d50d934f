// λ along a path: how it is written, which labels fit. Pure.

import { spaced } from './multiples.js';

/**
 * λ with three significant digits: 0, 0.0152, 0.316, 100, 1e5.
 *
 * @param {number} lam
 * @returns {string}
 */
export function lambdaWords(lam) {
  return lam >= 1e5 ? lam.toExponential(2).replace(/\.?0+e\+?/, 'e') : String(Number(lam.toPrecision(3)));
}

/**
 * Two digits, for where there is little room.
 *
 * @param {number} lam
 */
export function lambdaShort(lam) {
  return lam >= 1e5 ? lambdaWords(lam) : String(Number(lam.toPrecision(2)));
}

/**
 * Which of n evenly spaced places can carry a label: the first, the last, and every so many in between.
 *
 * @param {number} n
 * @param {number} pitch pixels from one to the next
 * @param {number} wide pixels of a label
 * @returns {number[]}
 */
export function labelled(n, pitch, wide) {
  if (n < 2) return n ? [0] : [];
  const stride = Math.max(1, Math.ceil(wide / Math.max(pitch, 1e-6)));
  const kept = [];
  for (let i = 0; i < n - 1; i += stride) kept.push(i);
  while (kept.length > 1 && n - 1 - kept[kept.length - 1] < stride) kept.pop();
  return [...kept, n - 1];
}

/**
 * Which of a path's λs carry a label on a short slider: the first, the last, and the powers of ten between, as they fit;
 * where there are no such, every so many.
 *
 * @param {number[]} lambdas
 * @param {number} pitch pixels from one to the next
 * @param {number} wide pixels of a label
 * @returns {number[]}
 */
export function decades(lambdas, pitch, wide) {
  const last = lambdas.length - 1;
  const round = (/** @type {number} */ lam) => lam > 0 && Math.abs(Math.log10(lam) - Math.round(Math.log10(lam))) < 1e-6;
  const found = lambdas.flatMap((lam, i) => (i === 0 || i === last || round(lam) ? [i] : []));
  if (found.length < 3) return labelled(lambdas.length, pitch, wide);
  const kept = spaced(found.map((i) => i * pitch), wide);
  return found.filter((_, k) => kept[k]);
}

/**
 * The time that is left, as people say it.
 *
 * @param {number|null} seconds
 */
export function remaining(seconds) {
  if (seconds === null || !Number.isFinite(seconds)) return '';
  if (seconds < 1.5) return 'about 1 s left';
  if (seconds < 10) return `about ${Math.round(seconds)} s left`;
  if (seconds < 90) return `about ${Math.round(seconds / 5) * 5} s left`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min left`;
  return `about ${(seconds / 3600).toFixed(1)} h left`;
}

// Which colour each dot has: its class's, or an amount's on a scale. Pure.

import { pixel } from '../../kit/view/color.js';

const WEAKEST = { light: 56, dark: 104 }; // of 256: the lowest amount is still seen on the page

/**
 * @typedef {{index: ArrayLike<number>, colors: Uint32Array, lo: number|null, hi: number|null, darkens: boolean}} Colouring of each dot the
 * index of its colour; `lo` and `hi` are the ends of the scale, null where it is the class
 */

/**
 * @param {Pick<import('./types.js').Findings, 'labels'|'last'>} findings
 * @param {import('./types.js').Colour} wanted
 * @param {import('../../kit/view/theme.js').Theme} theme
 * @returns {Colouring}
 */
export function colouring({ labels, last }, wanted, theme) {
  const frame = wanted === 'class' ? undefined : last.colour;
  const values = frame?.sections.values?.values;
  if (!frame || !values) {
    const colors = new Uint32Array(theme.classes.map(pixel));
    return { index: Uint8Array.from(labels, (label) => label % colors.length), colors, lo: null, hi: null, darkens: true };
  }
  const { lo, hi } = frame.header;
  const factor = hi > lo ? 255 / (hi - lo) : 0;
  const index = Uint8Array.from(values, (v) => Math.round(Math.max(0, Math.min(255, (v - lo) * factor))));
  return { index, colors: strong(theme.maps.amount, WEAKEST[theme.dark ? 'dark' : 'light']), lo, hi, darkens: false };
}

/** The part of a map of colours that stands out from the page. @param {Uint32Array} table @param {number} from */
const strong = (table, from) => Uint32Array.from(table, (_, i) => table[Math.round(from + (i / 255) * (255 - from))]);

// The values of now of the words that the help explains, as far as the source has told them.

import { count, percent, sig3 } from '../format.js';

/** @param {import('./findings.js').Findings} findings @returns {import('../help.js').Known|null} */
export function knownOf({ statics, units, last, activation }) {
  if (!statics) return null;
  const figures = units?.header.figures ?? {};
  /** @param {number|null|undefined} value @param {(value: number) => string} [words] */
  const now = (value, words = sig3) => (value === null || value === undefined ? '' : `now ${words(value)}`);
  return {
    activation,
    values: {
      reconstruction: now(figures.reconstruction), penalty: now(figures.penalty), sat: now(figures.sat, percent),
      dead: now(figures.constant, count), participation: now(last.scale?.header.participation),
    },
  };
}

// The keys of the Units page, beside those of every page with a source.

/** What the help dialog lists. */
export const SHORTCUTS = /** @type {const} */ ([
  ['m', 'the next of φ′, h, and the contributions to ‖J‖²'],
  ['+ − a', 'larger, smaller, all of the matrix'],
  ['r', 'sort again'],
]);
/** And of Tab and the arrows. */
export const CURSOR = 'in the matrix: move the selected cell, with Shift the part that is shown';

/**
 * What a key does, or null.
 *
 * @param {string} key
 * @param {object} hands
 * @param {() => void} hands.next what the matrix shows
 * @param {{[how in 'in'|'out'|'all']: () => void}} hands.zoom
 * @param {() => void} hands.again
 * @returns {(() => void)|null}
 */
export function meaning(key, { next, zoom, again }) {
  switch (key) {
    case 'm': return next;
    case '+': case '=': return zoom.in;
    case '-': case '−': return zoom.out;
    case 'a': return zoom.all;
    case 'r': return again;
    default: return null;
  }
}

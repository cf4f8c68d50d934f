// The keys of the Units page, beside those of every page with a source.

/** What the help dialog lists. */
export const SHORTCUTS = /** @type {const} */ ([
  ['1 2 3', 'show φ′, h, or the contributions to ‖J‖²'],
  ['+ − 0', 'larger, smaller, the whole matrix'],
  ['r', 'sort again'],
]);
/** And of Tab and the arrows. */
export const CURSOR = 'in the matrix: move the selected cell, with Shift the part that is shown';

/**
 * What a key does, or null.
 *
 * @param {string} key
 * @param {object} hands
 * @param {(show: import('./types.js').Show) => void} hands.show
 * @param {{[how in 'in'|'out'|'all']: () => void}} hands.zoom
 * @param {() => void} hands.again
 * @returns {(() => void)|null}
 */
export function meaning(key, { show, zoom, again }) {
  switch (key) {
    case '1': return () => show('gain');
    case '2': return () => show('h');
    case '3': return () => show('part');
    case '+': case '=': return zoom.in;
    case '-': case '−': return zoom.out;
    case '0': return zoom.all;
    case 'r': return again;
    default: return null;
  }
}

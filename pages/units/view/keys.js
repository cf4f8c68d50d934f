// The keys of the Units page.

/** What the help dialog lists. */
export const SHORTCUTS = /** @type {const} */ ([
  ['Space', 'live run: play or pause'],
  ['← →', 'λ down or up: of the live run, or of the atlas'],
  ['1 2 3', 'show φ′, h, or the contributions to ‖J‖²'],
  ['+ − 0', 'larger, smaller, the whole matrix'],
  ['r', 'sort again'],
  ['Esc', 'select nothing'],
  ['?', 'this list'],
  ['Tab, arrows', 'in the matrix: move the selected cell, with Shift the part that is shown'],
]);

/**
 * @typedef {object} Hands
 * @property {() => void} toggle play or pause
 * @property {(direction: 1|-1) => void} along λ
 * @property {(show: import('./types.js').Show) => void} show
 * @property {(how: 'in'|'out'|'all') => void} zoom
 * @property {() => void} again
 * @property {() => boolean} pinned whether there is something to let go
 * @property {() => void} release
 * @property {() => void} help
 */

/**
 * What a key does, or null.
 *
 * @param {string} key
 * @param {Hands} hands
 * @returns {(() => void)|null}
 */
export function meaning(key, hands) {
  switch (key) {
    case ' ': return hands.toggle;
    case 'ArrowLeft': return () => hands.along(-1);
    case 'ArrowRight': return () => hands.along(1);
    case '1': return () => hands.show('gain');
    case '2': return () => hands.show('h');
    case '3': return () => hands.show('part');
    case '+': case '=': return () => hands.zoom('in');
    case '-': case '−': return () => hands.zoom('out');
    case '0': return () => hands.zoom('all');
    case 'r': return hands.again;
    case 'Escape': return hands.pinned() ? hands.release : null;
    case '?': return hands.help;
    default: return null;
  }
}

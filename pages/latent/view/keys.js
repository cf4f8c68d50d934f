// The keys of the Latent page, beside those of every page with a source.

/** What the help dialog lists. */
export const SHORTCUTS = /** @type {const} */ ([
  ['+ −', 'the map: nearer, farther'],
  ['w', 'the whole map'],
  ['m', 'the map: from λ to λ = 0, and back'],
  ['/', 'find images by class or number'],
]);
/** And of Tab and the arrows. */
export const CURSOR = 'on the map: from dot to dot, Enter pins one, Shift and Enter the second; with Shift the arrows move or turn the map';

/**
 * What a key does, or null.
 *
 * @param {string} key
 * @param {{zoom: (factor: number) => void, whole: () => void, turn: () => void, find: () => void}} hands
 * @returns {(() => void)|null}
 */
export function meaning(key, { zoom, whole, turn, find }) {
  switch (key) {
    case '+': case '=': return () => zoom(1.5);
    case '-': return () => zoom(1 / 1.5);
    case 'w': return whole;
    case 'm': return turn;
    case '/': return find;
    default: return null;
  }
}

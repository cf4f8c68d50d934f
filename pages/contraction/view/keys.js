// The keys of the Contraction page, beside those of every page with a source.

/** What the help dialog lists. */
export const SHORTCUTS = /** @type {const} */ ([
  ['n p', 'the next image, the previous one'],
  ['z', 'back to the image as it was'],
]);
/** And of Tab and the arrows. */
export const CURSOR = 'on the image: push it with the tool in hand; on the directions: choose one';

/**
 * What a key does, or null.
 *
 * @param {string} key
 * @param {{step: (by: number) => void, reset: () => void}} hands
 * @returns {(() => void)|null}
 */
export function meaning(key, { step, reset }) {
  switch (key) {
    case 'n': return () => step(1);
    case 'p': return () => step(-1);
    case 'z': return reset;
    default: return null;
  }
}

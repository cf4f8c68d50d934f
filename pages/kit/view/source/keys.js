// The keys of every page with a source.

import { lambdaOfKey } from '../lambda.js';

/**
 * What the help dialog lists.
 *
 * @param {import('../page.js').Shortcuts} [own] keys of the page itself
 * @param {string} [cursor] what Tab and the arrows do in its panels
 * @returns {import('../page.js').Shortcuts}
 */
export function shortcutsOf(own = [], cursor = '') {
  return [
    ['Space', 'live run: play or pause'],
    ['← →', 'λ down or up: of the live run, or of the atlas'],
    ['0 to 5', 'λ = 0, 0.01, 0.1, 1, 10, 100, or the nearest in the atlas'],
    ...own,
    ['Esc', 'select nothing'],
    ['?', 'what the words mean, and these keys'],
    ...(cursor ? [/** @type {const} */ (['Tab, arrows', cursor])] : []),
  ];
}

/**
 * What a key does, or null.
 *
 * @param {string} key
 * @param {object} hands
 * @param {() => void} hands.toggle play or pause
 * @param {(direction: 1|-1) => void} hands.along λ
 * @param {(lam: number) => void} hands.go to this λ
 * @param {() => boolean} hands.pinned whether there is something to let go
 * @param {() => void} hands.release
 * @returns {(() => void)|null}
 */
export function meaning(key, { toggle, along, go, pinned, release }) {
  const lam = lambdaOfKey(key);
  if (lam !== null) return () => go(lam);
  switch (key) {
    case ' ': return toggle;
    case 'ArrowLeft': return () => along(-1);
    case 'ArrowRight': return () => along(1);
    case 'Escape': return pinned() ? release : null;
    default: return null;
  }
}

// The keys of the Atlas page.

import { lambdaOfKey } from '../../kit/view/lambda.js';

/** What the help dialog lists. */
export const SHORTCUTS = /** @type {const} */ ([
  ['Space', 'play or pause'],
  ['← →', 'the next λ down or up'],
  ['0 to 5', 'the λ nearest to 0, 0.01, 0.1, 1, 10, 100'],
  ['Home, End', 'the first or the last λ'],
  ['b', 'pin this λ on the left, or let it go'],
  ['d', 'difference, right minus left'],
  ['Esc', 'unpin'],
  ['?', 'what the words mean, and these keys'],
  ['Tab, arrows, Enter', 'in a panel: move the cursor, pin'],
]);

/**
 * What a key does, or null.
 *
 * @param {string} key
 * @param {import('./actions.js').AtlasActions} act
 * @returns {(() => void)|null}
 */
export function meaning(key, act) {
  const lam = lambdaOfKey(key);
  if (lam !== null) return () => act.goNear(lam);
  switch (key) {
    case ' ': return act.toggle;
    case 'ArrowLeft': return () => act.step(-1);
    case 'ArrowRight': return () => act.step(1);
    case 'Home': return () => act.jump('first');
    case 'End': return () => act.jump('last');
    case 'b': return act.togglePin;
    case 'd': return act.toggleDifference;
    case 'Escape': return act.pinned() ? act.release : null;
    default: return null;
  }
}

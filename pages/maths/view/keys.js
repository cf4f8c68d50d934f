// The keys of the Maths page.

import { meaning as ofRun, shortcutsOf } from '../../kit/view/run/keys.js';

/** What the help dialog lists. */
export const SHORTCUTS = shortcutsOf([
  ['j k', 'next or previous part of the page'],
  ['n b', 'inside one step: next stage, or back'],
]);

/**
 * What a key does, or null.
 *
 * @param {string} key
 * @param {import('../../kit/view/run/actions.js').Actions} act
 * @param {import('../../kit/view/run/run.js').Run} run
 * @param {{turn: (by: 1|-1) => void, forth: () => void, back: () => void}} page
 * @returns {(() => void)|null}
 */
export function meaning(key, act, run, { turn, forth, back }) {
  switch (key) {
    case 'j': return () => turn(1);
    case 'k': return () => turn(-1);
    case 'n': return forth;
    case 'b': return back;
    default: return ofRun(key, act, run);
  }
}

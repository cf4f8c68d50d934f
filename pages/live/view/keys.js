// The keys of the Live page.

import { meaning as ofRun, shortcutsOf } from '../../kit/view/run/keys.js';

/** What the help dialog lists. */
export const SHORTCUTS = shortcutsOf([
  ['b', 'keep this model as A beside the run, or let it go'],
  ['d', 'difference, now minus A'],
  ['n p', 'next or previous 128 units'],
]);

/**
 * What a key does, or null.
 *
 * @param {string} key
 * @param {import('../../kit/view/run/actions.js').Actions} act
 * @param {import('../../kit/view/run/run.js').Run} run
 * @param {{toggle: () => void, differ: () => void}} keeping
 * @returns {(() => void)|null}
 */
export function meaning(key, act, run, keeping) {
  switch (key) {
    case 'b': return keeping.toggle;
    case 'd': return run.kept ? keeping.differ : null;
    case 'n': return () => act.turnTo(run.page + 1);
    case 'p': return () => act.turnTo(run.page - 1);
    default: return ofRun(key, act, run);
  }
}

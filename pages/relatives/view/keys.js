// The keys of the Relatives page.

import { meaning as ofRun, shortcutsOf } from '../../kit/view/run/keys.js';

/** What the help dialog lists. */
export const SHORTCUTS = shortcutsOf([['m', 'compare at equal error, or stop that']]);

/**
 * What a key does, or null.
 *
 * @param {string} key
 * @param {import('../../kit/view/run/actions.js').Actions} act
 * @param {import('../../kit/view/run/run.js').Run} run
 * @param {() => void} compare
 * @returns {(() => void)|null}
 */
export const meaning = (key, act, run, compare) => ofRun(key, act, run) ?? (key === 'm' ? compare : null);

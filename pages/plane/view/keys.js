// The keys of the Plane page.

import { meaning as ofRun, shortcutsOf } from '../../kit/view/run/keys.js';
import { LAYERS } from './layers.js';

/** What the help dialog lists. */
export const SHORTCUTS = shortcutsOf([
  [LAYERS.map(({ key }) => key).join(' '), `in the planes: ${LAYERS.map(({ what }) => what).join(', ')}`],
]);

/**
 * What a key does, or null.
 *
 * @param {string} key
 * @param {import('../../kit/view/run/actions.js').Actions} act
 * @param {import('../../kit/view/run/run.js').Run} run
 * @param {(key: string) => (() => void)|null} layer
 * @returns {(() => void)|null}
 */
export const meaning = (key, act, run, layer) => ofRun(key, act, run) ?? layer(key);

// The keys of the Plane page.

import { lambdaOfKey } from '../../kit/view/lambda.js';
import { LAYERS } from './layers.js';

/** What the help dialog lists. @type {import('../../kit/view/page.js').Shortcuts} */
export const SHORTCUTS = [
  ['Space', 'play or pause'],
  ['s', 'take as many steps as chosen'],
  ['← →', 'λ down or up by a tenth of a decade'],
  ['0 to 5', 'λ = 0, 0.01, 0.1, 1, 10, 100'],
  ['↑ ↓', 'faster or slower'],
  [LAYERS.map(({ key }) => key).join(' '), `in the planes: ${LAYERS.map(({ what }) => what).join(', ')}`],
  ['Esc', 'unpin'],
  ['?', 'what the words mean, and these keys'],
  ['Tab, arrows, Enter', 'in a panel: move the cursor, pin'],
];

/**
 * What a key does, or null.
 *
 * @param {string} key
 * @param {import('../../kit/view/run/actions.js').Actions} act
 * @param {import('../../kit/view/run/run.js').Run} run
 * @param {(key: string) => (() => void)|null} layer
 * @returns {(() => void)|null}
 */
export function meaning(key, act, run, layer) {
  const lam = lambdaOfKey(key);
  if (lam !== null) return () => act.set({ lam });
  switch (key) {
    case ' ': return act.toggle;
    case 's': return act.step;
    case 'ArrowLeft': return () => act.nudgeLambda(-1);
    case 'ArrowRight': return () => act.nudgeLambda(1);
    case 'ArrowUp': return () => act.nudgeSpeed(1);
    case 'ArrowDown': return () => act.nudgeSpeed(-1);
    case 'Escape': return run.settings.unit !== null ? act.unpin : null;
    default: return layer(key);
  }
}

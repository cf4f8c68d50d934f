// The keys of the Live page.

import { lambdaOfKey } from '../../kit/view/lambda.js';

/** What the help dialog lists. */
export const SHORTCUTS = /** @type {const} */ ([
  ['Space', 'play or pause'],
  ['s', 'take as many steps as chosen'],
  ['← →', 'λ down or up by a tenth of a decade'],
  ['0 to 5', 'λ = 0, 0.01, 0.1, 1, 10, 100'],
  ['↑ ↓', 'faster or slower'],
  ['b', 'keep this model as A beside the run, or let it go'],
  ['d', 'difference, now minus A'],
  ['n p', 'next or previous 128 units'],
  ['Esc', 'unpin'],
  ['?', 'what the words mean, and these keys'],
  ['Tab, arrows, Enter', 'in a panel: move the cursor, pin'],
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
  const lam = lambdaOfKey(key);
  if (lam !== null) return () => act.set({ lam });
  switch (key) {
    case ' ': return act.toggle;
    case 's': return act.step;
    case 'ArrowLeft': return () => act.nudgeLambda(-1);
    case 'ArrowRight': return () => act.nudgeLambda(1);
    case 'ArrowUp': return () => act.nudgeSpeed(1);
    case 'ArrowDown': return () => act.nudgeSpeed(-1);
    case 'b': return keeping.toggle;
    case 'd': return run.kept ? keeping.differ : null;
    case 'n': return () => act.turnTo(run.page + 1);
    case 'p': return () => act.turnTo(run.page - 1);
    case 'Escape': return run.settings.unit !== null || run.settings.image !== null ? act.unpin : null;
    default: return null;
  }
}

// The keys of a page with a run of its own; a page adds those of what it alone shows.

import { lambdaOfKey } from '../lambda.js';

/** @typedef {import('../page.js').Shortcuts} Shortcuts @typedef {import('./actions.js').Actions} Actions */

/**
 * What the help dialog lists.
 *
 * @param {Shortcuts} own of the page
 * @returns {Shortcuts}
 */
export const shortcutsOf = (own) => [
  ['Space', 'play or pause'],
  ['s', 'take as many steps as chosen'],
  ['← →', 'λ down or up by a tenth of a decade'],
  ['0 to 5', 'λ = 0, 0.01, 0.1, 1, 10, 100'],
  ['↑ ↓', 'faster or slower'],
  ...own,
  ['Esc', 'unpin'],
  ['?', 'what the words mean, and these keys'],
  ['Tab, arrows, Enter', 'in a panel: move the cursor, pin'],
];

/**
 * What a key does on all such pages, or null.
 *
 * @param {string} key
 * @param {Actions} act
 * @param {import('./run.js').Run} run
 * @returns {(() => void)|null}
 */
export function meaning(key, act, { settings }) {
  const lam = lambdaOfKey(key);
  if (lam !== null) return () => act.set({ lam });
  switch (key) {
    case ' ': return act.toggle;
    case 's': return act.step;
    case 'ArrowLeft': return () => act.nudgeLambda(-1);
    case 'ArrowRight': return () => act.nudgeLambda(1);
    case 'ArrowUp': return () => act.nudgeSpeed(1);
    case 'ArrowDown': return () => act.nudgeSpeed(-1);
    case 'Escape': return settings.unit !== null || settings.image !== null ? act.unpin : null;
    default: return null;
  }
}

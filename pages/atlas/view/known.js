// The values of the words that the help explains, at the λ that is shown.

import { count, percent, sig3 } from '../../kit/view/format.js';

/**
 * @param {import('./store.js').Atlas} atlas
 * @param {number|null} at
 * @returns {import('../../kit/view/help.js').Known|null}
 */
export function knownOf({ settings, points }, at) {
  const { activation } = settings;
  if (!activation) return null;
  const figures = at === null ? undefined : points[at]?.figures;
  if (!figures) return { activation, values: {} };
  return {
    activation,
    values: {
      reconstruction: `here ${sig3(figures.reconstruction)}`,
      penalty: `here ${sig3(figures.penalty)}`,
      sat: figures.sat === null ? '' : `here ${percent(figures.sat)}`,
      dead: `here ${count(figures.states.dead ?? 0)}`,
      participation: `here ${sig3(figures.participation)}`,
    },
  };
}

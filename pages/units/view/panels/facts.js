// The points of a figure as rows of a panel's table.

import { fact } from '../../../kit/view/csv.js';

/**
 * @param {ReturnType<typeof import('../../../kit/view/figure.js').createPart>} part
 * @returns {import('../../../kit/view/csv.js').Fact[]} none before the figure is here
 */
export function figureFacts(part) {
  if (!part.meta) return [];
  const { names, rows } = part.numbers();
  return rows.map(([series, x, y]) => fact(names[1], x, `${series ?? ''} ${names[2]}`.trim(), y));
}

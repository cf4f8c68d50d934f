// Why each unit contracts or does not: its two factors, mean φ′² and ‖W‖², on log axes with lines of equal product.

import { createFigure } from '../../../kit/view/figure.js';
import { leftWords } from '../../../kit/view/statewords.js';

const SINGLE = 'The product of the two is the unit’s contribution to ‖J‖²; dotted lines join equal ones.';
const DEEP = 'For an encoder of several layers the product, joined by the dotted lines, is not the unit’s contribution to ‖J‖²: the layers before it count too.';

/**
 * @param {import('../types.js').Context} context
 * @param {() => string|null} only the role of the state that stands out
 */
export function createScatter(context, only) {
  const { findings } = context;
  const title = () => `Units: ‖W‖² against mean ${findings.gainName() === 'φ′' ? 'φ′²' : `(${findings.gainName()})²`}`;
  return createFigure(context, {
    name: 'factors', file: 'scatter of units', title: 'Units by the two factors of their contribution', how: SINGLE, only, legend: false,
    say: () => ({ title: title(), how: `${findings.single ? `${SINGLE} ${leftWords(findings.activation)}Low: small weights.` : DEEP} Drag a box to zoom, double-click to see all.` }),
  });
}

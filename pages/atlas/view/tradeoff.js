// What contraction costs: reconstruction against ‖J‖²_F, one point a λ.

import { sig3 } from '../../kit/view/format.js';
import { lambdaWords } from '../../kit/view/lambdas.js';
import { createChart } from './chart.js';

const HOW = 'Each point is a λ: better reconstruction lies lower, a more contractive code further left.';

/** @param {import('./chart.js').With} context @param {HTMLElement} corner */
export function createTradeoff(context, corner) {
  function text() {
    const told = context.atlas.done().map(({ lam, figures }) => `λ ${lambdaWords(lam)}: ${sig3(figures.penalty)}, ${sig3(figures.reconstruction)}`);
    return `Squared Jacobian norm and reconstruction at each λ. ${told.join('; ')}.`;
  }

  return createChart(context, { name: 'tradeoff', title: 'What contraction costs', how: HOW }, text, corner);
}

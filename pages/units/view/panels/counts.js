// How many units are in which state: over the training, over λ, or, where there is no path, now.

import { count } from '../../../kit/view/format.js';
import { createFigure } from '../../../kit/view/figure.js';
import { stateWords } from '../../../kit/view/statewords.js';
import { createThresholds } from './thresholds.js';

const FEW = 1000; // images that a path is measured on

/**
 * @param {import('../types.js').Context} context
 * @param {() => string|null} only the role of the state that stands out
 */
export function createCounts(context, only) {
  const { findings, page } = context;
  const thresholds = createThresholds(context);
  const figure = createFigure(context, { name: 'states', file: 'units by state', title: 'Units in each state', how: 'How many units are in which state.', say, only, legend: false });
  figure.body.prepend(thresholds.element);

  /** @param {import('../../../kit/view/figure.js').Meta} meta */
  function say({ hidden, over, counts }) {
    const of = findings.count > FEW ? ` On the first ${count(FEW)} images.` : '';
    const words = `Now: ${Object.entries(counts).filter(([, n]) => n).map(([state, n]) => `${count(n)} ${stateWords(state, findings.activation)}`).join(', ')}.`;
    const how = `How many of the ${count(hidden)} units are in which state`;
    if (over === 'lambda') return { title: 'Units in each state, over λ', how: `${how} at each λ; click a bar to go there.${of}` };
    if (over === 'step') return { title: 'Units in each state, over training steps', how: `${how}; dotted lines are changes of λ.${of}`, words };
    return { how: `${how}.${page.source.kind === 'checkpoint' ? ' A checkpoint has no path to show.' : ''}`, words };
  }

  return {
    ...figure,
    /** @param {Set<import('../types.js').What>} what */
    update(what) {
      figure.update(what);
      thresholds.show();
    },
  };
}

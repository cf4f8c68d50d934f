// The figures of all models against λ: six small plots that share the axis of λ, the λ shown marked on each.

import { percent, sig3 } from '../../kit/view/format.js';
import { lambdaWords } from '../../kit/view/lambdas.js';
import { createChart } from './chart.js';

const HOW = 'The upright line is the λ shown; click a curve to go to another. Dotted: training images.';

/** @param {import('./chart.js').With} context @param {HTMLElement} corner */
export function createCurves(context, corner) {
  const { atlas } = context;

  function text() {
    const points = atlas.done();
    if (points.length === 0) return 'Curves against λ: nothing is trained yet.';
    const [first, last] = [points[0], points[points.length - 1]];
    /** @param {string} name @param {(f: import('./store.js').Figures) => string} told */
    const from = (name, told) => `${name} from ${told(first.figures)} to ${told(last.figures)}`;
    return (
      `Curves against λ from ${lambdaWords(first.lam)} to ${lambdaWords(last.lam)}: ` +
      `${from('reconstruction', (f) => sig3(f.reconstruction))}, ${from('squared Jacobian norm', (f) => sig3(f.penalty))}, ` +
      `${from('saturation', (f) => percent(f.sat))}, ${from('participation ratio', (f) => sig3(f.participation))}, ` +
      `${from('probe accuracy', (f) => percent(f.probe))}. Move along them with the λ slider.`
    );
  }

  return createChart(context, { name: 'curves', title: 'Along λ, held-out images', how: HOW }, text, corner);
}

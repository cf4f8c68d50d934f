// λ has memory: what the same λ gives when λ has grown to it, when it has fallen to it, and from a common start.

import { el, textOf } from '../../kit/view/dom.js';
import { sig3 } from '../../kit/view/format.js';
import { lambdaWords } from '../../kit/view/lambdas.js';
import { createChart } from './chart.js';
import { WAYS } from './grown.js';
import { COMPARED } from './others.js';

/** @typedef {import('./others.js').Way} Way @typedef {import('./others.js').Known} Known */

const HOW = 'One training along which λ grows (▶) or falls (◀, dotted), beside the fan (●): at the same λ they end up elsewhere.';

/**
 * @param {import('./chart.js').With} context
 * @param {ReturnType<typeof import('./others.js').createOthers>} others
 * @param {HTMLElement} corner
 */
export function createMemory(context, others, corner) {
  const { atlas } = context;
  const chart = createChart(context, { name: 'memory', title: 'λ has memory, held-out images', how: HOW }, text, corner);
  const train = el('button', { type: 'button', class: 'cae-button', 'data-testid': 'atlas-train-paths', on: { click: others.train } }, 'Train both paths');
  const told = el('p', { class: 'cae-memory-told', 'data-testid': 'atlas-memory' });
  const setTold = textOf(told);
  chart.foot.append(told, train);

  /** The models of a way, the one that is shown among them. @param {Way} way @returns {Known[]} */
  const known = (way) => (way === atlas.settings.way ? atlas.done() : others.points(way));

  function text() {
    const ways = COMPARED.filter((way) => known(way).length).map((way) => `${WAYS[way]}, ${known(way).length} λ`);
    return `Reconstruction and squared Jacobian norm against λ by how the models were trained: ${ways.join('; ') || 'none yet'}.`;
  }

  /** What the ways give at the λ shown. @param {number} index */
  function compared(index) {
    const found = COMPARED.map((way) => ({ way, point: known(way).find((p) => p.index === index) }));
    const parts = found.flatMap(({ way, point }) => (point ? [`${WAYS[way]} ${sig3(point.figures.penalty)}`] : []));
    return parts.length > 1 ? `‖J‖² at λ = ${lambdaWords(atlas.lambdas[index])}: ${parts.join(', ')}.` : '';
  }

  return {
    ...chart,
    /** @param {import('./store.js').Point} point */
    words(point) {
      setTold([compared(point.index), others.progress()].filter(Boolean).join(' '));
      train.hidden = others.asked();
    },
  };
}

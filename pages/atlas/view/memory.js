// λ has memory: what the same λ gives when λ has grown to it, when it has fallen to it, and from a common start.

import { css, seriesColors } from '../../kit/view/color.js';
import { el, textOf } from '../../kit/view/dom.js';
import { sig3 } from '../../kit/view/format.js';
import { lambdaAxis, lambdaWords } from '../../kit/view/lambdas.js';
import { baseAxis, baseLayout } from '../../kit/view/plotly.js';
import { spaced, upright } from './curves.js';
import { WAYS } from './grown.js';
import { createMarkedPlot } from './markedplot.js';
import { COMPARED } from './others.js';

/** @typedef {import('./others.js').Way} Way @typedef {import('./others.js').Known} Known */

const HOW = 'One training along which λ grows (▶) or falls (◀, dotted), beside the fan (●): at the same λ they end up elsewhere.';
const PLOTS = /** @type {const} */ ([
  { title: 'reconstruction', name: 'reconstruction', log: false },
  { title: '‖J‖², log scale', name: 'penalty', log: true },
]);

/**
 * @param {import('./store.js').Atlas} atlas
 * @param {import('./actions.js').AtlasActions} act
 * @param {() => import('../../kit/view/theme.js').Theme} theme
 * @param {string} base
 * @param {ReturnType<typeof import('./others.js').createOthers>} others
 * @param {HTMLElement} corner
 */
export function createMemory(atlas, act, theme, base, others, corner) {
  const plot = createMarkedPlot({
    panel: { name: 'memory', title: 'λ has memory, held-out images', how: HOW },
    base, atlas, act, theme, figure, text, corner,
  });
  const train = el('button', { type: 'button', class: 'cae-button', 'data-testid': 'atlas-train-paths', on: { click: others.train } }, 'Train both paths');
  const told = el('p', { class: 'cae-memory-told', 'data-testid': 'atlas-memory' });
  const setTold = textOf(told);
  plot.foot.append(told, train);

  /** The models of a way, the one that is shown among them. @param {Way} way @returns {Known[]} */
  const known = (way) => (way === atlas.settings.way ? atlas.done() : others.points(way));

  function text() {
    const told = COMPARED.filter((way) => known(way).length).map((way) => `${WAYS[way]}, ${known(way).length} λ`);
    return `Reconstruction and squared Jacobian norm against λ by how the models were trained: ${told.join('; ') || 'none yet'}.`;
  }

  /** @param {import('./markedplot.js').Sheet} sheet @returns {import('./markedplot.js').Figure} */
  function figure({ width, height, theme }) {
    const em = theme.size;
    const violet = css(seriesColors(theme.dark).weighted);
    const looks = {
      fan: { color: theme.ink, dash: 'solid', symbol: 'circle' },
      up: { color: violet, dash: 'solid', symbol: 'triangle-right' },
      down: { color: violet, dash: 'dot', symbol: 'triangle-left' },
    };
    const axis = lambdaAxis(atlas.lambdas);
    const [side, gap, top, foot] = [3.3 * em, 0.8 * em, 1.7 * em, 1.6 * em];
    /** @type {{[name: string]: any, annotations: object[]}} */
    const layout = { ...baseLayout(theme), hovermode: 'closest', annotations: [] };
    /** @type {any[]} */
    const data = [];
    /** @type {import('./markedplot.js').Marked[]} */
    const marked = [];
    PLOTS.forEach(({ title, name, log }, i) => {
      const n = i ? String(i + 1) : '';
      const wide = width / PLOTS.length;
      const [left, right] = [(i * wide + side) / width, ((i + 1) * wide - gap) / width];
      const [lower, upper] = [foot / height, 1 - top / height];
      const value = (/** @type {{figures: import('./store.js').Figures}} */ p) => p.figures[name];
      const values = COMPARED.flatMap((way) => known(way).map(value)).filter((v) => !log || v > 0);
      const kept = spaced(axis.values.map((v) => ((v - axis.range[0]) / (axis.range[1] - axis.range[0])) * (right - left) * width), em * 2);
      layout[`xaxis${n}`] = {
        ...baseAxis(theme), type: 'linear', range: axis.range, domain: [left, right], anchor: `y${n}`, tickvals: axis.values,
        ticktext: axis.words.map((word, k) => (kept[k] ? word : '')), tickangle: 0,
      };
      layout[`yaxis${n}`] = { ...baseAxis(theme), ...upright(values, { log }), domain: [lower, upper], anchor: `x${n}` };
      layout.annotations.push({
        text: title, xref: 'paper', yref: 'paper', x: left, y: upper, xanchor: 'left', yanchor: 'bottom', showarrow: false,
        font: { size: em, color: theme.ink }, yshift: 1,
      });
      for (const way of COMPARED) {
        const points = known(way);
        const { color, dash, symbol } = looks[way];
        data.push({
          type: 'scatter', mode: 'lines+markers', name: WAYS[way], xaxis: `x${n}`, yaxis: `y${n}`,
          x: points.map((p) => axis.place(p.lam)), y: points.map(value),
          customdata: points.map((p) => [p.index, lambdaWords(p.lam), sig3(value(p))]),
          line: { color, width: way === 'fan' ? 2 : 1.5, dash }, marker: { color, size: way === 'fan' ? 4 : 7, symbol },
          hovertemplate: `${WAYS[way]}, λ = %{customdata[1]}<br>${title} %{customdata[2]}<extra></extra>`,
        });
      }
      marked.push({
        x: `xaxis${n}`, y: `yaxis${n}`, line: true,
        series: [{ name, color: looks[/** @type {Way} */ (atlas.settings.way)]?.color ?? theme.ink, x: (p) => axis.place(p.lam), y: value }],
      });
    });
    return { data, layout, marked };
  }

  /** What the ways give at the λ shown. @param {number} index */
  function compared(index) {
    const found = COMPARED.map((way) => ({ way, point: known(way).find((p) => p.index === index) }));
    const parts = found.flatMap(({ way, point }) => (point ? [`${WAYS[way]} ${sig3(point.figures.penalty)}`] : []));
    return parts.length > 1 ? `‖J‖² at λ = ${lambdaWords(atlas.lambdas[index])}: ${parts.join(', ')}.` : '';
  }

  return {
    ...plot,
    /** @param {import('./store.js').Point} point */
    words(point) {
      setTold([compared(point.index), others.progress()].filter(Boolean).join(' '));
      train.hidden = others.asked();
    },
  };
}

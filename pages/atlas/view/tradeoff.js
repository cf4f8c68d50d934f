// What contraction costs: reconstruction against ‖J‖²_F, one point a λ.

import { logTicks } from '../../kit/view/axes.js';
import { css, seriesColors } from '../../kit/view/color.js';
import { sig3, tickWords } from '../../kit/view/format.js';
import { lambdaShort, lambdaWords } from '../../kit/view/lambdas.js';
import { baseAxis, baseLayout } from '../../kit/view/plotly.js';
import { upright } from './curves.js';
import { createMarkedPlot } from './markedplot.js';

/**
 * Which points can be named without a name covering another or a point: the ends first.
 *
 * @param {{x: number, y: number}[]} points in pixels
 * @param {{x: number, y: number}[]} names their middles
 * @param {number} wide of a name
 * @param {number} high
 * @returns {boolean[]}
 */
export function nameable(points, names, wide, high) {
  const named = names.map(() => false);
  const last = names.length - 1;
  for (const i of [0, last, ...names.keys()]) {
    if (!names[i] || named[i]) continue;
    const { x, y } = names[i];
    const over = (/** @type {{x: number, y: number}} */ p, /** @type {number} */ share) =>
      Math.abs(p.x - x) <= wide * share && Math.abs(p.y - y) <= high * share;
    const free = names.every((p, k) => !named[k] || !over(p, 1)) && points.every((p, k) => k === i || !over(p, 0.5));
    if (free || i === 0) named[i] = true;
  }
  return named;
}

/**
 * @param {import('./store.js').Atlas} atlas
 * @param {import('./actions.js').AtlasActions} act
 * @param {() => import('../../kit/view/theme.js').Theme} theme
 * @param {string} base
 * @param {HTMLElement} corner
 */
export function createTradeoff(atlas, act, theme, base, corner) {
  return createMarkedPlot({
    panel: { name: 'tradeoff', title: 'What contraction costs', how: 'Each point is a λ: better reconstruction lies lower, a more contractive code further left.' },
    base, atlas, act, theme, figure, corner,
    text() {
      const points = atlas.done();
      const told = points.map(({ lam, figures }) => `λ ${lambdaWords(lam)}: ${sig3(figures.penalty)}, ${sig3(figures.reconstruction)}`);
      return `Squared Jacobian norm and reconstruction at each λ. ${told.join('; ')}.`;
    },
  });

  /** @param {import('./markedplot.js').Sheet} sheet @returns {import('./markedplot.js').Figure} */
  function figure({ width, height, theme }) {
    const em = theme.size;
    const points = atlas.done().filter(({ figures }) => figures.penalty > 0);
    const ink = css(seriesColors(theme.dark).recon);
    const across = upright(points.map(({ figures }) => figures.penalty), { log: true });
    const up = upright(points.map(({ figures }) => figures.reconstruction), {});
    // room for the names above the first and the last point
    const span = across.range[1] - across.range[0];
    across.range = [across.range[0] - Math.max(0.12, 0.05 * span), across.range[1] + Math.max(0.25, 0.16 * span)];
    up.range = [up.range[0] - 0.04 * (up.range[1] - up.range[0]), up.range[1] + 0.1 * (up.range[1] - up.range[0])];
    const [left, foot, right, top] = [3.3 * em, 3.0 * em, 0.8 * em, 1.7 * em];
    const at = logTicks(10 ** across.range[0], 10 ** across.range[1], Math.max(3, Math.floor(width / (em * 6))));
    const places = points.map(({ figures: { penalty, reconstruction } }) => ({
      x: ((Math.log10(penalty) - across.range[0]) / (across.range[1] - across.range[0])) * (width - left - right),
      y: ((reconstruction - up.range[0]) / (up.range[1] - up.range[0])) * (height - top - foot),
    }));
    // beside a steep part of the curve, above a flat one
    const sides = places.map((_, i) => {
      const [a, b] = [places[Math.max(0, i - 1)], places[Math.min(places.length - 1, i + 1)]];
      return Math.abs(b.y - a.y) > Math.abs(b.x - a.x) || i === 0 ? 'middle right' : 'top center';
    });
    // where the names' middles are
    const middles = places.map(({ x, y }, i) => (sides[i] === 'top center' ? { x, y: y + em } : { x: x + em * 2, y }));
    const named = nameable(places, middles, em * 2.7, em * 1.3);
    const layout = {
      ...baseLayout(theme),
      hovermode: 'closest',
      xaxis: {
        ...baseAxis(theme), ...across, domain: [left / width, 1 - right / width], tickvals: at, ticktext: at.map((v) => tickWords(v, { from: 1e-3, to: 1e5 })),
        title: { text: '‖J‖², log scale', font: { size: em, color: theme.muted }, standoff: 4 }, anchor: 'y', tickangle: 0,
      },
      yaxis: { ...baseAxis(theme), ...up, domain: [foot / height, 1 - top / height], anchor: 'x' },
      annotations: [{
        text: 'reconstruction', xref: 'paper', yref: 'paper', x: left / width, y: 1 - top / height, xanchor: 'left', yanchor: 'bottom',
        showarrow: false, font: { size: em, color: theme.muted }, yshift: 1,
      }],
    };
    const data = [{
      type: 'scatter', mode: 'lines+markers+text', name: 'trade-off',
      x: points.map(({ figures }) => figures.penalty), y: points.map(({ figures }) => figures.reconstruction),
      text: points.map(({ lam }, i) => (named[i] ? sides[i] === 'top center' ? lambdaShort(lam) : `  ${i === 0 ? 'λ = ' : ''}${lambdaShort(lam)}` : '')), textposition: sides,
      textfont: { size: em, color: theme.muted },
      customdata: points.map((p) => [p.index, lambdaWords(p.lam), sig3(p.figures.reconstruction), sig3(p.figures.penalty)]),
      line: { color: ink, width: 1.5 }, marker: { color: ink, size: 6 }, cliponaxis: false,
      hovertemplate: 'λ = %{customdata[1]}<br>reconstruction %{customdata[2]}<br>‖J‖² %{customdata[3]}<extra></extra>',
    }];
    /** @type {import('./markedplot.js').Series[]} */
    const series = [{ name: 'trade-off', color: ink, x: (p) => p.figures.penalty, y: (p) => p.figures.reconstruction }];
    return { data, layout, marked: [{ x: 'xaxis', y: 'yaxis', line: false, series }] };
  }
}

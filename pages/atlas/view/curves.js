// The figures of all models against λ: six small plots that share the axis of λ, the λ shown marked on each.

import { logTicks, ticks } from '../../kit/view/axes.js';
import { css, seriesColors } from '../../kit/view/color.js';
import { percent, sig3, tickWords } from '../../kit/view/format.js';
import { lambdaAxis, lambdaWords } from '../../kit/view/lambdas.js';
import { baseAxis, baseLayout } from '../../kit/view/plotly.js';
import { createMarkedPlot } from './markedplot.js';

/**
 * @typedef {import('./store.js').Figures} Figures
 * @typedef {{name: string, color: string, value: (f: Figures) => number|null, training?: boolean}} Line `training`: dotted
 * @typedef {{title: string, log?: boolean, share?: boolean, units?: boolean, lines: Line[]}} Curve
 */

/** @param {import('../../kit/view/theme.js').Theme} theme @returns {Curve[]} */
function curvesOf(theme) {
  const color = seriesColors(theme.dark);
  const [blue, orange, violet] = [css(color.recon), css(color.penalty), css(color.weighted)];
  const dead = css(theme.classes[8]);
  const shrunk = css(theme.classes[5]);
  return [
    {
      title: 'reconstruction',
      lines: [
        { name: 'on training images', training: true, color: blue, value: (f) => f.train_reconstruction },
        { name: 'reconstruction', color: blue, value: (f) => f.reconstruction },
      ],
    },
    {
      title: '‖J‖², log scale',
      log: true,
      lines: [
        { name: 'on training images', training: true, color: orange, value: (f) => f.train_penalty },
        { name: '‖J‖²', color: orange, value: (f) => f.penalty },
      ],
    },
    { title: 'SAT, share of h', share: true, lines: [{ name: 'SAT', color: violet, value: (f) => f.sat }] },
    {
      units: true,
      title: `<span style="color:${dead}">dead</span>, <span style="color:${shrunk}">shrunk</span> units`,
      lines: [
        { name: 'dead', color: dead, value: (f) => f.states.dead ?? 0 },
        { name: 'weight-shrunk', color: shrunk, value: (f) => f.states['weight-shrunk'] ?? 0 },
      ],
    },
    { title: 'participation ratio', lines: [{ name: 'participation', color: violet, value: (f) => f.participation }] },
    { title: 'probe accuracy', share: true, lines: [{ name: 'probe', color: blue, value: (f) => f.probe }] },
  ];
}

/**
 * The number of columns that gives n plots the best shape.
 *
 * @param {number} n
 * @param {number} width
 * @param {number} height
 */
export function columnsFor(n, width, height) {
  let best = { columns: 1, badness: Infinity };
  for (const columns of [1, 2, 3, 6]) {
    const rows = Math.ceil(n / columns);
    const [wide, high] = [width / columns, height / rows];
    const badness = Math.abs(Math.log(wide / high / 1.5)) + (wide < 135 ? 9 : 0) + (high < 75 ? 9 : 0);
    if (badness < best.badness) best = { columns, badness };
  }
  return best.columns;
}

/**
 * Range and ticks of an upright axis.
 *
 * @param {number[]} values
 * @param {{log?: boolean, share?: boolean, units?: boolean}} kind `units`: whole numbers from 0
 */
export function upright(values, { log = false, share = false, units = false }) {
  let lo = Math.min(...values);
  let hi = Math.max(...values);
  if (!(hi >= lo)) [lo, hi] = log ? [0.1, 10] : [0, 1];
  if (log) {
    const room = Math.max(1.15, 3 / (hi / lo));
    [lo, hi] = [lo / Math.sqrt(room), hi * Math.sqrt(room)];
    const at = logTicks(lo, hi, 3);
    return { type: 'log', range: [Math.log10(lo), Math.log10(hi)], tickvals: at, ticktext: at.map(words) };
  }
  if (units) hi = Math.max(4, hi);
  const room = Math.max(0.09 * (hi - lo), 0.012 * Math.abs(hi), share ? 0.005 : 0.05);
  const range = [lo - room, hi + room];
  const at = ticks(Math.max(range[0], lo >= 0 ? 0 : -Infinity), share ? Math.min(1, range[1]) : range[1], 3);
  return { type: 'linear', range, tickvals: at, ticktext: at.map((v) => (share ? `${Number((100 * v).toPrecision(3))} %` : words(v))) };
}

/**
 * Which places are far enough from the one before; the last always is one of them.
 *
 * @param {number[]} places ascending, pixels
 * @param {number} apart
 */
export function spaced(places, apart) {
  const last = places.length - 1;
  let before = -Infinity;
  return places.map((x, i) => {
    const kept = i === last || (x - before >= apart && places[last] - x >= apart);
    if (kept) before = x;
    return kept;
  });
}

/** @param {number} v */
const words = (v) => tickWords(v, { from: 1e-3, to: 1e5 });

/**
 * @param {import('./store.js').Atlas} atlas
 * @param {import('./actions.js').AtlasActions} act
 * @param {() => import('../../kit/view/theme.js').Theme} theme
 * @param {string} base
 */
export function createCurves(atlas, act, theme, base) {
  return createMarkedPlot({
    panel: { name: 'curves', title: 'Along λ, held-out images', how: 'The upright line is the λ shown; click a curve to go to another. Dotted: training images.' },
    base, atlas, act, theme, figure,
    text() {
      const points = atlas.done();
      if (points.length === 0) return 'Curves against λ: nothing is trained yet.';
      const [first, last] = [points[0], points[points.length - 1]];
      const from = (/** @type {string} */ name, /** @type {(f: Figures) => string} */ told) => `${name} from ${told(first.figures)} to ${told(last.figures)}`;
      return (
        `Curves against λ from ${lambdaWords(first.lam)} to ${lambdaWords(last.lam)}: ` +
        `${from('reconstruction', (f) => sig3(f.reconstruction))}, ${from('squared Jacobian norm', (f) => sig3(f.penalty))}, ` +
        `${from('saturation', (f) => percent(f.sat))}, ${from('participation ratio', (f) => sig3(f.participation))}, ` +
        `${from('probe accuracy', (f) => percent(f.probe))}. Move along them with the λ slider.`
      );
    },
  });

  /** @param {import('./markedplot.js').Sheet} sheet @returns {import('./markedplot.js').Figure} */
  function figure({ width, height, theme }) {
    const em = theme.size;
    const curves = curvesOf(theme);
    const columns = columnsFor(curves.length, width, height);
    const rows = Math.ceil(curves.length / columns);
    const axis = lambdaAxis(atlas.lambdas);
    const points = atlas.done();
    const [side, gap, top, foot] = [3.3 * em, 0.8 * em, 1.7 * em, 1.6 * em];
    const wide = width / columns;
    const high = (height - foot) / rows;
    /** @type {{[name: string]: any, annotations: object[]}} */
    const layout = { ...baseLayout(theme), hovermode: 'closest', annotations: [] };
    /** @type {any[]} */
    const data = [];
    /** @type {import('./markedplot.js').Marked[]} */
    const marked = [];
    curves.forEach(({ title, lines, ...kind }, i) => {
      const [column, row] = [i % columns, Math.floor(i / columns)];
      const n = i ? String(i + 1) : '';
      const left = (column * wide + side) / width;
      const right = ((column + 1) * wide - gap) / width;
      const upper = 1 - (row * high + top) / height;
      const lower = 1 - ((row + 1) * high - 0.5 * em) / height;
      const values = points.flatMap(({ figures }) => lines.map(({ value }) => value(figures)));
      const known = /** @type {number[]} */ (values.filter((v) => v !== null && (!kind.log || v > 0)));
      const bottom = row === rows - 1;
      const kept = spaced(axis.values.map((v) => ((v - axis.range[0]) / (axis.range[1] - axis.range[0])) * (right - left) * width), em * 2);
      layout[`xaxis${n}`] = {
        ...baseAxis(theme), type: 'linear', range: axis.range, domain: [left, right], anchor: `y${n}`, tickvals: axis.values,
        ticktext: axis.words.map((word, k) => (kept[k] ? word : '')), showticklabels: bottom, tickangle: 0,
      };
      layout[`yaxis${n}`] = { ...baseAxis(theme), ...upright(known, kind), ...(known.length ? {} : { tickvals: [] }), domain: [lower, upper], anchor: `x${n}` };
      layout.annotations.push({
        text: title, xref: 'paper', yref: 'paper', x: left, y: upper, xanchor: 'left', yanchor: 'bottom', showarrow: false,
        font: { size: em, color: theme.ink }, yshift: 1,
      });
      if (known.length === 0 && points.length) {
        layout.annotations.push({
          text: 'not for this<br>activation', xref: 'paper', yref: 'paper', x: (left + right) / 2, y: (lower + upper) / 2, xanchor: 'center', showarrow: false,
          font: { size: em, color: theme.muted },
        });
      }
      for (const { name, color, value, training } of lines) {
        data.push({
          type: 'scatter', mode: training || points.length > 60 ? 'lines' : 'lines+markers', name, xaxis: `x${n}`, yaxis: `y${n}`, connectgaps: false,
          x: points.map((p) => axis.place(p.lam)), y: points.map((p) => value(p.figures)),
          customdata: points.map((p) => [p.index, lambdaWords(p.lam), kind.share ? percent(value(p.figures)) : sig3(value(p.figures))]),
          line: training ? { color, width: 1.5, dash: 'dot' } : { color, width: 2 }, marker: { color, size: 4 },
          hovertemplate: `λ = %{customdata[1]}<br>${name} %{customdata[2]}<extra></extra>`,
        });
      }
      marked.push({
        x: `xaxis${n}`, y: `yaxis${n}`, line: true,
        series: lines.filter(({ training }) => !training).map(({ name, color, value }) => ({ name, color, x: (p) => axis.place(p.lam), y: (p) => value(p.figures) })),
      });
    });
    return { data, layout, marked };
  }
}

// The figures of how many units are in which state: over the training, over λ, or now. Pure.

import { ticks } from '../../../kit/view/axes.js';
import { count } from '../../../kit/view/format.js';
import { labelled, lambdaShort } from '../../../kit/view/lambdas.js';
import { baseAxis, baseLayout } from '../../../kit/view/plotly.js';
import { STATES, stateColor } from '../../../kit/view/unitstates.js';

/**
 * @typedef {import('../../../kit/view/theme.js').Theme} Theme
 * @typedef {import('../../../kit/view/plot.js').Sheet} Sheet
 * @typedef {import('../../../kit/view/plot.js').Figure} Figure
 * @typedef {{at: number, lam: number, counts: number[]}} Row a step or λ; its counts in the order of the states
 *
 * @typedef {object} Path
 * @property {Row[]} rows
 * @property {number} hidden
 * @property {boolean} along λ, not steps
 * @property {number[]} x the rows' places among all λ of the atlas
 * @property {number} total how many places there are
 * @property {number} current which row is shown, or -1
 * @property {number|null|undefined} step that is shown
 */

/**
 * The rows of a path, its states in the order in which they are stacked.
 *
 * @param {import('../findings.js').Frame} course
 * @returns {Row[]}
 */
export function rowsOf({ header, sections }) {
  const names = /** @type {string[]} */ (header.states);
  const columns = STATES.map((state) => names.indexOf(state));
  const { values } = sections.counts;
  return Array.from(sections.at.values, (at, t) => ({
    at, lam: sections.lam.values[t], counts: columns.map((k) => (k < 0 ? 0 : values[t * names.length + k])),
  }));
}

/**
 * Where λ changed on the way, and to what: the first row counts as no change.
 *
 * @param {{at: number, lam: number}[]} rows
 */
export const changes = (rows) => rows.filter(({ lam }, t) => t > 0 && lam !== rows[t - 1].lam);

/**
 * The counts along a path.
 *
 * @param {Path} path
 * @param {Sheet} sheet
 * @returns {Figure}
 */
export function pathFigure({ rows, hidden, along, x, total, current, step }, { theme, width, height }) {
  const em = theme.size;
  const wide = String(count(hidden)).length * 0.62 * em + 0.9 * em;
  const box = { left: Math.max(2.2 * em, wide), right: 0.9 * em, top: 1.7 * em, foot: 2.7 * em };
  const inner = width - box.left - box.right;
  const { data, xaxis, shapes, names } = along ? bars(rows, x, total, current, hidden, theme, inner) : areas(rows, hidden, step, theme, inner);
  const at = ticks(0, hidden, 3);
  return {
    data,
    layout: {
      ...baseLayout(theme), hovermode: 'x', barmode: 'stack', bargap: 0.2, shapes, clickmode: 'event',
      xaxis: {
        ...baseAxis(theme), ...xaxis, domain: [box.left / width, 1 - box.right / width], anchor: 'y', tickangle: 0, showgrid: false,
        title: { text: along ? 'λ' : 'step', font: { size: em, color: theme.muted }, standoff: 2 },
      },
      yaxis: {
        ...baseAxis(theme), range: [0, hidden], domain: [box.foot / height, 1 - box.top / height], anchor: 'x', tickvals: at, ticktext: at.map(count), layer: 'below traces',
      },
      annotations: [
        {
          text: 'units', xref: 'paper', yref: 'paper', x: box.left / width, y: 1 - box.top / height, xanchor: 'left', yanchor: 'bottom', showarrow: false,
          font: { size: em, color: theme.muted }, yshift: 1,
        },
        ...names,
      ],
    },
  };
}

/**
 * Over the steps of a training: areas.
 *
 * @param {Row[]} rows
 * @param {number} hidden
 * @param {number|null|undefined} step that is shown
 * @param {Theme} theme
 * @param {number} width
 */
function areas(rows, hidden, step, theme, width) {
  const em = theme.size;
  const x = rows.map(({ at }) => at);
  const range = [x[0], Math.max(x[x.length - 1], x[0] + 1)];
  const data = STATES.map((state, k) => ({
    type: 'scatter', mode: 'lines', name: state, x, y: rows.map(({ counts }) => counts[k]), stackgroup: 'units', hoverinfo: 'none',
    line: { width: 0 }, fillcolor: stateColor(theme, state),
  }));
  const values = ticks(range[0], range[1], Math.max(2, Math.floor(width / (5 * em))));
  const turns = changes(rows);
  /** @param {number} at @param {string} color @param {string} dash @param {number} thick */
  const line = (at, color, dash, thick) => ({ type: 'line', x0: at, x1: at, y0: 0, y1: 1, yref: 'paper', line: { color, width: thick, dash }, ysizemode: 'scaled' });
  const shapes = turns.map(({ at }) => ({ ...line(at, theme.paper, 'solid', 3), yref: 'y', y1: hidden }));
  shapes.push(...turns.map(({ at }) => ({ ...line(at, theme.ink, 'dot', 1.5), yref: 'y', y1: hidden })));
  if (typeof step === 'number' && step >= range[0]) shapes.push({ ...line(Math.min(step, range[1]), theme.ink, 'solid', 2), yref: 'y', y1: hidden });
  let free = Infinity;
  const names = [];
  for (const { at, lam } of [...turns].reverse()) {
    const px = ((at - range[0]) / (range[1] - range[0])) * width;
    const text = `λ ${lambdaShort(lam)}`;
    const half = (text.length * em) / 3.4;
    const middle = Math.min(width - half, Math.max(half + 3 * em, px)); // beside the axis's name
    if (middle + half > free) continue;
    free = middle - half - 6;
    names.push({
      text, x: at, xref: 'x', y: hidden, yref: 'y', xanchor: 'center', xshift: middle - px, yanchor: 'bottom', showarrow: false,
      font: { size: em, color: theme.ink }, yshift: 1,
    });
  }
  return { data, shapes, names, xaxis: { type: 'linear', range, tickvals: values, ticktext: values.map(count) } };
}

/**
 * Over λ: a bar for each.
 *
 * @param {Row[]} rows
 * @param {number[]} x their places among all λ of the atlas
 * @param {number} total
 * @param {number} current which row is shown, or -1
 * @param {number} hidden
 * @param {Theme} theme
 * @param {number} width
 */
function bars(rows, x, total, current, hidden, theme, width) {
  const em = theme.size;
  const data = STATES.map((state, k) => ({
    type: 'bar', name: state, x, y: rows.map(({ counts }) => counts[k]), hoverinfo: 'none', marker: { color: stateColor(theme, state), line: { width: 0 } },
  }));
  const kept = labelled(rows.length, width / Math.max(1, total), 3 * em);
  const shapes = current < 0 ? [] : [{
    type: 'rect', x0: x[current] - 0.42, x1: x[current] + 0.42, y0: 0, y1: hidden, line: { color: theme.ink, width: 2.5 }, fillcolor: 'rgba(0,0,0,0)',
  }];
  return {
    data, shapes, names: [],
    xaxis: { type: 'linear', range: [-0.5, total - 0.5], tickvals: kept.map((t) => x[t]), ticktext: kept.map((t) => lambdaShort(rows[t].lam)) },
  };
}

/**
 * Without a path: one bar, lying, with its numbers in it.
 *
 * @param {number[]} counts
 * @param {number} hidden
 * @param {Sheet} sheet
 * @returns {Figure}
 */
export function barFigure(counts, hidden, { theme, width, height }) {
  const em = theme.size;
  const data = STATES.map((state, k) => ({
    type: 'bar', orientation: 'h', name: state, x: [counts[k]], y: [0], width: 1, hoverinfo: 'none', marker: { color: stateColor(theme, state), line: { color: theme.paper, width: 1 } },
  }));
  const middle = Math.min(0.5, (2.2 * em) / height);
  let below = 0;
  const names = counts.flatMap((n) => {
    const x = below + n / 2;
    below += n;
    const text = count(n);
    const fits = (n / hidden) * (width - em) > text.length * 0.7 * em;
    return fits ? [{ text, x, y: -0.5, yanchor: 'top', showarrow: false, font: { size: em, color: theme.ink, weight: 600 }, yshift: -3 }] : [];
  });
  const axis = { ...baseAxis(theme), showgrid: false, showline: false, showticklabels: false };
  return {
    data,
    layout: {
      ...baseLayout(theme), hovermode: 'closest', barmode: 'stack', bargap: 0, annotations: names, shapes: [],
      xaxis: { ...axis, range: [0, hidden], domain: [0.5 * em / width, 1 - (0.5 * em) / width], anchor: 'y' },
      yaxis: { ...axis, range: [-0.5, 0.5], domain: [0.5 - middle / 2, 0.5 + middle / 2], anchor: 'x' },
    },
  };
}

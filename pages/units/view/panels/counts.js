// How many units are in which state: over the training, over λ, or, where there is no path, now.

import { ticks } from '../../../kit/view/axes.js';
import { lambdaShort, lambdaWords, labelled } from '../../../kit/view/lambdas.js';
import { el } from '../../../kit/view/dom.js';
import { count } from '../../../kit/view/format.js';
import { createPlot } from '../../../kit/view/plot.js';
import { baseAxis, baseLayout } from '../../../kit/view/plotly.js';
import { STATES, stateColor } from '../../../kit/view/unitstates.js';
import { toCsv } from './csv.js';
import { createFrame } from './frame.js';
import { createThresholds } from './thresholds.js';
import { indexOf, isNow } from './course.js';

const FEW = 1000; // images that a path is measured on

/** @typedef {import('../../../kit/view/theme.js').Theme} Theme */

/**
 * The rows of a path, its states in the order in which they are stacked.
 *
 * @param {import('../findings.js').Frame} course
 * @returns {{at: number, lam: number, counts: number[]}[]}
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
 * @param {import('../types.js').Context} context
 * @returns {import('../types.js').Panel}
 */
export function createCounts(context) {
  const { findings, page, act, theme, base, tip } = context;
  /** @type {ReturnType<typeof rowsOf>} */
  let rows = [];
  let along = false;
  /** @type {(number|null)[]} the places in the atlas of the rows */
  let places = [];
  const plot = createPlot({
    label: 'Units in each state', base, theme, complain: act.complain, figure,
    clicked({ pointIndex }) {
      const index = along ? places[/** @type {number} */ (pointIndex)] : null;
      if (index !== null && index !== undefined) act.at(index);
    },
    hovered(point, event) {
      if (!point || !event) tip.hide(plot);
      else tip.show(plot, event.clientX, event.clientY, told(point.pointIndex));
    },
  });
  const panel = createFrame(context, {
    name: 'counts', title: 'Units in each state', file: 'units by state', csv, graph: plot.graph, how: 'How many units are in which state.',
  });
  const thresholds = createThresholds(context);
  const legend = el('div', { class: 'cae-state-legend' });
  const swatches = STATES.map((state) => {
    const swatch = el('i');
    legend.append(el('span', {}, swatch, state));
    return swatch;
  });
  const stage = el('div', { class: 'cae-counts-stage' }, plot.graph);
  panel.body.append(thresholds.element, legend, stage);

  const now = () => STATES.map((state) => /** @type {number} */ (findings.units?.header.counts[state] ?? 0));

  /** @param {number} t */
  function told(t) {
    const row = rows[t];
    const counts = row?.counts ?? now();
    const heading = !row ? `${count(findings.hidden)} units` : along ? `λ = ${lambdaWords(row.lam)}` : `step ${count(row.at)}, λ = ${lambdaWords(row.lam)}`;
    return [heading, ...STATES.map((state, k) => `${state}: ${count(counts[k])}`)];
  }

  /** @param {import('../../../kit/view/plot.js').Sheet} sheet @returns {import('../../../kit/view/plot.js').Figure|null} */
  function figure({ width, height, theme }) {
    if (!findings.units || !findings.hidden) return null;
    const em = theme.size;
    if (rows.length < 2) return one(theme, width, height);
    const wide = String(count(findings.hidden)).length * 0.62 * em + 0.9 * em;
    const box = { left: Math.max(2.2 * em, wide), right: 0.9 * em, top: 1.7 * em, foot: 2.7 * em };
    const inner = width - box.left - box.right;
    const { data, xaxis, shapes, names } = along ? bars(theme, inner) : areas(theme, inner);
    const at = ticks(0, findings.hidden, 3);
    return {
      data,
      layout: {
        ...baseLayout(theme), hovermode: 'x', barmode: 'stack', bargap: 0.2, shapes, clickmode: 'event',
        xaxis: {
          ...baseAxis(theme), ...xaxis, domain: [box.left / width, 1 - box.right / width], anchor: 'y', tickangle: 0, showgrid: false,
          title: { text: along ? 'λ' : 'step', font: { size: em, color: theme.muted }, standoff: 2 },
        },
        yaxis: {
          ...baseAxis(theme), range: [0, findings.hidden], domain: [box.foot / height, 1 - box.top / height], anchor: 'x', tickvals: at, ticktext: at.map(count), layer: 'below traces',
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

  /** Over the steps of a training: areas. @param {Theme} theme @param {number} width */
  function areas(theme, width) {
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
    const shapes = turns.map(({ at }) => ({ ...line(at, theme.paper, 'solid', 3), yref: 'y', y1: findings.hidden }));
    shapes.push(...turns.map(({ at }) => ({ ...line(at, theme.ink, 'dot', 1.5), yref: 'y', y1: findings.hidden })));
    const step = findings.units?.header.step;
    if (typeof step === 'number' && step >= range[0]) shapes.push({ ...line(Math.min(step, range[1]), theme.ink, 'solid', 2), yref: 'y', y1: findings.hidden });
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
        text, x: at, xref: 'x', y: findings.hidden, yref: 'y', xanchor: 'center', xshift: middle - px, yanchor: 'bottom', showarrow: false,
        font: { size: em, color: theme.ink }, yshift: 1,
      });
    }
    return { data, shapes, names, xaxis: { type: 'linear', range, tickvals: values, ticktext: values.map(count) } };
  }

  /** Over λ: a bar for each. @param {Theme} theme @param {number} width */
  function bars(theme, width) {
    const em = theme.size;
    const x = rows.map((_, t) => places[t] ?? t);
    const total = page.source.kind === 'atlas' && page.source.lambdas && places.every((at) => at !== null) ? page.source.lambdas.length : rows.length;
    const data = STATES.map((state, k) => ({
      type: 'bar', name: state, x, y: rows.map(({ counts }) => counts[k]), hoverinfo: 'none', marker: { color: stateColor(theme, state), line: { width: 0 } },
    }));
    const kept = labelled(rows.length, width / Math.max(1, total), 3 * em);
    const current = rows.findIndex(({ at }) => isNow(findings, true, at));
    const shapes = current < 0 ? [] : [{
      type: 'rect', x0: x[current] - 0.42, x1: x[current] + 0.42, y0: 0, y1: findings.hidden, line: { color: theme.ink, width: 2.5 }, fillcolor: 'rgba(0,0,0,0)',
    }];
    return {
      data, shapes, names: [],
      xaxis: { type: 'linear', range: [-0.5, total - 0.5], tickvals: kept.map((t) => x[t]), ticktext: kept.map((t) => lambdaShort(rows[t].lam)) },
    };
  }

  /** Without a path: one bar, lying, with its numbers in it. @param {Theme} theme @param {number} width @param {number} height */
  function one(theme, width, height) {
    const em = theme.size;
    const counts = now();
    const data = STATES.map((state, k) => ({
      type: 'bar', orientation: 'h', name: state, x: [counts[k]], y: [0], width: 1, hoverinfo: 'none', marker: { color: stateColor(theme, state), line: { color: theme.paper, width: 1 } },
    }));
    const middle = Math.min(0.5, (2.2 * em) / height);
    let below = 0;
    const names = counts.flatMap((n) => {
      const x = below + n / 2;
      below += n;
      const text = count(n);
      const fits = (n / findings.hidden) * (width - em) > text.length * 0.7 * em;
      return fits ? [{ text, x, y: -0.5, yanchor: 'top', showarrow: false, font: { size: em, color: theme.ink, weight: 600 }, yshift: -3 }] : [];
    });
    const axis = { ...baseAxis(theme), showgrid: false, showline: false, showticklabels: false };
    return {
      data,
      layout: {
        ...baseLayout(theme), hovermode: 'closest', barmode: 'stack', bargap: 0, annotations: names, shapes: [],
        xaxis: { ...axis, range: [0, findings.hidden], domain: [0.5 * em / width, 1 - (0.5 * em) / width], anchor: 'y' },
        yaxis: { ...axis, range: [-0.5, 0.5], domain: [0.5 - middle / 2, 0.5 + middle / 2], anchor: 'x' },
      },
    };
  }

  function say() {
    const hidden = `the ${count(findings.hidden)} units`;
    const of = findings.count > FEW ? ` On the first ${count(FEW)} images.` : '';
    if (rows.length < 2) {
      panel.setTitle('Units in each state');
      const none = page.source.kind === 'checkpoint' ? ' A checkpoint has no path to show.' : '';
      panel.setHow(`How many of ${hidden} are in which state.${none}`);
    } else if (along) {
      panel.setTitle('Units in each state, over λ');
      panel.setHow(`How many of ${hidden} are in which state at each λ; click a bar to go there.${of}`);
    } else {
      panel.setTitle('Units in each state, over training steps');
      panel.setHow(`How many of ${hidden} are in which state; dotted lines are changes of λ.${of}`);
    }
    const told = STATES.map((state, k) => `${now()[k]} ${state}`).join(', ');
    plot.describe(`Units in each state, now: ${told}.`);
  }

  function csv() {
    if (rows.length < 2) return toCsv(STATES.slice(), [now()]);
    return toCsv([along ? 'λ' : 'step', ...(along ? [] : ['λ']), ...STATES], rows.map(({ at, lam, counts }) => [at, ...(along ? [] : [lam]), ...counts]));
  }

  return {
    element: panel.element,
    update(what) {
      if (what.has('course') || what.has('statics')) {
        rows = findings.course ? rowsOf(findings.course) : [];
        along = findings.course?.header.over === 'lambda';
      }
      places = along ? rows.map(({ at }) => indexOf(page.source, at)) : [];
      stage.classList.toggle('cae-clickable', along);
      stage.classList.toggle('cae-one', rows.length < 2);
      thresholds.show();
      if (what.has('course') || what.has('statics') || what.has('units')) say();
      // a path over steps is as it is until the next of it comes
      if (what.has('course') || what.has('statics') || along || rows.length < 2) plot.soon();
    },
    restyle() {
      swatches.forEach((swatch, k) => swatch.style.setProperty('--cae-class', stateColor(theme(), STATES[k])));
      plot.now();
    },
    destroy: plot.destroy,
  };
}

// Why each unit contracts or does not: its two factors, mean φ′² and ‖W‖², on log axes with lines of equal product.

import { el } from '../../../kit/view/dom.js';
import { percent, powerWords, shortest, sig3 } from '../../../kit/view/format.js';
import { createPlot } from '../../../kit/view/plot.js';
import { baseAxis, baseLayout } from '../../../kit/view/plotly.js';
import { throttle } from '../../../kit/view/throttle.js';
import { STATES, stateColor } from '../../../kit/view/unitstates.js';
import { TABLE } from '../findings.js';
import { toCsv } from '../../../kit/view/csv.js';
import { createFrame } from './frame.js';
import { logRange } from './isolines.js';
import { cloudOf, edgeWords, nameOf, productLines, ring } from './scatterparts.js';

const DESCRIBE = 2000; // milliseconds between two descriptions for screen readers

/**
 * @typedef {import('./isolines.js').Range} Range
 */

/**
 * @param {import('../types.js').Context} context
 * @param {import('./highlight.js').Highlight} highlight
 * @returns {import('../types.js').Panel}
 */
export function createScatter(context, highlight) {
  const { findings, page, act, theme, base, tip } = context;
  /** @type {{build: number, x: Range, y: Range}|null} the axes only grow while the units are the same */
  let home = null;
  /** @type {number|null} */
  let under = null;
  /** @type {number|null} the line that says what the lines are */
  let worded = null;
  const all = el('button', { type: 'button', class: 'cae-button cae-all cae-tools', on: { click: () => plot.reset() } }, 'Show all');
  all.style.visibility = 'hidden';
  const plot = createPlot({
    label: 'Units by their two factors', base, theme, complain: act.complain, figure,
    clicked: ({ customdata }) => act.pin({ unit: customdata }),
    hovered(point, event) {
      under = point ? point.customdata : null;
      if (under === null || !event) tip.hide(plot);
      else tip.show(plot, event.clientX, event.clientY, told(under));
    },
    zoomed: (zoom) => (all.style.visibility = zoom ? '' : 'hidden'),
  });
  const panel = createFrame(context, { name: 'scatter', title: 'Units by the two factors of their contribution', how: '', file: 'scatter of units', csv, graph: plot.graph });
  panel.body.append(plot.graph, all);
  const unlisten = highlight.listen(() => plot.now());

  // a finger scrolls the page
  const zooms = () => !window.matchMedia('(pointer: coarse)').matches;
  const squared = () => (findings.gainName() === 'φ′' ? 'mean φ′²' : `mean (${findings.gainName()})²`);
  const factors = (/** @type {number} */ unit) => /** @type {[number, number]} */ ([findings.figure(unit, TABLE.gain2), findings.figure(unit, TABLE.norm2)]);

  /** @param {number} unit */
  function told(unit) {
    const row = findings.table(unit);
    return [
      `unit ${unit}: ${findings.state(unit)}`, `${squared()} = ${sig3(row[TABLE.gain2])}`, `‖W‖² = ${sig3(row[TABLE.norm2])}`,
      `contribution ${sig3(row[TABLE.contribution])}, ${percent(row[TABLE.share])} of ‖J‖²`,
    ];
  }

  function ranges() {
    const units = findings.hidden;
    const column = (/** @type {number} */ k) => Float32Array.from({ length: units }, (_, unit) => findings.figure(unit, k));
    const before = home?.build === findings.build ? home : null;
    home = { build: findings.build, x: logRange(column(TABLE.gain2), before?.x ?? null), y: logRange(column(TABLE.norm2), before?.y ?? null) };
    return home;
  }

  /** @param {import('../../../kit/view/plot.js').Sheet} sheet @returns {import('../../../kit/view/plot.js').Figure|null} */
  function figure({ width, height, zoom, theme }) {
    if (!findings.units || !findings.hidden) return null;
    const em = theme.size;
    const whole = ranges();
    const shown = zoom ?? whole;
    const [left, right, top, foot] = [3.4 * em, 0.9 * em, 1.8 * em, 3 * em];
    const clouds = STATES.map((state) => {
      const units = [];
      for (let unit = 0; unit < findings.hidden; unit++) if (findings.state(unit) === state) units.push(unit);
      return cloudOf(units, factors, whole, shown);
    });
    const edges = { left: 0, below: 0 };
    for (const { symbols } of clouds) {
      for (const symbol of symbols) {
        edges.left += Number(symbol === 'triangle-left');
        edges.below += Number(symbol === 'triangle-down');
      }
    }
    const marker = findings.hidden > 400 ? 6 : 8;
    const paper = { width: width - left - right, height: height - top - foot, theme };
    const product = productLines(shown, clouds, paper, findings.single ? 'contribution' : 'product', worded);
    ({ worded } = product);
    /** @type {any[]} */
    const data = clouds.map((cloud, i) => ({
      type: 'scatter', mode: 'markers', name: STATES[i], x: cloud.x, y: cloud.y, customdata: cloud.units, hoverinfo: 'none', cliponaxis: false,
      marker: {
        color: stateColor(theme, STATES[i]), size: cloud.symbols.map((symbol) => (symbol === 'circle' ? marker : marker + 4)), symbol: cloud.symbols, line: { color: theme.paper, width: 0.75 },
        opacity: highlight.state === null || highlight.state === STATES[i] ? 0.92 : 0.13,
      },
    }));
    data.unshift(product.names);
    const unit = page.pins.unit;
    const chosen = unit !== null && unit < findings.hidden ? cloudOf([unit], factors, whole, shown) : null;
    if (chosen) data.push(ring(chosen, marker, theme));
    const axis = { ...baseAxis(theme), type: 'linear', fixedrange: false, tickangle: 0 };
    const layout = {
      ...baseLayout(theme), hovermode: 'closest', hoverdistance: 12, dragmode: zooms() ? 'zoom' : false,
      uirevision: String(findings.build), shapes: product.lines,
      xaxis: {
        ...axis, range: shown.x, domain: [left / width, 1 - right / width], anchor: 'y', ...decades(shown.x, (width - left - right) / (3.6 * em)),
        title: { text: `${squared()}, log scale${edgeWords(edges.left, '◀')}`, font: { size: em, color: theme.muted }, standoff: 4 },
      },
      yaxis: { ...axis, range: shown.y, domain: [foot / height, 1 - top / height], anchor: 'x', ...decades(shown.y, (height - top - foot) / (2 * em)) },
      annotations: [...(chosen ? nameOf(chosen, shown, theme) : []), {
        text: `‖W‖², log scale${edgeWords(edges.below, '▼')}`, xref: 'paper', yref: 'paper', x: left / width, y: 1 - top / height, xanchor: 'left', yanchor: 'bottom',
        showarrow: false, font: { size: em, color: theme.muted }, yshift: 2,
      }],
    };
    return { data, layout };
  }

  function say() {
    const product = findings.single
      ? 'The product of the two is the unit’s contribution to ‖J‖²; dotted lines join equal ones. Left: saturated. Low: small weights.'
      : 'For an encoder of several layers the product, joined by the dotted lines, is not the unit’s contribution to ‖J‖²: the layers before it count too.';
    panel.setHow(zooms() ? `${product} Drag a box to zoom, double-click to see all.` : product);
    panel.setTitle(`Units: ‖W‖² against ${squared()}`);
  }

  const describe = throttle(() => {
    const counts = findings.units?.header.counts ?? {};
    const states = STATES.filter((state) => counts[state]).map((state) => `${counts[state]} ${state}`).join(', ');
    plot.describe(`Scatter of ${findings.hidden} units: ${squared()} across, squared length of the weights upwards, both logarithmic; ${states}. The table has every unit.`);
  }, DESCRIBE);

  function csv() {
    const rows = Array.from({ length: findings.hidden }, (_, unit) => [unit, findings.state(unit), ...factors(unit), findings.figure(unit, TABLE.contribution)]);
    return toCsv(['unit', 'state', 'mean φ′²', '‖W‖²', 'contribution'], rows);
  }

  return {
    element: panel.element,
    update(what) {
      if (what.has('statics')) plot.reset();
      if (what.has('statics') || what.has('units')) say();
      if (what.has('pins') || what.has('statics')) plot.now();
      else if (what.has('units')) plot.soon();
      if (under !== null && what.has('units')) tip.update(plot, told(under));
      describe.soon();
    },
    restyle: plot.now,
    destroy() {
      unlisten();
      describe.destroy();
      plot.destroy();
    },
  };
}

/**
 * Ticks at powers of ten on an axis of logarithms, thinned to about n.
 *
 * @param {Range} range
 * @param {number} n
 */
export function decades([lo, hi], n) {
  const every = Math.max(1, Math.ceil((Math.floor(hi) - Math.ceil(lo) + 1) / Math.max(2, n)));
  const values = [];
  for (let power = Math.ceil(lo / every) * every; power <= hi + 1e-9; power += every) values.push(power);
  if (values.length >= 2) return { tickvals: values, ticktext: values.map(powerWords) };
  // zoomed into a decade: 1, 2 and 5 times a power, or what is left
  const fine = [];
  for (let power = Math.floor(lo); power <= hi; power++) for (const m of [1, 2, 5]) fine.push(m * 10 ** power);
  let chosen = fine.filter((v) => Math.log10(v) >= lo && Math.log10(v) <= hi);
  if (chosen.length < 2) chosen = [lo + 0.15 * (hi - lo), hi - 0.15 * (hi - lo)].map((at) => 10 ** at);
  return { tickvals: chosen.map(Math.log10), ticktext: chosen.map((v) => shortest(v)) };
}

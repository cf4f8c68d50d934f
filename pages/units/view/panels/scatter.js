// Why each unit contracts or does not: its two factors, mean φ′² and ‖W‖², on log axes with lines of equal product.

import { el } from '../../../kit/view/dom.js';
import { count, percent, powerWords, shortest, sig3 } from '../../../kit/view/format.js';
import { throttle } from '../../../kit/view/throttle.js';
import { createPlot } from '../../../kit/view/plot.js';
import { baseAxis, baseLayout } from '../../../kit/view/plotly.js';
import { STATES, stateColor } from '../../../kit/view/unitstates.js';
import { TABLE } from '../findings.js';
import { toCsv } from './csv.js';
import { createFrame } from './frame.js';
import { isoLines, logRange } from './isolines.js';

const DESCRIBE = 2000; // milliseconds between two descriptions for screen readers

/**
 * @typedef {import('./isolines.js').Range} Range
 * @typedef {{x: number[], y: number[], units: number[], symbols: string[]}} Cloud logarithms
 */

/**
 * Where the units of a state stand: logarithms of their factors; a factor that is 0, or far too small for the axis,
 * puts its unit on the edge of what is shown.
 *
 * @param {number[]} units
 * @param {(unit: number) => [number, number]} factors
 * @param {{x: Range, y: Range}} home the axes when nothing is zoomed
 * @param {{x: Range, y: Range}} shown
 * @returns {Cloud}
 */
export function cloudOf(units, factors, home, shown) {
  /** @type {Cloud} */
  const cloud = { x: [], y: [], units, symbols: [] };
  for (const unit of units) {
    const [x, y] = factors(unit).map(Math.log10);
    const [off, below] = [!(x >= home.x[0]), !(y >= home.y[0])];
    cloud.x.push(off ? shown.x[0] : x);
    cloud.y.push(below ? shown.y[0] : y);
    cloud.symbols.push(off ? 'triangle-left' : below ? 'triangle-down' : 'circle');
  }
  return cloud;
}

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
    const { lines, names } = iso(shown, clouds, { width: width - left - right, height: height - top - foot, em, theme });
    /** @type {any[]} */
    const data = clouds.map((cloud, i) => ({
      type: 'scatter', mode: 'markers', name: STATES[i], x: cloud.x, y: cloud.y, customdata: cloud.units, hoverinfo: 'none', cliponaxis: false,
      marker: {
        color: stateColor(theme, STATES[i]), size: cloud.symbols.map((symbol) => (symbol === 'circle' ? marker : marker + 4)), symbol: cloud.symbols, line: { color: theme.paper, width: 0.75 },
        opacity: highlight.state === null || highlight.state === STATES[i] ? 0.92 : 0.13,
      },
    }));
    data.unshift(names);
    const unit = page.pins.unit;
    const chosen = unit !== null && unit < findings.hidden ? cloudOf([unit], factors, whole, shown) : null;
    if (chosen) data.push(ring(chosen, marker, theme));
    const axis = { ...baseAxis(theme), type: 'linear', fixedrange: false, tickangle: 0 };
    const layout = {
      ...baseLayout(theme), hovermode: 'closest', hoverdistance: 12, dragmode: zooms() ? 'zoom' : false,
      uirevision: String(findings.build), shapes: lines,
      xaxis: {
        ...axis, range: shown.x, domain: [left / width, 1 - right / width], anchor: 'y', ...decades(shown.x, (width - left - right) / (3.6 * em)),
        title: { text: `${squared()}, log scale${edgeWords(edges.left, '◀')}`, font: { size: em, color: theme.muted }, standoff: 4 },
      },
      yaxis: { ...axis, range: shown.y, domain: [foot / height, 1 - top / height], anchor: 'x', ...decades(shown.y, (height - top - foot) / (2 * em)) },
      annotations: [...(chosen ? named(chosen, shown, theme) : []), {
        text: `‖W‖², log scale${edgeWords(edges.below, '▼')}`, xref: 'paper', yref: 'paper', x: left / width, y: 1 - top / height, xanchor: 'left', yanchor: 'bottom',
        showarrow: false, font: { size: em, color: theme.muted }, yshift: 2,
      }],
    };
    return { data, layout };
  }

  /** How many units stand at an edge. @param {number} n @param {string} sign */
  const edgeWords = (n, sign) => (n === 0 ? '' : `; ${sign} ${count(n)} unit${n === 1 ? '' : 's'} at 0`);

  /**
   * The lines of equal product, each with its number at its upper left end, one of them with the word.
   *
   * @param {{x: Range, y: Range}} shown
   * @param {Cloud[]} clouds
   * @param {{width: number, height: number, em: number, theme: import('../../../kit/view/theme.js').Theme}} paper
   */
  function iso(shown, clouds, { width, height, em, theme }) {
    const isos = isoLines(shown.x, shown.y, Math.max(2, Math.min(7, Math.floor((width + height) / (9 * em)))));
    const what = findings.single ? 'contribution' : 'product';
    const lines = isos.map(({ from, to }) => ({
      type: 'line', layer: 'below', x0: from[0], y0: from[1], x1: to[0], y1: to[1], line: { color: theme.muted, width: 1, dash: 'dot' },
    }));
    const wide = width / (shown.x[1] - shown.x[0]);
    const high = height / (shown.y[1] - shown.y[0]);
    const named = isos.filter(({ from, to }) => (to[0] - from[0]) * wide >= 4 * em && (from[1] - to[1]) * high >= 2 * em);
    /** @param {import('./isolines.js').IsoLine} line @param {string} text */
    const placed = ({ from: [x, y] }, text) => {
      // over the line where it comes in from the left; from the top: under it, or beside it where the corner is near
      if ((shown.y[1] - y) * high > 1.4 * em) return { text, x, y, side: 'top right' };
      if ((x - shown.x[0]) * wide > 0.5 * em * text.length + em) return { text, x, y, side: 'bottom left' };
      return { text, x: x + (1.2 * em) / high + (0.3 * em) / wide, y, side: 'bottom right' };
    };
    // the word stands at the line where it covers the fewest units, and stays there as long as it covers none
    const crowds = named.map((line) => crowd(placed(line, `${what} ${powerWords(line.power)}`)));
    const kept = named.findIndex(({ power }, i) => power === worded && crowds[i] === 0);
    const chosen = kept >= 0 ? kept : crowds.indexOf(Math.min(...crowds));
    worded = named[chosen]?.power ?? null;
    const names = named.map((line, i) => placed(line, `${i === chosen ? `${what} ` : ''}${powerWords(line.power)}`));

    /** How many units a label covers. @param {{text: string, x: number, y: number, side: string}} label */
    function crowd({ text, x, y, side }) {
      const [across, up] = [(0.5 * em * text.length + em) / wide, (1.4 * em) / high];
      const from = side.endsWith('left') ? x - across : x;
      const below = side.startsWith('top') ? y : y - up;
      const under = (/** @type {Cloud} */ cloud) => cloud.x.filter((px, i) => px > from && px < from + across && cloud.y[i] > below && cloud.y[i] < below + up).length;
      return clouds.reduce((sum, cloud) => sum + under(cloud), 0);
    }

    const trace = {
      type: 'scatter', mode: 'text', hoverinfo: 'skip', x: names.map(({ x }) => x), y: names.map(({ y }) => y), text: names.map(({ text }) => text),
      textposition: names.map(({ side }) => side), textfont: { size: em, color: theme.muted },
    };
    return { lines, names: trace };
  }

  /** The pinned unit's ring. @param {Cloud} cloud @param {number} marker @param {import('../../../kit/view/theme.js').Theme} theme */
  function ring({ x, y, units }, marker, theme) {
    return {
      type: 'scatter', mode: 'markers', x, y, customdata: units, hoverinfo: 'none', cliponaxis: false,
      marker: { symbol: 'circle-open', size: marker + 10, color: theme.ink, line: { color: theme.ink, width: 2 } },
    };
  }

  /** And its name, on the side where there is room. @param {Cloud} cloud @param {{x: Range, y: Range}} shown @param {import('../../../kit/view/theme.js').Theme} theme */
  function named({ x: [x], y: [y], units: [unit] }, shown, theme) {
    const across = (x - shown.x[0]) / (shown.x[1] - shown.x[0]);
    const up = (y - shown.y[0]) / (shown.y[1] - shown.y[0]);
    if (across < 0 || across > 1 || up < 0 || up > 1) return [];
    const below = up > 0.8;
    return [{
      text: `<b>unit ${unit}</b>`, x, y, xanchor: across < 0.12 ? 'left' : across > 0.88 ? 'right' : 'center', yanchor: below ? 'top' : 'bottom',
      yshift: below ? -12 : 12, showarrow: false, font: { size: theme.size, color: theme.ink }, bgcolor: theme.paper, borderpad: 1, opacity: 0.9,
    }];
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

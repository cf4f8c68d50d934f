// What the scatter of units is made of: a cloud for each state, the lines of equal product, the pinned unit's ring. Pure.

import { count, powerWords } from '../../../kit/view/format.js';
import { isoLines } from './isolines.js';

/**
 * @typedef {import('../../../kit/view/theme.js').Theme} Theme
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
 * The lines of equal product, each with its number at its upper left end, one of them with the word.
 *
 * @param {{x: Range, y: Range}} shown
 * @param {Cloud[]} clouds
 * @param {{width: number, height: number, theme: Theme}} paper between the axes
 * @param {string} what the product is called
 * @param {number|null} worded the line that has said so until now
 */
export function productLines(shown, clouds, { width, height, theme }, what, worded) {
  const em = theme.size;
  const isos = isoLines(shown.x, shown.y, Math.max(2, Math.min(7, Math.floor((width + height) / (9 * em)))));
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
  return { lines, names: trace, worded: named[chosen]?.power ?? null };
}

/** The pinned unit's ring. @param {Cloud} cloud @param {number} marker @param {Theme} theme */
export function ring({ x, y, units }, marker, theme) {
  return {
    type: 'scatter', mode: 'markers', x, y, customdata: units, hoverinfo: 'none', cliponaxis: false,
    marker: { symbol: 'circle-open', size: marker + 10, color: theme.ink, line: { color: theme.ink, width: 2 } },
  };
}

/** And its name, on the side where there is room. @param {Cloud} cloud @param {{x: Range, y: Range}} shown @param {Theme} theme */
export function nameOf({ x: [x], y: [y], units: [unit] }, shown, theme) {
  const across = (x - shown.x[0]) / (shown.x[1] - shown.x[0]);
  const up = (y - shown.y[0]) / (shown.y[1] - shown.y[0]);
  if (across < 0 || across > 1 || up < 0 || up > 1) return [];
  const below = up > 0.8;
  return [{
    text: `<b>unit ${unit}</b>`, x, y, xanchor: across < 0.12 ? 'left' : across > 0.88 ? 'right' : 'center', yanchor: below ? 'top' : 'bottom',
    yshift: below ? -12 : 12, showarrow: false, font: { size: theme.size, color: theme.ink }, bgcolor: theme.paper, borderpad: 1, opacity: 0.9,
  }];
}

/** How many units stand at an edge. @param {number} n @param {string} sign */
export const edgeWords = (n, sign) => (n === 0 ? '' : `; ${sign} ${count(n)} unit${n === 1 ? '' : 's'} at 0`);

// In which order units and images stand. Computed when it is asked for, so that rows never jump on their own. Pure.

import { classRuns } from '../../kit/view/scene.js';
import { placeOf } from '../../kit/view/unitstates.js';
import { TABLE } from './findings.js';

/**
 * @typedef {import('./findings.js').Findings} Findings
 * @typedef {import('./types.js').View} View
 *
 * @typedef {object} Order
 * @property {Uint32Array} units the unit of every row
 * @property {Uint32Array} images the image of every column
 * @property {Uint32Array} rows the row of every unit
 * @property {Uint32Array} columns the column of every image
 * @property {{label: number, first: number, last: number}[]} groups of columns, where images are grouped by class
 * @property {boolean} clustered whether the server's order is in it
 */

/** @param {number} n */
const counting = (n) => Uint32Array.from({ length: n }, (_, i) => i);

/** @param {Uint32Array} order */
function inverse(order) {
  const places = new Uint32Array(order.length);
  for (let place = 0; place < order.length; place++) places[order[place]] = place;
  return places;
}

/** What units are sorted by: first ascending, then descending. @param {Findings} findings @param {View} view */
function keysOf(findings, { sort, show }) {
  const n = findings.hidden;
  const first = new Float64Array(n);
  const second = new Float64Array(n);
  const column = sort === 'share' ? TABLE.share : { gain: TABLE.gain, h: TABLE.h, part: TABLE.contribution }[show];
  for (let unit = 0; unit < n; unit++) {
    if (sort === 'state') first[unit] = placeOf(findings.state(unit));
    second[unit] = findings.figure(unit, column);
  }
  return { first, second };
}

/** @param {Findings} findings @param {View} view @returns {Uint32Array} */
function unitOrder(findings, view) {
  if (view.sort === 'none') return counting(findings.hidden);
  if (view.sort === 'cluster') return clusters(findings, 'units') ?? counting(findings.hidden);
  const { first, second } = keysOf(findings, view);
  return counting(findings.hidden).sort((a, b) => first[a] - first[b] || second[b] - second[a] || a - b);
}

/** The server's order of units or images, if it is of those that are here. @param {Findings} findings @param {'units'|'images'} side */
function clusters(findings, side) {
  const order = /** @type {Uint32Array|undefined} */ (findings.order?.sections[side].values);
  return order?.length === (side === 'units' ? findings.hidden : findings.count) ? Uint32Array.from(order) : null;
}

/** @param {Findings} findings @param {View} view @returns {Uint32Array} */
function imageOrder(findings, { group, sort }) {
  const similar = group === 'cluster' || (group === 'class' && sort === 'cluster') ? clusters(findings, 'images') : null;
  const images = similar ?? counting(findings.count);
  if (group !== 'class') return images;
  const { labels } = findings;
  const starts = new Uint32Array(257);
  for (const image of images) starts[labels[image] + 1] += 1;
  for (let label = 0; label < 256; label++) starts[label + 1] += starts[label];
  const grouped = new Uint32Array(images.length);
  for (const image of images) grouped[starts[labels[image]]++] = image;
  return grouped;
}

/** @param {Findings} findings @param {View} view @returns {Order} */
export function orderOf(findings, view) {
  const units = unitOrder(findings, view);
  const images = imageOrder(findings, view);
  const groups = view.group === 'class' ? classRuns(images, findings.labels) : [];
  const clustered = asksServer(view) && clusters(findings, 'units') !== null;
  return { units, images, rows: inverse(units), columns: inverse(images), groups, clustered };
}

/**
 * Whether the rows still stand in the order that was asked for.
 *
 * @param {Order} order
 * @param {Findings} findings
 * @param {View} view
 */
export function holds({ units, clustered }, findings, view) {
  if (asksServer(view) && !(clustered && findings.current(findings.order))) return false;
  if (view.sort === 'none' || view.sort === 'cluster') return true;
  const { first, second } = keysOf(findings, view);
  for (let row = 1; row < units.length; row++) {
    const [a, b] = [units[row - 1], units[row]];
    if (first[a] > first[b] || (first[a] === first[b] && second[a] < second[b])) return false;
  }
  return true;
}

/** Whether the server must be asked. @param {View} view */
export const asksServer = ({ sort, group }) => sort === 'cluster' || group === 'cluster';

// In which order units and images stand. Computed when it is asked for, so that rows never jump on their own. Pure.

import { STATES } from '../../kit/view/states.js';
import { TABLE } from './store.js';

/**
 * @typedef {import('./store.js').Subject} Subject
 * @typedef {import('./types.js').Look} Look
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

/** What units are sorted by: first ascending, then descending. @param {Subject} subject @param {Look} look */
function keysOf(subject, { sort, show }) {
  const n = subject.hidden;
  const first = new Float64Array(n);
  const second = new Float64Array(n);
  const column = sort === 'share' ? TABLE.share : { gain: TABLE.gain, h: TABLE.h, part: TABLE.contribution }[show];
  for (let unit = 0; unit < n; unit++) {
    if (sort === 'state') first[unit] = STATES.indexOf(/** @type {any} */ (subject.state(unit)));
    second[unit] = subject.figure(unit, column);
  }
  return { first, second };
}

/** @param {Subject} subject @param {Look} look @returns {Uint32Array} */
export function unitOrder(subject, look) {
  if (look.sort === 'none') return counting(subject.hidden);
  if (look.sort === 'cluster') return clusters(subject, 'units') ?? counting(subject.hidden);
  const { first, second } = keysOf(subject, look);
  return counting(subject.hidden).sort((a, b) => first[a] - first[b] || second[b] - second[a] || a - b);
}

/** The server's order of units or images, if it is of those that are here. @param {Subject} subject @param {'units'|'images'} side */
function clusters(subject, side) {
  const order = /** @type {Uint32Array|undefined} */ (subject.order?.sections[side].values);
  return order?.length === (side === 'units' ? subject.hidden : subject.count) ? Uint32Array.from(order) : null;
}

/** @param {Subject} subject @param {Look} look @returns {Uint32Array} */
export function imageOrder(subject, { group, sort }) {
  const similar = group === 'cluster' || (group === 'class' && sort === 'cluster') ? clusters(subject, 'images') : null;
  const images = similar ?? counting(subject.count);
  if (group !== 'class') return images;
  const { labels } = subject;
  const starts = new Uint32Array(257);
  for (const label of labels) starts[label + 1] += 1;
  for (let label = 0; label < 256; label++) starts[label + 1] += starts[label];
  const grouped = new Uint32Array(images.length);
  for (const image of images) grouped[starts[labels[image]]++] = image;
  return grouped;
}

/** @param {Subject} subject @param {Look} look @returns {Order} */
export function orderOf(subject, look) {
  const units = unitOrder(subject, look);
  const images = imageOrder(subject, look);
  const groups = look.group === 'class' ? groupsOf(images, subject.labels) : [];
  const clustered = asksServer(look) && clusters(subject, 'units') !== null;
  return { units, images, rows: inverse(units), columns: inverse(images), groups, clustered };
}

/** Neighbours of one class. @param {Uint32Array} images @param {ArrayLike<number>} labels */
export function groupsOf(images, labels) {
  /** @type {Order['groups']} */
  const groups = [];
  for (let first = 0; first < images.length; ) {
    const label = labels[images[first]];
    let last = first;
    while (last < images.length && labels[images[last]] === label) last++;
    groups.push({ label, first, last });
    first = last;
  }
  return groups;
}

/**
 * Whether the rows still stand in the order that was asked for.
 *
 * @param {Order} order
 * @param {Subject} subject
 * @param {Look} look
 */
export function holds({ units, clustered }, subject, look) {
  if (asksServer(look) && !(clustered && subject.current(subject.order))) return false;
  if (look.sort === 'none' || look.sort === 'cluster') return true;
  const { first, second } = keysOf(subject, look);
  for (let row = 1; row < units.length; row++) {
    const [a, b] = [units[row - 1], units[row]];
    if (first[a] > first[b] || (first[a] === first[b] && second[a] < second[b])) return false;
  }
  return true;
}

/** Whether the server must be asked. @param {Look} look */
export const asksServer = ({ sort, group }) => sort === 'cluster' || group === 'cluster';

// The table of all units: its columns, how their numbers are written, and the order of its rows. Pure.

import { percent, sig3 } from '../../../kit/view/format.js';
import { endName } from '../../../kit/view/statewords.js';
import { placeOf } from '../../../kit/view/unitstates.js';
import { TABLE } from '../findings.js';

/**
 * @typedef {object} Findings what the table reads of it
 * @property {(unit: number) => string} state
 * @property {(unit: number) => string} stateName
 * @property {(unit: number, column: number) => number} figure
 *
 * @typedef {object} Column
 * @property {string} key
 * @property {(gain: string, activation: string) => string} name
 * @property {string} title what it means
 * @property {(findings: Findings, unit: number) => number} value what it is sorted by
 * @property {(value: number, findings: Findings, unit: number) => string} text
 */

/** @param {string} key @param {string|Column['name']} name @param {string} title @param {number} column @param {(v: number) => string} [text] @param {(v: number) => number} [from] @returns {Column} */
const figure = (key, name, title, column, text = sig3, from = (v) => v) => ({
  key, title, text, name: typeof name === 'string' ? () => name : name, value: (findings, unit) => from(findings.figure(unit, column)),
});

/** @param {string} gain */
const squareOf = (gain) => (gain === 'φ′' ? 'mean φ′²' : `mean (${gain})²`);

/** @type {Column[]} */
export const COLUMNS = [
  { key: 'unit', name: () => 'unit', title: 'its number', value: (_, unit) => unit, text: String },
  {
    key: 'state', name: () => 'state', title: 'which of five states it is in', value: (findings, unit) => placeOf(findings.state(unit)),
    text: (_, findings, unit) => findings.stateName(unit),
  },
  figure('gain', (gain) => `mean ${gain}`, 'how steep the activation is, on average over the images', TABLE.gain),
  figure('gain2', squareOf, 'the first factor of its contribution', TABLE.gain2),
  figure('norm', '‖W‖', 'length of its weights, the root of the second factor', TABLE.norm2, sig3, Math.sqrt),
  figure('contribution', 'contribution', 'its part of ‖J‖², mean over the images', TABLE.contribution),
  figure('share', 'share', 'of ‖J‖²', TABLE.share, percent),
  figure('low', (_, activation) => endName('low', activation), 'share of the images for which it is saturated at the lower end, or off', TABLE.low, percent),
  figure('high', (_, activation) => endName('high', activation), 'share of the images for which it is saturated at the upper end', TABLE.high, percent),
  figure('h', 'mean h', 'over the images', TABLE.h),
  figure('std', 'std h', 'standard deviation of h over the images, in units of its range', TABLE.std),
];

/** @typedef {{key: string, down: boolean}} Sorting */

/**
 * The units in the order of a column; equal ones by their numbers.
 *
 * @param {Findings} findings
 * @param {number} hidden
 * @param {Sorting} sorting
 * @returns {Uint32Array}
 */
export function sortedUnits(findings, hidden, { key, down }) {
  const column = COLUMNS.find((one) => one.key === key) ?? COLUMNS[0];
  const values = Float64Array.from({ length: hidden }, (_, unit) => column.value(findings, unit));
  const sign = down ? -1 : 1;
  return Uint32Array.from({ length: hidden }, (_, unit) => unit).sort((a, b) => sign * (values[a] - values[b]) || a - b);
}

/**
 * What a click on a column's head asks for: another column with its largest first (numbers and states from the start),
 * the same one turned round.
 *
 * @param {Sorting} before
 * @param {string} key
 * @returns {Sorting}
 */
export function clicked(before, key) {
  if (before.key === key) return { key, down: !before.down };
  return { key, down: key !== 'unit' && key !== 'state' };
}

/**
 * Which rows of a long table are to be drawn.
 *
 * @param {number} top how far it is scrolled, pixels
 * @param {number} height of what is seen
 * @param {number} row height of one
 * @param {number} n rows
 * @returns {{from: number, to: number}}
 */
export function seen(top, height, row, n) {
  const spare = 4;
  const from = Math.min(n, Math.max(0, Math.floor(top / row) - spare));
  return { from, to: Math.min(n, Math.max(from, Math.ceil((top + height) / row) + spare)) };
}

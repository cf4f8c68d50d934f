// The paper's table as rows of words, ours beside it. Pure.

import { sig3 } from '../../kit/view/format.js';

/**
 * @typedef {object} Row errors and saturation in per cent
 * @property {string} model
 * @property {number} test_error
 * @property {[number, number]} interval
 * @property {number} [jacobian2]
 * @property {number} [jacobian]
 * @property {number} [jacobian_entry]
 * @property {number} [sat]
 * @property {{test_error: number, jacobian_e4: number, sat: number}} [paper]
 *
 * @typedef {object} Table as the server gives it
 * @property {Row[]} rows
 * @property {Row} none without pre-training
 * @property {{[name: string]: any}} settings
 * @property {number[]} seeds
 * @property {string} where
 * @property {string[]} words
 * @property {{curves?: any, spectra?: any}} figures
 */

export const OURS = ['test error, %', '‖J‖²_F', '‖J‖_F', '‖J‖²_F/(D·H) × 10⁴', 'SAT, %'];
export const PAPERS = ['test error, %', '“‖J‖_F” × 10⁴', 'SAT, %'];

/** @param {number|null|undefined} x @param {number} digits after the point */
const fixed = (x, digits) => (x === null || x === undefined || !Number.isFinite(x) ? '' : x.toFixed(digits));
/** @param {number|null|undefined} x */
const known = (x) => (x === null || x === undefined ? '' : sig3(x));

/** @param {Row} row @returns {string[]} the name, what `OURS` has, what `PAPERS` has */
export function cellsOf({ model, test_error: error, interval, jacobian2, jacobian, jacobian_entry: entry, sat, paper }) {
  const half = interval ? ` ± ${fixed((interval[1] - interval[0]) / 2, 2)}` : '';
  return [
    model === 'none' ? 'no pre-training' : model, fixed(error, 2) + half, known(jacobian2), known(jacobian), fixed(entry === undefined ? entry : 1e4 * entry, 2), fixed(sat, 1),
    fixed(paper?.test_error, 2), fixed(paper?.jacobian_e4, 2), fixed(paper?.sat, 2),
  ];
}

/** All rows. @param {Table} table */
export const rowsOf = ({ rows, none }) => [...rows, ...(none ? [none] : [])].map(cellsOf);

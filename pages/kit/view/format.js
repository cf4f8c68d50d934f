// Numbers as people read them: three significant digits, thousands separators, a true minus.

import { readNumber } from './typed.js';

const SUPERSCRIPT = '⁰¹²³⁴⁵⁶⁷⁸⁹';
/** All but the smallest is written out. */
export const EXACT = { from: 1e-4, to: Infinity };
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/**
 * @param {number} n
 * @returns {string}
 */
export function count(n) {
  return whole.format(n).replace('-', '−');
}

/**
 * Three significant digits: 255, 25.1, 0.100, 231,000, 1.23·10⁶.
 *
 * @param {number|null|undefined} x
 * @returns {string}
 */
export function sig3(x) {
  if (x === null || x === undefined || !Number.isFinite(x)) return '–';
  if (x === 0) return '0';
  const size = Math.abs(x);
  if (size < 1e-4 || size >= 1e6) {
    const [digits, power] = x.toExponential(2).split('e');
    return `${digits}·${ten(Number(power))}`.replace('-', '−');
  }
  const rounded = Number(x.toPrecision(3));
  if (Math.abs(rounded) >= 100) return count(rounded);
  return x.toPrecision(3).replace('-', '−');
}

/** 10⁻⁵ @param {number} power */
function ten(power) {
  const digits = [...String(Math.abs(power))].map((d) => SUPERSCRIPT[Number(d)]).join('');
  return `10${power < 0 ? '⁻' : ''}${digits}`;
}

/**
 * A power of ten: 10⁻³, 0.1, 1, 10.
 *
 * @param {number} power a whole number
 */
export function powerWords(power) {
  return Math.abs(power) <= 1 ? String(10 ** power) : ten(power);
}

/**
 * A round number, as on an axis, as short as it can be: 0.25, 1,000, 10⁻⁵, 2·10⁻⁵.
 *
 * @param {number} v
 * @param {{from?: number, to?: number}} [out] between which powers of ten are written out
 */
export function tickWords(v, { from = 0.01, to = 1e4 } = {}) {
  const size = Math.abs(v);
  const power = Math.round(Math.log10(size));
  const near = 1 + 1e-9;
  const isPower = v > 0 && Math.abs(Math.log10(size) - power) < 1e-9;
  if (isPower && (size < from / near || size > to * near)) return powerWords(power);
  if (v !== 0 && (size < 1e-4 || size >= 100 * to)) return sig3(v).replace(/\.?0+·/, '·').replace(/^1·/, '');
  return size >= 1000 ? v.toLocaleString('en-US') : String(v).replace('-', '−');
}

/** Three digits, without zeros at the end: 0.25, 1, 0.0312. @param {number} x */
export function trimmed(x) {
  const words = sig3(x);
  return /^−?\d+\.\d*0+$/.test(words) ? words.replace(/\.?0+$/, '') : words;
}

/** A number that a person gave, without digits that say nothing: 0.05, −0.9. @param {number} x */
export const shortest = (x) => String(Number(x.toPrecision(4))).replace('-', '−');

/**
 * A share of 1 as a percentage: 83 %, 4.2 %, 0.03 %.
 *
 * @param {number|null|undefined} x
 * @returns {string}
 */
export function percent(x) {
  if (x === null || x === undefined || !Number.isFinite(x)) return '–';
  const p = 100 * x;
  if (p === 0) return '0 %';
  if (p >= 10) return `${p.toFixed(0)} %`;
  return p >= 0.01 ? `${p.toPrecision(2)} %` : '< 0.01 %';
}

/** @typedef {{name: string, lo: number, hi: number, whole?: boolean}} Range */

/**
 * The number a person typed in a field of this range; an error is a sentence.
 *
 * @param {string} text
 * @param {Range} range
 * @returns {{value: number, error: null}|{value: null, error: string}}
 */
export function parseNumber(text, { name, lo, hi, whole: integer = false }) {
  const read = readNumber(text);
  const { value } = read;
  const came = read.text ? `“${read.text.slice(0, 40)}”` : 'nothing';
  if (read.both) {
    return { value: null, error: `${name}: ${came} can be read as ${read.both.join(' or as ')}. Write one of these; nothing was changed.` };
  }
  if (value !== null && value >= lo && value <= hi && (!integer || Number.isInteger(value))) return { value, error: null };
  const range = `${integer ? 'a whole number' : 'a number'} from ${tickWords(lo, EXACT)} to ${tickWords(hi, EXACT)}`;
  return { value: null, error: `${name} must be ${range}, but ${came} came; nothing was changed.` };
}

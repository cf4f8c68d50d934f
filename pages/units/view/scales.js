// What a colour of the matrix stands for: fixed, each unit's own, or the same for all as far as the largest. Pure.

import { trimmed } from '../../kit/view/format.js';
import { TABLE } from './findings.js';

/**
 * @typedef {import('./findings.js').Findings} Findings
 * @typedef {import('./types.js').Show} Show
 * @typedef {import('./types.js').Scaling} Scaling
 *
 * @typedef {object} Scale
 * @property {boolean} signed whether 0 is in the middle, and the colours are those of signed amounts
 * @property {Float32Array} at (H,) the colour's number of a unit is at + by · code, 0 to 255
 * @property {Float32Array} by (H,)
 * @property {[string, string]} ends in words
 * @property {string} kind which scale it is: "fixed", "the largest of all"
 * @property {string} words all of it: "0 to 0.25, fixed"
 * @property {boolean} asked whether it is the scale that was asked for
 *
 * @typedef {{least: Float64Array, most: Float64Array}} Extremes of every unit, over the images
 */

const TOP = 65535;
const ZERO = 128; // the colour of 0 where amounts are signed

/** What stands in the matrix, by what is shown. @param {Findings} findings @param {Show} show */
export function codesOf({ units, squares }, show) {
  if (!units) return null;
  const { sections } = units;
  const stored = show === 'part' && !sections.part ? sections.gain : sections[show];
  /** The table that makes a code the number it stands for; null: code itself, times a factor. */
  const lookup = show === 'part' && !sections.part ? squares : null;
  return { section: stored, codes: /** @type {Uint16Array} */ (stored.values), lookup };
}

/** @typedef {NonNullable<ReturnType<typeof codesOf>>} Codes */

/**
 * The smallest and the largest code of every unit.
 *
 * @param {Uint16Array} codes H × N
 * @param {number} hidden
 * @param {number} count
 */
function codeExtremes(codes, hidden, count) {
  const least = new Uint16Array(hidden);
  const most = new Uint16Array(hidden);
  for (let unit = 0; unit < hidden; unit++) {
    let [lo, hi] = [TOP, 0];
    for (let i = unit * count, end = i + count; i < end; i++) {
      const q = codes[i];
      if (q < lo) lo = q;
      if (q > hi) hi = q;
    }
    least[unit] = lo;
    most[unit] = hi;
  }
  return { least, most };
}

/** Number = start + step · code, or factor · lookup[code]. @param {Findings} findings @param {Codes} codes @param {number} unit */
function line(findings, { section, lookup }, unit) {
  if (lookup) return { start: 0, step: findings.figure(unit, TABLE.norm2) };
  const lo = section.lo ?? 0;
  return { start: lo, step: ((section.hi ?? TOP) - lo) / TOP };
}

/** The numbers' extremes of every unit. @param {Findings} findings @param {Codes} codes @returns {Extremes} */
function extremes(findings, codes) {
  const { hidden, count } = findings;
  const { least, most } = codeExtremes(codes.codes, hidden, count);
  const found = { least: new Float64Array(hidden), most: new Float64Array(hidden) };
  for (let unit = 0; unit < hidden; unit++) {
    const { start, step } = line(findings, codes, unit);
    if (codes.lookup) {
      // squares of numbers that may be negative: the largest is at one of the ends
      found.most[unit] = step * Math.max(codes.lookup[least[unit]], codes.lookup[most[unit]]);
      continue;
    }
    found.least[unit] = start + step * least[unit];
    found.most[unit] = start + step * most[unit];
  }
  return found;
}

/** How far what is shown can reach, whatever the model; null: as far as it likes. @param {Findings} findings @param {Show} show */
function bounds(findings, show) {
  const { slope_range: slope, output_range: output } = findings.about;
  if (show === 'h') return { lo: output?.[0] ?? null, hi: output?.[1] ?? null };
  const [lo, hi] = slope ?? [0, 1];
  if (show === 'gain') return { lo, hi };
  if (!findings.single) return { lo: 0, hi: null };
  let widest = 0;
  for (let unit = 0; unit < findings.hidden; unit++) widest = Math.max(widest, findings.figure(unit, TABLE.norm2));
  return { lo: 0, hi: Math.max(lo * lo, hi * hi) * widest };
}

/**
 * @param {Findings} findings with units
 * @param {Show} show
 * @param {Scaling} scaling
 * @returns {Scale}
 */
export function scaleOf(findings, show, scaling) {
  const codes = /** @type {Codes} */ (codesOf(findings, show));
  const { lo, hi } = bounds(findings, show);
  const signed = lo === null || lo < 0;
  const fixed = scaling === 'fixed' && hi !== null && lo !== null;
  const { hidden } = findings;
  const reach = new Float64Array(hidden);
  let [smallest, largest] = [Infinity, 0];
  if (fixed) reach.fill(Math.max(Math.abs(lo), Math.abs(hi)));
  else {
    const found = extremes(findings, codes);
    for (let unit = 0; unit < hidden; unit++) reach[unit] = Math.max(Math.abs(found.least[unit]), Math.abs(found.most[unit]));
  }
  for (const r of reach) [smallest, largest] = [Math.min(smallest, r), Math.max(largest, r)];
  if (!fixed && scaling !== 'unit') reach.fill(largest);
  const at = new Float32Array(hidden);
  const by = new Float32Array(hidden);
  const [zero, span] = signed ? [ZERO, 127] : [0, 255];
  for (let unit = 0; unit < hidden; unit++) {
    const { start, step } = line(findings, codes, unit);
    const factor = reach[unit] > 0 ? span / reach[unit] : 0;
    at[unit] = zero + factor * start;
    by[unit] = factor * step;
  }
  const words = told(scaling, fixed, signed, smallest, largest);
  return { signed, at, by, asked: scaling !== 'fixed' || fixed, ...words };
}

/**
 * @param {Scaling} scaling
 * @param {boolean} fixed
 * @param {boolean} signed
 * @param {number} smallest
 * @param {number} largest
 * @returns {{ends: [string, string], kind: string, words: string}}
 */
function told(scaling, fixed, signed, smallest, largest) {
  const high = trimmed(largest);
  const [from, to] = signed ? [`−${high}`, `+${high}`] : ['0', high];
  if (scaling === 'unit') {
    const range = smallest === largest ? high : `${trimmed(smallest)} to ${high}`;
    const kind = `each unit’s own largest, ${range}`;
    return { ends: signed ? ['−', '+'] : ['0', ''], kind, words: signed ? `± ${kind}` : `0 to ${kind}` };
  }
  const kind = fixed ? 'fixed' : scaling === 'fixed' ? 'the largest of all: it has no fixed end' : 'the largest of all';
  return { ends: [from, to], kind, words: `${from} to ${to}, ${kind}` };
}

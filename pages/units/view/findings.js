// What has come of a source, and the last word on every unit and cell. Nothing here draws.

import { sig3 } from '../../kit/view/format.js';
import { valueAt } from '../../kit/view/frames.js';
import { stateWords } from '../../kit/view/statewords.js';
import { Findings as SourceFindings } from '../../kit/view/source/findings.js';

/**
 * @typedef {import('../../kit/view/frames.js').Frame} Frame
 * @typedef {import('./types.js').Show} Show
 */

/** Columns of the table of units. */
export const TABLE = /** @type {const} */ ({
  gain: 0, gain2: 1, norm2: 2, contribution: 3, share: 4, low: 5, high: 6, h: 7, std: 8, reach: 9, width: 10,
});

const TOP = 65535;

export class Findings extends SourceFindings {
  constructor() {
    super(['unit', 'image', 'blind', 'order', 'scale']);
    /** @type {Float32Array} φ′² of every code of the matrix of φ′ */
    this.squares = new Float32Array(0);
    /** The range they are of. @type {[number, number]} */
    this.squaresOf = [0, 0];
  }

  /** @param {Frame} frame */
  begin(frame) {
    // the same images and as many units can stand in the same order
    const order = this.like(frame) ? this.order : null;
    super.begin(frame);
    if (order) this.last.order = order;
  }

  /** @param {Frame} frame */
  refresh(frame) {
    super.refresh(frame);
    const { lo, hi } = frame.sections.gain;
    if (this.squares.length === 0 || lo !== this.squaresOf[0] || hi !== this.squaresOf[1]) this.square(lo ?? 0, hi ?? 1);
  }

  /** @param {number} lo @param {number} hi */
  square(lo, hi) {
    this.squaresOf = [lo, hi];
    this.squares = Float32Array.from({ length: TOP + 1 }, (_, q) => (lo + ((hi - lo) / TOP) * q) ** 2);
  }

  /** Of the pinned unit, once it has come. */
  get unit() {
    return this.last.unit ?? null;
  }
  /** Of the pinned image, once it has come. */
  get image() {
    return this.last.image ?? null;
  }
  /** What the code does not see of the pinned image, once it has come. */
  get blind() {
    return this.last.blind ?? null;
  }
  get order() {
    return this.last.order ?? null;
  }
  get scale() {
    return this.last.scale ?? null;
  }

  /** @param {number} unit @returns {Float32Array} the ten figures of `TABLE` */
  table(unit) {
    const values = /** @type {Float32Array|undefined} */ (this.units?.sections.table.values);
    return values ? values.subarray(TABLE.width * unit, TABLE.width * (unit + 1)) : new Float32Array(TABLE.width);
  }

  /** @param {number} unit @param {number} column of `TABLE` */
  figure(unit, column) {
    return this.units?.sections.table.values[TABLE.width * unit + column] ?? 0;
  }

  /** @param {number} unit @returns {string} */
  state(unit) {
    return this.about.states?.[this.units?.sections.state.values[unit] ?? -1] ?? '';
  }

  /** The state as this activation calls it. @param {number} unit */
  stateName(unit) {
    return stateWords(this.state(unit), this.activation);
  }

  /** @param {Show} show @param {number} unit @param {number} image its place */
  value(show, unit, image) {
    if (!this.units) return 0;
    const { sections } = this.units;
    const i = unit * this.count + image;
    if (show !== 'part') return valueAt(sections[show], i);
    return sections.part ? valueAt(sections.part, i) : this.squares[sections.gain.values[i]] * this.figure(unit, TABLE.norm2);
  }

  /**
   * A number of the matrix with as many digits as its 16 bits hold: "= 0.234", "= 0.0003", "< 2·10⁻⁶".
   *
   * @param {Show} show
   * @param {number} unit
   * @param {number} image its place
   */
  told(show, unit, image) {
    if (!this.units) return '';
    const value = this.value(show, unit, image);
    const { sections } = this.units;
    const squared = show === 'part' && !sections.part;
    const { lo, hi } = squared ? sections.gain : sections[show];
    const half = ((hi ?? 0) - (lo ?? 0)) / TOP / 2;
    const finest = squared ? half ** 2 * this.figure(unit, TABLE.norm2) : half;
    if (Math.abs(value) <= finest) return this.activation === 'relu' || (lo ?? 0) < 0 || finest === 0 ? '= 0' : `< ${digits(finest, 1)}`;
    const sure = squared ? Math.abs(value) / (2 * Math.sqrt(value * finest)) : Math.abs(value) / half;
    return `= ${digits(value, sure)}`;
  }

  /** All images of one unit. @param {Show} show @param {number} unit */
  row(show, unit) {
    const row = new Float32Array(this.count);
    for (let image = 0; image < row.length; image++) row[image] = this.value(show, unit, image);
    return row;
  }

  /** All units at one image. @param {Show} show @param {number} image its place */
  column(show, image) {
    const column = new Float32Array(this.units ? this.hidden : 0);
    for (let unit = 0; unit < column.length; unit++) column[unit] = this.value(show, unit, image);
    return column;
  }
}

/** Up to three digits, of which none is made up. @param {number} x @param {number} sure how many times its error it is large */
function digits(x, sure) {
  const known = Math.min(3, Math.max(1, Math.floor(Math.log10(sure))));
  const words = sig3(Number(x.toPrecision(known)));
  if (known === 3) return words;
  return words.replace(/(\.\d*?)0+(?=·|$)/, '$1').replace(/\.(?=·|$)/, '');
}

// What has come of a source: its images once, and the last word on every unit. Nothing here draws.

import { gainName } from '../../kit/view/activation.js';
import { sig3 } from '../../kit/view/format.js';
import { valueAt } from '../../kit/view/frames.js';
import { imageName, imagesOf } from '../../kit/view/scene.js';

/**
 * @typedef {import('../../kit/view/frames.js').Header} Header
 * @typedef {import('../../kit/view/frames.js').Frame} Frame
 * @typedef {import('./types.js').Show} Show
 * @typedef {import('./types.js').Pins} Pins
 */

/** Columns of the table of units. */
export const TABLE = /** @type {const} */ ({
  gain: 0, gain2: 1, norm2: 2, contribution: 3, share: 4, low: 5, high: 6, h: 7, std: 8, reach: 9, width: 10,
});
/** Columns of a unit's path along the training or λ. */
export const PATH = /** @type {const} */ ({ gain: 0, gain2: 1, norm2: 2, share: 3, width: 4 });

const TOP = 65535;
const INSTANTS = 200;
/** Frames that are of one unit or image, and where they say of which. */
const OF = /** @type {const} */ (['unit', 'image']);
/** Frames whose last one stands until the next comes. */
const LASTING = /** @type {const} */ (['course', 'order', 'scale']);

const KINDS = /** @type {const} */ (['statics', 'units', ...OF, ...LASTING]);

export class Findings {
  constructor() {
    /** @type {Frame|null} */
    this.statics = null;
    /** @type {import('../../kit/view/scene.js').Images|null} */
    this.images = null;
    /** @type {Frame|null} */
    this.units = null;
    /** Of the pinned unit, or null until it has come. @type {Frame|null} */
    this.unit = null;
    /** Of the pinned image, or null until it has come. @type {Frame|null} */
    this.image = null;
    /** @type {Frame|null} */
    this.course = null;
    /** @type {Frame|null} */
    this.order = null;
    /** @type {Frame|null} */
    this.scale = null;
    /** Changes when there are other images, or not as many units. */
    this.build = 0;
    /** The step or λ of the last units frames, by their serial. @type {Map<number, string>} */
    this.instants = new Map();
    /** @type {Float32Array} φ′² of every code of the matrix of φ′ */
    this.squares = new Float32Array(0);
    /** The range they are of. @type {[number, number]} */
    this.squaresOf = [0, 0];
  }

  /**
   * Take in what the server sent.
   *
   * @param {Frame} frame
   * @param {Pins} pins
   * @returns {import('./types.js').What|null} what has changed; null: nothing that is looked at
   */
  take(frame, pins) {
    const kind = /** @type {string} */ (frame.header.kind);
    if (kind === 'statics') {
      if (!this.like(frame)) {
        this.build += 1;
        this.order = null;
      }
      this.statics = frame;
      this.images = imagesOf(frame);
      this.instants.clear();
      this.units = this.unit = this.image = this.course = this.scale = null;
    } else if (kind === 'units') {
      this.units = frame;
      const { serial, step, index } = frame.header;
      this.instants.set(serial, `${step ?? ''} ${index ?? ''}`);
      if (this.instants.size > INSTANTS) this.instants.delete(this.instants.keys().next().value ?? 0);
      const { lo, hi } = frame.sections.gain;
      if (this.squares.length === 0 || lo !== this.squaresOf[0] || hi !== this.squaresOf[1]) this.square(lo ?? 0, hi ?? 1);
    }
    for (const name of OF) {
      if (kind !== name) continue;
      if (frame.header[name] !== pins[name]) return null;
      this[name] = frame;
    }
    for (const name of LASTING) if (kind === name) this[name] = frame;
    return KINDS.find((known) => known === kind) ?? null;
  }

  /** Whether another findings has as many units and the same images: it can stand in the same order. @param {Frame} findings */
  like({ header }) {
    return ['dataset', 'count', 'hidden'].every((name) => header[name] === this.about[name]);
  }

  /** Whether a frame is of the same step and λ as the units that are shown. @param {Frame|null} frame */
  current(frame) {
    const now = this.instants.get(this.units?.header.serial);
    return frame !== null && now !== undefined && this.instants.get(frame.header.serial) === now;
  }

  /** Let go what is of a unit or an image that is no longer pinned. @param {Pins} pins */
  forget(pins) {
    for (const name of OF) if (this[name]?.header[name] !== pins[name]) this[name] = null;
  }

  /** @param {number} lo @param {number} hi */
  square(lo, hi) {
    this.squaresOf = [lo, hi];
    this.squares = Float32Array.from({ length: TOP + 1 }, (_, q) => (lo + ((hi - lo) / TOP) * q) ** 2);
  }

  /** @returns {Header} */
  get about() {
    return this.statics?.header ?? {};
  }
  /** N, the images. */
  get count() {
    return /** @type {number} */ (this.about.count ?? 0);
  }
  /** H, the units. */
  get hidden() {
    return /** @type {number} */ (this.about.hidden ?? 0);
  }
  /** D, the pixels of an image. */
  get pixels() {
    return this.side[0] * this.side[1];
  }
  /** Rows and columns of an image. @returns {[number, number]} */
  get side() {
    return this.images ? [this.images.rows, this.images.columns] : [1, 1];
  }
  /** @returns {string[]} */
  get classes() {
    return this.images?.classes ?? [];
  }
  /** @returns {ArrayLike<number>} */
  get labels() {
    return this.images?.labels ?? [];
  }
  get activation() {
    return /** @type {string} */ (this.about.activation ?? 'sigmoid');
  }
  /** Whether ‖J‖² is the sum over units of φ′²·‖W_j‖². */
  get single() {
    return (this.about.sizes?.length ?? 2) === 2;
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

  /** @param {Show} show @param {number} unit @param {number} image */
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
   * @param {number} image
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

  /** All units at one image. @param {Show} show @param {number} image */
  column(show, image) {
    const column = new Float32Array(this.units ? this.hidden : 0);
    for (let unit = 0; unit < column.length; unit++) column[unit] = this.value(show, unit, image);
    return column;
  }

  /** @param {number} id of a test image */
  imageName(id) {
    return imageName(this.images, id);
  }

  /** The name of φ′ for the activation in force. */
  gainName() {
    return gainName(this.activation);
  }
}

/** Up to three digits, of which none is made up. @param {number} x @param {number} sure how many times its error it is large */
function digits(x, sure) {
  const known = Math.min(3, Math.max(1, Math.floor(Math.log10(sure))));
  const words = sig3(Number(x.toPrecision(known)));
  if (known === 3) return words;
  return words.replace(/(\.\d*?)0+(?=·|$)/, '$1').replace(/\.(?=·|$)/, '');
}

// What is known of everybody in the line-up: the CAE, which leads, and those that train in step with it. Pure.

import { Steady } from '../../kit/view/steady.js';

/**
 * @typedef {import('../../kit/view/frames.js').Section} Section
 * @typedef {import('../../kit/view/frames.js').Sections} Sections
 *
 * @typedef {{symbol: string, says: string, values: number[], usual: number}} Strength
 * @typedef {{name: string, title: string, strength: Strength|null, refused: string}} Entry of the line-up; `refused`: why it does not go with the run's settings
 *
 * One model in numbers, on held-out images.
 *
 * @typedef {object} Numbers
 * @property {number} step
 * @property {number} parameters
 * @property {number} units of its code
 * @property {number[]} sizes
 * @property {boolean} tied
 * @property {string} output
 * @property {number|null} strength
 * @property {number} error squared, summed over pixels: all share it
 * @property {number} [own_error] as its own loss has it
 * @property {number} penalty ‖J‖²_F of the whole encoder
 * @property {number} per_unit
 * @property {number|null} sat
 * @property {number} dead
 * @property {number|null} gain2 mean φ′², of one layer
 * @property {number|null} norm2 Σ‖W‖², of one layer
 * @property {number} low share of h near its lower end; of ReLU exactly 0
 * @property {number|null} middle share of h in the middle of its range
 * @property {number} [hold90] directions that hold 90 % of Σσ²
 * @property {[number, number]} [curve_ends] contraction ratio at the smallest and at the largest radius
 * @property {[number, number]} [hist_range]
 * @property {{sigma: number, error: number, moved: number, restored: number}|null} [noised] with Gaussian noise of this σ, the same for all
 * @property {number|null} [number] what the recipe takes for ‖J‖²
 * @property {number|null} [angle] degrees
 *
 * @typedef {{strip?: Section, tiles?: Section, hist?: Section, spectrum?: Section, curve?: Section}} Pictures
 * @typedef {{lam: number, step: number, diverged: any, strength?: number|null}} Told as the header says it of one in the company
 *
 * @typedef {object} Match
 * @property {number} step
 * @property {number} error
 * @property {number} lam
 * @property {number} done
 * @property {number} of
 * @property {boolean} running
 * @property {{[name: string]: Found}} found
 *
 * @typedef {{strength: number, error: number, penalty: number, sat: number|null, diverged: any}} Tried
 * @typedef {{tried: Tried[], nearest: number|null, distance: number|null}} Found
 *
 * @typedef {import('../../kit/view/run/run.js').Header & {
 *   relatives?: {[name: string]: Numbers}, company?: {[name: string]: Told}, lineup?: Entry[], radii?: number[], match?: Match|null,
 * }} KinHeader
 */

/** How the leader is called. */
export const LEADER = 'cae';
const PICTURES = /** @type {const} */ (['strip', 'tiles', 'hist', 'spectrum', 'curve']);

/** Whether h has two ends, of the sigmoid or of tanh. @param {[number, number]} range */
const closed = ([lo, hi]) => hi === 1 && (lo === 0 || lo === -1);

export class Kin {
  /** @param {Entry[]} lineup */
  constructor(lineup) {
    this.lineup = lineup;
    /** @type {{[name: string]: Numbers}} */
    this.numbers = {};
    /** @type {{[name: string]: Pictures}} */
    this.pictures = {};
    /** @type {{[name: string]: Told}} */
    this.company = {};
    /** @type {Match|null} */
    this.match = null;
    /** @type {number[]} of the contraction curves */
    this.radii = [];
    /** @type {Section|null} ten test images */
    this.originals = null;
    /** @type {number[]} which these are */
    this.shown = [];
    /** @type {ArrayLike<number>} */
    this.labels = [];
    /** @type {string[]} */
    this.classes = [];
    /** @type {[number, number]} rows and columns of an image */
    this.side = [28, 28];
    /** Ends of the scales that all cards share. */
    this.tops = { hist: new Steady(), spectrum: new Steady(), curve: new Steady() };
    /** From where to where h is counted where it has no upper end, in all such cards. @type {[number, number]} */
    this.open = [0, 1];
  }

  /**
   * A frame has come.
   *
   * @param {KinHeader} header
   * @param {Sections} sections
   * @param {boolean} fresh whether it is of another model
   * @returns {Set<string>} whose pictures are new; those of a scale that moved among them
   */
  take(header, sections, fresh) {
    if (fresh) this.forget();
    this.takeWhole(header, sections);
    if (header.company) this.company = header.company;
    if (header.match !== undefined) this.match = header.match;
    Object.assign(this.numbers, header.relatives);
    const before = JSON.stringify(this.scales());
    const drawn = this.takePictures(sections);
    for (const name of Object.keys(this.numbers)) if (name !== LEADER && !this.company[name]) this.drop(name);
    if (drawn.size) this.measure();
    return JSON.stringify(this.scales()) !== before || drawn.has(LEADER) ? new Set(Object.keys(this.pictures)) : drawn;
  }

  forget() {
    this.numbers = {};
    this.pictures = {};
    this.company = {};
    this.match = null;
    for (const top of Object.values(this.tops)) top.forget();
  }

  /** @param {string} name */
  drop(name) {
    delete this.numbers[name];
    delete this.pictures[name];
  }

  /** What whole frames alone bring. @param {KinHeader} header @param {Sections} sections */
  takeWhole(header, sections) {
    if (header.lineup) this.lineup = header.lineup;
    if (header.radii) this.radii = header.radii;
    if (header.classes) this.classes = header.classes;
    if (header.side) this.side = [header.side[0], header.side[1]];
    if (header.strip_images) this.shown = header.strip_images;
    if (sections.labels) this.labels = sections.labels.values;
    if (sections.originals) this.originals = sections.originals;
  }

  /** @param {Sections} sections @returns {Set<string>} */
  takePictures(sections) {
    /** @type {Set<string>} */
    const drawn = new Set();
    for (const [key, section] of Object.entries(sections)) {
      const at = key.lastIndexOf('/');
      const kind = /** @type {typeof PICTURES[number]} */ (key.slice(at + 1));
      if (at < 1 || !PICTURES.includes(kind)) continue;
      const name = key.slice(0, at);
      (this.pictures[name] ??= {})[kind] = section;
      drawn.add(name);
    }
    if (sections.originals) for (const name of Object.keys(this.pictures)) drawn.add(name);
    return drawn;
  }

  /** The scales that all cards share. */
  measure() {
    const all = Object.values(this.pictures);
    const largest = (/** @type {'hist'|'spectrum'|'curve'} */ kind) =>
      Math.max(0, ...all.map((one) => (one[kind] ? Math.max(...Array.from(one[kind].values).filter(Number.isFinite)) : 0)));
    for (const [kind, top] of Object.entries(this.tops)) top.take(largest(/** @type {keyof typeof this.tops} */ (kind)));
    const open = Object.values(this.numbers).flatMap((one) => (one.hist_range && !closed(one.hist_range) ? [one.hist_range] : []));
    if (open.length) this.open = [Math.min(...open.map(([lo]) => lo)), Math.max(...open.map(([, hi]) => hi))];
  }

  /** @returns {number[]} */
  scales() {
    return [...Object.values(this.tops).map((top) => top.value), ...this.open];
  }

  /** From where to where the axis of h goes. @param {string} name */
  spanOf(name) {
    const range = this.numbers[name]?.hist_range;
    return range && closed(range) ? range : this.open;
  }

  /** Whether its h can be held against the leader's: both have two ends, or neither. @param {string} name */
  alike(name) {
    const [own, its] = [name, LEADER].map((one) => this.numbers[one]?.hist_range);
    return Boolean(own && its && closed(own) === closed(its));
  }

  /** Those that are there, the leader first, the others as the line-up has them. */
  present() {
    return [LEADER, ...this.lineup.map(({ name }) => name).filter((name) => name in this.company)];
  }

  /** @param {string} name */
  entry(name) {
    return this.lineup.find((one) => one.name === name) ?? null;
  }

  /** @param {string} name */
  title(name) {
    return name === LEADER ? 'Contractive, CAE' : (this.entry(name)?.title ?? name);
  }

  /** How far it has trained. @param {string} name */
  stepOf(name) {
    return this.company[name]?.step ?? this.numbers[name]?.step ?? 0;
  }

  /** Its numbers; null while those that are known are of another strength, or there are none. @param {string} name @returns {Numbers|null} */
  of(name) {
    const found = this.numbers[name] ?? null;
    const strength = this.company[name]?.strength;
    if (!found || strength === undefined || strength === null || found.strength === null) return found;
    return Math.abs(found.strength - strength) <= 1e-9 * Math.abs(strength) ? found : null;
  }
}

// What one tab knows of its run. It outlives a visit to another page; nothing here touches the document.

import { PAGE, imagesOf } from '../scene.js';
import { firstOfEachClass } from '../strip.js';
import { History } from './history.js';
import { keptOf } from './kept.js';

/**
 * @typedef {object} Settings
 * @property {string} dataset
 * @property {number} hidden
 * @property {string} activation
 * @property {boolean} tied
 * @property {string} output
 * @property {number} seed
 * @property {string} start the atlas's model it went on from, or nothing
 * @property {number} lam
 * @property {number} lr
 * @property {number} batch_size
 * @property {number} speed steps a second, 0 is as fast as it goes
 * @property {number|null} budget
 * @property {number|null} unit
 * @property {number|null} image
 *
 * @typedef {{unit: number, state: string} & import('../verdict.js').Figures & {gain: number, product: number}} PinnedFigures
 *
 * What a live run's frame says beside its arrays.
 *
 * @typedef {object} Header
 * @property {number} frame
 * @property {number} build
 * @property {string} state
 * @property {number} step
 * @property {number} epoch
 * @property {number} rate
 * @property {number} lam
 * @property {number} [next_lam] of the next step
 * @property {number} lr
 * @property {number} batch_size
 * @property {number|null} seq
 * @property {number} speed
 * @property {number|null} budget
 * @property {number} recon
 * @property {number} penalty
 * @property {number} weighted
 * @property {number|null} sat
 * @property {number} dead
 * @property {number} page
 * @property {number} pages
 * @property {number|null} unit
 * @property {number|null} image
 * @property {PinnedFigures|null} [pin]
 * @property {import('../scene.js').Probe|null} [probe]
 * @property {number|null} [explained]
 * @property {{step: number, setting: string, value: number, message: string}|null} [diverged]
 * @property {{to: number, state: 'on'|'done'|'ended', at: number|null}|null} [replay] of a link's run that is trained again
 * @property {{lam: number, steps: number}|null} [origin] the atlas's model it went on from
 * @property {{[name: string]: any}} [settings]
 * @property {import('./kept.js').KeptNumbers|null} [kept] null: nothing is kept
 * @property {number[]} [strip_images]
 * @property {string[]} [classes]
 * @property {number[]} [side]
 * @property {number} [train_size]
 * @property {number[]} [heat_images]
 * @property {[number, number]} [slope_range]
 * @property {[number|null, number|null]} [output_range]
 * @property {import('../verdict.js').Thresholds} [thresholds] by which units' states are told
 *
 * @typedef {{header: Header, sections: import('../frames.js').Sections}} Frame
 */

/** Changing one of these makes a new model. */
export const STRUCTURE = /** @type {const} */ (['dataset', 'hidden', 'activation', 'tied', 'output', 'seed', 'start']);
/** These change a model in training. */
const TRAINING = /** @type {const} */ (['lam', 'lr', 'batch_size']);
/** What the server may change too (restore, resume); a change made here wins until the server has it. */
const SHARED = /** @type {const} */ (['speed', 'budget', 'unit', 'image']);
const PATIENCE = 3000; // milliseconds until the server's word counts again

/**
 * @param {{[name: string]: any}} given
 * @returns {Settings}
 */
export function settingsFrom(given) {
  return /** @type {Settings} */ ({
    ...given,
    budget: given.budget || null,
    unit: given.unit ?? null,
    image: given.image ?? null,
  });
}

/**
 * What the server is told of a run; pins are messages of their own.
 *
 * @param {Settings} settings
 */
export function withoutPins(settings) {
  const { unit: _unit, image: _image, ...others } = settings;
  return others;
}

/**
 * @param {{[name: string]: any}} a
 * @param {{[name: string]: any}} b
 */
export function sameStructure(a, b) {
  return STRUCTURE.every((key) => a[key] === b[key]);
}

/** @typedef {import('../scene.js').Images} Images */

export class Run {
  /** @param {Settings} settings */
  constructor(settings) {
    this.settings = settings;
    /** @type {string|null} */
    this.id = null;
    this.seq = 0;
    this.sentAt = -Infinity;
    /** @type {Header|null} */
    this.header = null;
    /** @type {Images|null} as the last full frame gave them */
    this.images = null;
    /** @type {number[]} */
    this.heatImages = [];
    /** @type {Pick<Header, 'slope_range'|'output_range'|'thresholds'>} as the last full frame gave them */
    this.about = {};
    this.history = new History();
    /** @type {ArrayLike<number>} step, which, value of each change */
    this.marks = new Float64Array(0);
    /** @type {import('../frames.js').Section|null} H × 4 */
    this.units = null;
    /** @type {PinnedFigures|null} what was last said of the pinned unit, or of the one that is looked at */
    this.pinned = null;
    /** @type {import('../scene.js').Probe|null} and of the cell under the pointer */
    this.probe = null;
    /** @type {number[]} the images that the reconstructions are to show */
    this.strip = [];
    /** @type {number[]} and those that the last of them are of */
    this.shown = [];
    this.page = 0;
    /** @type {import('./kept.js').Kept|null} a model as it was, shown beside this one */
    this.kept = null;
    this.painted = 0;
    /** Which model the side bar is told of, where it is one that it did not ask for. @type {((settings: {[name: string]: any}) => boolean)|null} */
    this.awaits = null;
    /** What it began with beside its settings, as long as its address may say so. @type {{[name: string]: string}} */
    this.link = {};
    /** What can be undone. @type {{undoes: string, step: number, settings: Settings}|null} */
    this.undo = null;
    /** @type {Header['origin']} */
    this.origin = null;
    /** @type {Map<string, number>} what was changed here, and when */
    this.held = new Map();
    /** @type {Set<() => void>} */
    this.listeners = new Set();
    /** @type {import('../scene.js').Difference|null} a run stands beside no other */
    this.difference = null;
    this.clipped = false;
  }

  get hidden() {
    return this.settings.hidden;
  }
  get activation() {
    return this.settings.activation;
  }
  get pins() {
    const { unit, image } = this.settings;
    return { unit, image };
  }
  get explained() {
    return this.header?.explained ?? null;
  }
  get sat() {
    return this.header?.sat ?? null;
  }
  get pages() {
    return this.header?.pages ?? 1;
  }

  /** Tell whoever shows settings that they changed. */
  changed() {
    for (const listener of this.listeners) listener();
  }

  /** @param {string} key */
  hold(key) {
    this.held.set(key, performance.now());
  }

  /**
   * Take in a frame that is about to be painted.
   *
   * @param {Frame} frame
   * @returns {boolean} whether it starts something new: forget hover and scales
   */
  apply({ header, sections }) {
    const another = this.header !== null && header.build !== this.header.build;
    const fresh = this.header === null || another;
    if (Object.keys(this.link).length && this.outlived(header, another)) {
      this.link = {};
      this.changed();
    }
    if (fresh) {
      this.pinned = this.probe = null;
      this.history.clear();
      this.marks = new Float64Array(0);
    }
    this.header = header;
    if (sections.labels && sections.images) this.takeImages({ header, sections });
    if (sections.units) this.units = sections.units;
    if (header.pin) this.pinned = header.pin;
    if (header.probe) this.probe = header.probe;
    if (header.strip_images) this.shown = header.strip_images;
    if (sections.history) {
      this.history.clear();
      this.history.append(sections.history.values);
    }
    if (sections.loss) this.history.append(sections.loss.values);
    if (sections.marks) this.marks = sections.marks.values;
    if (header.kept !== undefined) this.kept = keptOf(header.kept, sections);
    if (header.settings) this.origin = header.origin ?? null;
    this.adopt(header);
    return fresh;
  }

  /** Whether what the address names beside settings is no longer so. @param {Header} header @param {boolean} another model */
  outlived({ replay }, another) {
    return another || (replay ? replay.state === 'ended' : !this.link.model);
  }

  /** @param {Frame} frame with the test images */
  takeImages(frame) {
    const before = this.images;
    this.images = imagesOf(frame);
    this.heatImages = frame.header.heat_images ?? [];
    const { slope_range, output_range, thresholds } = frame.header;
    this.about = { slope_range, output_range, thresholds };
    const { labels, count } = this.images;
    const known = before && before.count === count && this.strip.every((id) => before.labels[id] === labels[id]);
    if (!known || this.strip.length === 0) this.strip = firstOfEachClass(labels);
  }

  /**
   * λ, learning rate and batch size as the server has them, unless a change made here is still on its way.
   *
   * @param {import('../frames.js').Header} header of the run's frame, or of one that was made of it
   * @returns {boolean} whether one changed
   */
  adoptTraining(header) {
    if ((header.seq ?? 0) < this.seq && performance.now() - this.sentAt <= PATIENCE) return false;
    // what a pausing run says is of its last step: what has been set since waits for the next
    if (header.next_lam === undefined && header.state === 'paused' && this.seq > 0) return false;
    const { settings } = this;
    /** @type {{[name: string]: any}} */
    const next = { ...header, lam: header.next_lam ?? header.lam };
    const changed = TRAINING.filter((key) => next[key] !== undefined && settings[key] !== next[key]);
    for (const key of changed) settings[key] = next[key];
    return changed.length > 0;
  }

  /** @param {Header} header */
  adopt(header) {
    const { settings } = this;
    const now = performance.now();
    let changed = this.adoptTraining(header);
    /** @template {keyof Settings} K @param {K} key @param {Settings[K]|undefined} value */
    const take = (key, value) => {
      if (value === undefined || settings[key] === value) return;
      settings[key] = value;
      changed = true;
    };
    for (const key of SHARED) {
      const since = this.held.get(key);
      if (since !== undefined && settings[key] !== header[key] && now - since < PATIENCE) continue;
      this.held.delete(key);
      take(key, header[key]);
    }
    if (header.settings) for (const key of STRUCTURE) take(key, header.settings[key]);
    const since = this.held.get('page');
    if (since === undefined || this.page === header.page || now - since >= PATIENCE) {
      this.held.delete('page');
      if (this.page !== header.page) changed = true;
      this.page = header.page;
    }
    if (changed) this.changed();
  }

  /** The unit of a row of the heatmap. @param {number} row */
  unitAt(row) {
    return (this.header?.page ?? 0) * PAGE + row;
  }

  /** The row of a unit, or one outside the page. @param {number} unit */
  rowOf(unit) {
    return unit - (this.header?.page ?? 0) * PAGE;
  }

  /** Mean φ′, mean φ′², ‖W‖² and the share of the penalty. @param {number} unit */
  figuresOf(unit) {
    const table = this.units?.values;
    return table && unit >= 0 && 4 * unit + 3 < table.length ? table.subarray(4 * unit, 4 * unit + 4) : null;
  }
}

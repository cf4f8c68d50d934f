// What one tab knows of its run. It outlives a visit to another page; nothing here touches the document.

import { History } from './history.js';
import { firstOfEachClass } from './strip.js';

/**
 * @typedef {import('../frames.js').Frame} Frame
 * @typedef {import('../frames.js').Header} Header
 *
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
 * @typedef {object} Data the test images, as the last full frame gave them
 * @property {ArrayLike<number>} images N × D, 0 to 255
 * @property {ArrayLike<number>} labels
 * @property {string[]} classes
 * @property {number} count N
 * @property {number} rows
 * @property {number} columns
 * @property {number} trainSize
 * @property {number[]} heatImages
 */

/** Changing one of these makes a new model. */
export const STRUCTURE = /** @type {const} */ (['dataset', 'hidden', 'activation', 'tied', 'output', 'seed', 'start']);
/** These change a model in training. */
const TRAINING = /** @type {const} */ (['lam', 'lr', 'batch_size']);
/** What the server may change too (restore, resume); a change made here wins until the server has it. */
const SHARED = /** @type {const} */ (['speed', 'budget', 'unit', 'image']);
/** Units of a page. */
export const PAGE = 128;
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
 * @param {{[name: string]: any}} a
 * @param {{[name: string]: any}} b
 */
export function sameStructure(a, b) {
  return STRUCTURE.every((key) => a[key] === b[key]);
}

export class Session {
  /** @param {Settings} settings */
  constructor(settings) {
    this.settings = settings;
    /** @type {string|null} */
    this.run = null;
    this.seq = 0;
    this.sentAt = -Infinity;
    /** @type {Header|null} */
    this.header = null;
    /** @type {Data|null} */
    this.data = null;
    this.history = new History();
    /** @type {ArrayLike<number>} step, which, value of each change */
    this.marks = new Float64Array(0);
    /** @type {import('../frames.js').Section|null} H × 4 */
    this.units = null;
    /** @type {Header['pin']} what was last said of the pinned unit */
    this.pin = null;
    /** @type {Header['probe']} and of the cell under the pointer */
    this.probe = null;
    /** @type {number[]} */
    this.strip = [];
    /** @type {number[]} the images that the last strip section shows */
    this.shown = [];
    this.page = 0;
    /** @type {number[]|null} the units that the rows of heatmap and tiles show, when they are no page's block */
    this.rows = null;
    this.painted = 0;
    this.awaitsSeed = false;
    /** @type {Map<string, number>} what was changed here, and when */
    this.held = new Map();
    /** @type {Set<string>} notices the person has closed */
    this.dismissed = new Set();
    /** @type {Set<() => void>} */
    this.listeners = new Set();
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
    const fresh = this.header === null || header.build !== this.header.build;
    if (fresh) {
      this.pin = this.probe = null;
      this.history.clear();
      this.marks = new Float64Array(0);
    }
    this.header = header;
    if (sections.labels) this.takeData(header, sections);
    if (sections.units) this.units = sections.units;
    if (header.pin) this.pin = header.pin;
    if (header.probe) this.probe = header.probe;
    if (header.strip_images) this.shown = header.strip_images;
    if (sections.history) {
      this.history.clear();
      this.history.append(sections.history.values);
    }
    if (sections.loss) this.history.append(sections.loss.values);
    if (sections.marks) this.marks = sections.marks.values;
    this.adopt(header);
    return fresh;
  }

  /**
   * @param {Header} header
   * @param {import('../frames.js').Sections} sections
   */
  takeData(header, sections) {
    const images = sections.images ?? null;
    if (!images) return;
    const [rows, columns] = header.side ?? [1, images.shape[1]];
    const before = this.data;
    this.data = {
      images: images.values,
      labels: sections.labels.values,
      classes: header.classes ?? [],
      count: images.shape[0],
      rows,
      columns,
      trainSize: header.train_size ?? 0,
      heatImages: header.heat_images ?? [],
    };
    const { labels } = this.data;
    const known = before && before.count === this.data.count && this.strip.every((id) => before.labels[id] === labels[id]);
    if (!known || this.strip.length === 0) this.strip = firstOfEachClass(labels);
  }

  /**
   * λ, learning rate and batch size as the server has them, unless a change made here is still on its way.
   *
   * @param {Pick<Header, 'lam'|'lr'|'batch_size'|'seq'|'state'>} header
   * @returns {boolean} whether one changed
   */
  adoptTraining(header) {
    if ((header.seq ?? 0) < this.seq && performance.now() - this.sentAt <= PATIENCE) return false;
    // what a pausing run says is of its last step: what has been set since waits for the next
    if (header.state === 'paused' && this.seq > 0) return false;
    const { settings } = this;
    const changed = TRAINING.filter((key) => header[key] !== undefined && settings[key] !== header[key]);
    for (const key of changed) settings[key] = header[key];
    return changed.length > 0;
  }

  /** @param {Header} header */
  adopt(header) {
    const { settings } = this;
    const now = performance.now();
    let changed = this.adoptTraining(header);
    /** @param {string} key @param {unknown} value */
    const take = (key, value) => {
      if (value === undefined || /** @type {any} */ (settings)[key] === value) return;
      /** @type {any} */ (settings)[key] = value;
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

  /**
   * @param {number} id
   * @returns {string} the class and number of a test image, in words
   */
  imageName(id) {
    if (!this.data || id < 0 || id >= this.data.count) return `image ${id}`;
    return `${this.data.classes[this.data.labels[id]] ?? 'image'}, image ${id}`;
  }

  /** The unit of a row of the heatmap. @param {number} row */
  unitAt(row) {
    return this.rows ? this.rows[row] : (this.header?.page ?? 0) * PAGE + row;
  }

  /** The row of a unit, or one outside the page. @param {number} unit */
  rowOf(unit) {
    return this.rows ? this.rows.indexOf(unit) : unit - (this.header?.page ?? 0) * PAGE;
  }

  /** Mean φ′, mean φ′², ‖W‖² and the share of the penalty. @param {number} unit */
  figuresOf(unit) {
    const at = 4 * (this.rows ? this.rowOf(unit) : unit);
    const table = this.units?.values;
    return table && at >= 0 && at + 3 < table.length ? table.subarray(at, at + 4) : null;
  }

  /** The name of φ′ for the activation in force. */
  gainName() {
    return this.settings.activation === 'sigmoid' ? 'h(1−h)' : 'φ′';
  }
}

// What has come of a source: its images once, and the last frame of each kind. Nothing here draws.

import { gainName } from '../activation.js';
import { imageName, imagesOf, placeAmong } from '../scene.js';

/**
 * @typedef {import('../frames.js').Header} Header
 * @typedef {import('../frames.js').Frame} Frame
 * @typedef {import('../tab.js').Pins} Pins
 */

const INSTANTS = 200;
/** What a frame may be of one of: it says under this name of which. */
const OF = /** @type {const} */ (['unit', 'image']);

export class Findings {
  /** @param {readonly string[]} [kinds] of frames that the page looks at, beside `statics` and `units` */
  constructor(kinds = []) {
    this.kinds = kinds;
    /** @type {Frame|null} */
    this.statics = null;
    /** @type {import('../scene.js').Images|null} */
    this.images = null;
    /** @type {Frame|null} */
    this.units = null;
    /** The last frame of each other kind, if one has come. @type {{[kind: string]: Frame|undefined}} */
    this.last = {};
    /** The last frame of each figure, by its name. @type {{[name: string]: Frame|undefined}} */
    this.figures = {};
    /** Changes when there are other images, or not as many units. */
    this.build = 0;
    /** The step or λ of the last units frames, by their serial. @type {Map<number, string>} */
    this.instants = new Map();
  }

  /**
   * Take in what the server sent.
   *
   * @param {Frame} frame
   * @param {Pins} pins
   * @returns {string|null} the kind of what has changed; null: nothing that is looked at
   */
  take(frame, pins) {
    const kind = /** @type {string} */ (frame.header.kind);
    if (kind === 'statics') this.begin(frame);
    else if (kind === 'units') this.refresh(frame);
    else if (kind === 'figure') this.figures[frame.header.name] = frame;
    else if (this.kinds.includes(kind) && ofPinned(frame, pins)) this.last[kind] = frame;
    else return null;
    return kind;
  }

  /** @param {Frame} frame */
  begin(frame) {
    if (!this.like(frame)) this.build += 1;
    this.statics = frame;
    this.images = imagesOf(frame);
    this.instants.clear();
    this.units = null;
    this.last = {};
    this.figures = {};
  }

  /** @param {Frame} frame */
  refresh(frame) {
    this.units = frame;
    const { serial, step, index } = frame.header;
    this.instants.set(serial, `${step ?? ''} ${index ?? ''}`);
    if (this.instants.size > INSTANTS) this.instants.delete(this.instants.keys().next().value ?? 0);
  }

  /** Whether another findings has as many units and the same images: it can stand in the same order. @param {Frame} findings */
  like({ header, sections }) {
    return ['dataset', 'count', 'hidden'].every((name) => header[name] === this.about[name]) && alike(sections.ids?.values, this.images?.ids);
  }

  /** Whether a frame is of the same step and λ as the units that are shown. @param {Frame|null} frame */
  current(frame) {
    const now = this.instants.get(this.units?.header.serial);
    return frame !== null && now !== undefined && this.instants.get(frame.header.serial) === now;
  }

  /** The step that a frame is of, if it has one and that is still known. @param {Frame} frame @returns {number|null} */
  stepOf(frame) {
    const step = this.instants.get(frame.header.serial)?.split(' ')[0];
    return step ? Number(step) : null;
  }

  /** Let go what is of a unit or an image that is no longer pinned. @param {Pins} pins */
  forget(pins) {
    for (const [kind, frame] of Object.entries(this.last)) if (frame && !ofPinned(frame, pins)) delete this.last[kind];
  }

  /**
   * What of the pins is among what is here.
   *
   * @param {Pins} pins
   * @param {string|undefined} before the data set that the image was pinned in
   * @returns {Pins}
   */
  within({ unit, image, b = null }, before) {
    const other = before !== undefined && before !== this.about.dataset;
    const here = (/** @type {number|null} */ id) => (id !== null && this.place(id) >= 0 && !other ? id : null);
    return { unit: unit !== null && unit < this.hidden ? unit : null, image: here(image), b: here(b) };
  }

  /** Where the image of this number of the data set stands in what is here; −1 if it is not. @param {number} id */
  place(id) {
    return this.images ? placeAmong(this.images, id) : -1;
  }

  /** @param {number} id of a test image @returns {string|undefined} */
  className(id) {
    return this.classes[this.labels[this.place(id)]];
  }

  /** The number in the data set of the image at a place. @param {number} place */
  id(place) {
    return this.images?.ids?.[place] ?? place;
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

  /** @param {number} id of a test image */
  imageName(id) {
    return imageName(this.images, id);
  }

  /** The name of φ′ for the activation in force. */
  gainName() {
    return gainName(this.activation);
  }
}

/** @param {ArrayLike<number>|undefined} one @param {ArrayLike<number>|undefined} other */
const alike = (one, other) => one?.length === other?.length && Array.from(one ?? []).every((id, i) => id === other?.[i]);

/** Whether a frame is of what is pinned, if it is of one unit or image at all. @param {Frame} frame @param {Pins} pins */
export const ofPinned = ({ header }, pins) => OF.every((name) => header[name] === undefined || header[name] === pins[name]);

// What the page knows of the cell that is derived: one unit, one image, as the last frames had them. Nothing here touches the document.

/**
 * What a frame's header says of it; PROTOCOL.md has the names.
 *
 * @typedef {object} Numbers
 * @property {number} unit
 * @property {number} image
 * @property {string} activation
 * @property {number} lam
 * @property {number} z
 * @property {number} h
 * @property {number} b
 * @property {number} gain φ′
 * @property {number} gain1 φ″
 * @property {number} norm2 ‖W_j‖²
 * @property {number} row_norm2 φ′²·‖W_j‖²
 * @property {number} penalty of this image, all units
 * @property {number} share of it that is this unit's
 * @property {number} pixel the one with the largest |W_ji|
 * @property {number} wji
 * @property {number} jji
 * @property {number} xi
 * @property {number} grad ∂‖J‖²/∂W_ji at this image
 * @property {number} gradb ∂‖J‖²/∂b_j
 *
 * @typedef {{largest: number, relative: number, entries: number, images: number, at: number, against: string}} Checked
 * @typedef {{number: number|null, truth: number, of?: string}} Against what a wrong penalty says of the model, and ‖J‖²
 * @typedef {{name: string, lam: number, step: number, number: number, truth: number, error: number, right_step: number, right_truth: number, right_error: number, diverged?: unknown}} Rival a mistake in training, and what is trained rightly beside it
 * @typedef {import('../../kit/view/frames.js').Sections} Sections
 */

const OWN = 'lesson_';

export class Lesson {
  constructor() {
    /** @type {Numbers|null} */
    this.numbers = null;
    /** @type {{[name: string]: Float32Array}} arrays by their names without "lesson_" */
    this.arrays = {};
    /** @type {{[step: string]: Checked}} */
    this.checked = {};
    /** @type {{[name: string]: Against}} */
    this.mistakes = {};
    /** @type {Rival|null} */
    this.rival = null;
    /** @type {import('../../kit/view/frames.js').Section|null} weights of the page of units that is shown */
    this.tiles = null;
    this.page = 0;
  }

  /**
   * @param {{[name: string]: any}} header
   * @param {Sections} sections
   * @param {boolean} fresh another model: nothing of the last one is true any more
   */
  take(header, sections, fresh) {
    if (fresh) Object.assign(this, new Lesson());
    if (header.lesson !== undefined) this.numbers = header.lesson;
    if (header.checked) this.checked = header.checked;
    if (header.mistakes) this.mistakes = header.mistakes;
    if (header.rival !== undefined) this.rival = header.rival;
    if (sections.tiles) [this.tiles, this.page] = [sections.tiles, header.page ?? 0];
    for (const [name, { values }] of Object.entries(sections)) {
      if (name.startsWith(OWN)) this.arrays[name.slice(OWN.length)] = /** @type {Float32Array} */ (values);
    }
  }

  /** W_j·x, all of z but the bias. */
  get dot() {
    return this.numbers ? this.numbers.z - this.numbers.b : null;
  }

  /** The two terms of the gradient with respect to one weight: through ‖W_j‖², and through the slope. @param {number} [wji] @param {number} [xi] */
  terms(wji = this.numbers?.wji ?? 0, xi = this.numbers?.xi ?? 0) {
    if (!this.numbers) return null;
    const { gain, gain1, norm2 } = this.numbers;
    return { shrink: 2 * gain * gain * wji, flatten: 2 * gain * gain1 * norm2 * xi };
  }

  /** The same for all weights of the unit, as pictures. */
  get termPictures() {
    const { x, w } = this.arrays;
    if (!this.numbers || !x || !w) return null;
    const { gain, gain1, norm2 } = this.numbers;
    const [a, b] = [2 * gain * gain, 2 * gain * gain1 * norm2];
    return { shrink: w.map((value) => a * value), flatten: x.map((value) => b * value) };
  }
}

/** The largest of |values|, 0 of none. @param {ArrayLike<number>|undefined} values */
export function largest(values) {
  let most = 0;
  for (let i = 0; i < (values?.length ?? 0); i++) most = Math.max(most, Math.abs(/** @type {ArrayLike<number>} */ (values)[i]));
  return most;
}

/** Squared length. @param {ArrayLike<number>} values */
export function norm2(values) {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ** 2;
  return sum;
}

// What has come of an atlas: the images once, and every λ's arrays, all on the same scales. Nothing here draws.

import { onPixels, onScale } from '../../kit/view/onscale.js';
import { extentOf, united } from '../../kit/view/panels/latenteye.js';
import { imagesOf } from '../../kit/view/scene.js';
import { identity, nearCopies } from './likeness.js';

/**
 * @typedef {import('../../kit/view/frames.js').Frame} Frame
 * @typedef {import('../../kit/view/frames.js').Section} Section
 * @typedef {import('../../kit/view/panel.js').Extent} Extent
 *
 * @typedef {object} Figures on the test images unless noted
 * @property {number} reconstruction
 * @property {number} penalty
 * @property {number|null} sat
 * @property {number} constant
 * @property {number} participation
 * @property {number} probe
 * @property {number} train_reconstruction
 * @property {number} train_penalty
 * @property {{[state: string]: number}} states how many units are in each state
 *
 * @typedef {object} Point one λ
 * @property {number} index
 * @property {number} lam
 * @property {number} explained share of the variance of h in the plane
 * @property {number} epochs
 * @property {Figures} figures
 * @property {{strip: Section, latent: Section, heat: Section, tiles: Section, units: Section}} sections
 * @property {Extent} extent
 * @property {{section: Section, clipped: boolean}} tiles on the atlas's scale, and whether some lie beyond its ends
 */

const OUTERMOST = 0.004; // share of the weights that may lie beyond the scale's ends

export class Atlas {
  constructor() {
    this.key = '';
    /** @type {{[name: string]: any}} */
    this.settings = {};
    /** @type {number[]} */
    this.lambdas = [];
    /** @type {import('../../kit/view/scene.js').Images|null} */
    this.images = null;
    /** @type {{strip: number[], heat: number[], units: number[]}} which images the reconstructions and the heatmap show, and which units */
    this.shown = { strip: [], heat: [], units: [] };
    /** @type {(Point|undefined)[]} */
    this.points = [];
    /** @type {Extent|null} what the latent plane shows, at every λ */
    this.extent = null;
    this.weightsTo = 0; // the end of the weights' scale, for every λ
    /** @type {(number|null)[]} share of the units that stay themselves from each λ to the next; null: not known yet */
    this.identity = [];
    /** @type {WeakMap<Point, number[][]>} */
    this.merged = new WeakMap();
  }

  get total() {
    return this.lambdas.length;
  }

  /**
   * @param {string} key
   * @param {{[name: string]: any}} settings
   * @returns {boolean} whether it is another atlas than before
   */
  open(key, settings) {
    const another = key !== this.key;
    if (another) Object.assign(this, new Atlas());
    this.key = key;
    this.settings = settings;
    this.lambdas = settings.lambdas;
    return another;
  }

  /** @param {Frame} frame */
  takeStatics(frame) {
    const { strip_images: strip, heat_images: heat, tile_units: units } = frame.header;
    this.images = imagesOf(frame);
    this.shown = { strip, heat, units };
  }

  /** @param {Frame} frame */
  takePoint({ header, sections }) {
    const { index, lam, explained, epochs, figures } = header;
    const { strip, latent, heat, tiles, units } = sections;
    const extent = extentOf(latent);
    this.extent = united(this.extent ?? extent, extent);
    const largest = reach(tiles);
    if (largest > this.weightsTo) {
      this.weightsTo = largest;
      for (const one of this.points) if (one) one.tiles = onScale(one.sections.tiles, largest);
    }
    /** @type {Point} */
    const point = {
      index, lam, explained, epochs, figures, extent, tiles: onScale(tiles, this.weightsTo),
      sections: { strip: onPixels(strip), latent, heat, tiles, units },
    };
    this.points[index] = point;
    this.identity = Array(Math.max(0, this.total - 1)).fill(null);
    return point;
  }

  /** Groups of near-copies among the units shown at a λ. @param {Point} point */
  copies(point) {
    const known = this.merged.get(point);
    if (known) return known;
    const found = nearCopies(point.sections.tiles).map((group) => group.map((row) => this.shown.units[row]));
    this.merged.set(point, found);
    return found;
  }

  /** Find out for one more pair of neighbours how many units stay themselves; whether there was one. */
  compareNext() {
    const i = this.identity.findIndex((share, k) => share === null && this.points[k] && this.points[k + 1]);
    const [a, b] = [this.points[i], this.points[i + 1]];
    if (!a || !b) return false;
    this.identity[i] = identity(a.sections.tiles, b.sections.tiles);
    return true;
  }

  /** Whether a model depends on no other λ: one can be added, and they come coarse to fine. */
  get independent() {
    return this.settings.way === 'fan' || this.settings.way === 'scratch';
  }

  /** What to show to somebody who has not chosen a λ: of a path in training the newest, else the middle one. @param {number} newest */
  resting(newest) {
    return this.independent ? this.nearest(this.middle) : newest;
  }

  /** The index of the λ in the middle: 1 by default. */
  get middle() {
    return Math.floor(this.total / 2);
  }

  /** The points there are, in order of λ. */
  done() {
    return /** @type {Point[]} */ (this.points.filter(Boolean));
  }

  /**
   * The finished λ nearest to an index, or null when there is none.
   *
   * @param {number} index
   * @returns {number|null}
   */
  nearest(index) {
    /** @type {number|null} */
    let best = null;
    for (const { index: i } of this.done()) if (best === null || Math.abs(i - index) < Math.abs(best - index)) best = i;
    return best;
  }
}

/**
 * The index of the λ by which one atlas is larger than another; null where they differ in anything else.
 *
 * @param {{[name: string]: any}} before settings
 * @param {{[name: string]: any}} after
 * @returns {number|null}
 */
export function addedTo({ lambdas: few, ...before }, { lambdas: many, ...after }) {
  const index = many.findIndex((/** @type {number} */ lam) => !few.includes(lam));
  const others = many.filter((/** @type {number} */ _, /** @type {number} */ i) => i !== index);
  const alike = String(others) === String(few) && JSON.stringify(before) === JSON.stringify(after);
  return alike && index >= 0 ? index : null;
}

/**
 * How far a scale must reach that shows all but the outermost few of these values: a handful of large weights would
 * leave the others without colour.
 *
 * @param {Section} section signed bytes
 */
export function reach(section) {
  const counts = new Uint32Array(129);
  for (let i = 0; i < section.values.length; i++) counts[Math.abs(section.values[i])] += 1;
  let beyond = 0;
  let q = 127;
  while (q > 1 && beyond + counts[q] <= OUTERMOST * section.values.length) beyond += counts[q--];
  return (q * (section.hi ?? 1)) / 127;
}

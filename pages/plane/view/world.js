// What is known of the plane: the points, and what the model and those beside it do at every place of a grid. Pure.

import { valueAt } from '../../kit/view/frames.js';
import { Steady } from '../../kit/view/steady.js';

/**
 * @typedef {import('../../kit/view/frames.js').Section} Section
 * @typedef {import('../../kit/view/frames.js').Sections} Sections
 *
 * What a model does.
 *
 * @typedef {object} Side
 * @property {Section} pull r(x) − x at each place of the grid
 * @property {Section|null} heat ‖J‖²_F there
 * @property {Section|null} ellipses σ₁, σ₂ and the angle of the first direction, at each place of the coarser grid
 *
 * In numbers, as the frame's header says it.
 *
 * @typedef {object} Figures
 * @property {number|null} along how many times as far the code moves along as across
 * @property {number|null} cosine of the first direction with the tangent; on the circle alone
 * @property {number} error share of the points' variance
 * @property {number} encoder ‖W‖_F
 * @property {number} decoder ‖V‖_F
 * @property {[number, number]} sigma mean σ₁ and σ₂ at the points
 * @property {number} [noise] σ of the denoising one
 *
 * @typedef {import('../../kit/view/run/run.js').Header & {
 *   reach?: number, grid?: number, ellipses?: number, suggested?: number|null, steepest?: number,
 *   plane?: Figures|null, twin?: Figures|null, denoising?: Figures|null,
 * }} PlaneHeader
 */

/** Numbers of a row of `units`: w₁, w₂, b, v₁, v₂, and its part of ‖J‖². */
export const PER_UNIT = 6;
const [W1, W2, B, V1, V2, PART] = [0, 1, 2, 3, 4, 5];
const NAMES = /** @type {const} */ (['twin', 'denoising']);

export class World {
  constructor() {
    this.reach = 5;
    this.grid = 40;
    this.coarse = 9;
    /** @type {number|null} */
    this.suggested = null;
    this.steepest = 0;
    /** @type {ArrayLike<number>} x, y of each */
    this.points = [];
    /** @type {ArrayLike<number>} */
    this.labels = [];
    /** @type {Section|null} where the reconstruction puts the first of them */
    this.made = null;
    /** @type {Side|null} */
    this.own = null;
    /** @type {Side|null} */
    this.twin = null;
    /** @type {Side|null} */
    this.denoising = null;
    /** @type {ArrayLike<number>} */
    this.units = [];
    /** @type {Section|null} how far the unit that is looked at moves, at each place */
    this.unitHeat = null;
    /** @type {number|null} which unit that is */
    this.unitOf = null;
    /** In numbers, those of the last frame that had them. @type {{plane: Figures|null, twin: Figures|null, denoising: Figures|null}} */
    this.figures = { plane: null, twin: null, denoising: null };
    this.heatTo = new Steady();
    this.unitTo = new Steady();
    this.sigmaTo = new Steady();
  }

  get hidden() {
    return this.units.length / PER_UNIT;
  }

  /**
   * A frame has come.
   *
   * @param {PlaneHeader} header
   * @param {Sections} sections
   * @param {boolean} fresh whether it is of another model
   */
  take(header, sections, fresh) {
    if (fresh) {
      this.own = this.twin = this.denoising = this.made = null;
      this.figures = { plane: null, twin: null, denoising: null };
      for (const scale of [this.heatTo, this.unitTo, this.sigmaTo]) scale.forget();
    }
    this.reach = header.reach ?? this.reach;
    this.grid = header.grid ?? this.grid;
    this.coarse = header.ellipses ?? this.coarse;
    this.steepest = header.steepest ?? this.steepest;
    if (header.suggested !== undefined) this.suggested = header.suggested;
    if (sections.points) {
      this.points = sections.points.values;
      this.labels = sections.labels?.values ?? [];
    }
    if (sections.made) this.made = sections.made;
    if (sections.units) this.units = sections.units.values;
    if (sections.pull) {
      this.own = { pull: sections.pull, heat: sections.heat ?? null, ellipses: sections.ellipses ?? null };
      this.unitOf = header.pin?.unit ?? null;
      this.unitHeat = this.unitOf === null ? null : sections.unit_heat ?? null;
    }
    const { plane, twin, denoising } = { ...this.figures, ...header };
    this.figures = { plane, twin, denoising };
    for (const name of NAMES) {
      const pull = sections[`${name}_pull`];
      if (header[name] === null) this[name] = null;
      else if (pull) this[name] = { pull, heat: sections[`${name}_heat`] ?? null, ellipses: sections[`${name}_ellipses`] ?? null };
    }
    this.scale();
  }

  /** The model and its twin are drawn on the same scales. */
  scale() {
    const sides = [this.own, this.twin];
    this.heatTo.take(Math.max(0, ...sides.map((side) => side?.heat?.hi ?? 0)));
    this.sigmaTo.take(Math.max(0, ...sides.map((side) => largest(side?.ellipses ?? null))));
    if (this.unitHeat) this.unitTo.take(this.unitHeat.hi ?? 0);
    else this.unitTo.forget();
  }

  /** @param {number} unit */
  unit(unit) {
    const at = (/** @type {number} */ i) => this.units[PER_UNIT * unit + i];
    return { w: [at(W1), at(W2)], b: at(B), v: [at(V1), at(V2)], part: at(PART) };
  }

  /** Each unit's share of ‖J‖². @returns {number[]} */
  shares() {
    const parts = Array.from({ length: this.hidden }, (_, unit) => this.units[PER_UNIT * unit + PART]);
    const all = parts.reduce((sum, part) => sum + part, 0);
    return parts.map((part) => (all > 0 ? part / all : 0));
  }
}

/** The largest σ₁. @param {Section|null} ellipses */
function largest(ellipses) {
  let most = 0;
  if (ellipses) for (let i = 0; i < ellipses.values.length; i += 3) most = Math.max(most, ellipses.values[i]);
  return most;
}

/**
 * The value at a place, between the four around it.
 *
 * @param {Section} section of a grid
 * @param {number} count places of the grid a side
 * @param {number} reach
 * @param {number} x
 * @param {number} y
 * @param {number} [width] numbers of a place
 * @param {number} [which] of them
 */
export function between(section, count, reach, x, y, width = 1, which = 0) {
  const [left, below] = [x, y].map((at) => Math.min(count - 1, Math.max(0, ((at / reach + 1) / 2) * (count - 1))));
  const column = Math.min(count - 2, Math.floor(left));
  const row = Math.min(count - 2, Math.floor(below));
  const [s, t] = [left - column, below - row];
  const at = (/** @type {number} */ j, /** @type {number} */ i) => valueAt(section, ((row + j) * count + column + i) * width + which);
  return (1 - t) * ((1 - s) * at(0, 0) + s * at(0, 1)) + t * ((1 - s) * at(1, 0) + s * at(1, 1));
}

/** The nearest place of the grid. @param {number} count @param {number} reach @param {number} x @param {number} y */
export function nearestPlace(count, reach, x, y) {
  const [column, row] = [x, y].map((at) => Math.min(count - 1, Math.max(0, Math.round(((at / reach + 1) / 2) * (count - 1)))));
  return row * count + column;
}

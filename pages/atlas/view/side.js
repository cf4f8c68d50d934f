// One side of the page: the panels of a model, drawing one λ of the atlas, or its difference from another.

import { differenceOf } from '../../kit/view/difference.js';
import { count, percent } from '../../kit/view/format.js';
import { lambdaWords } from '../../kit/view/lambdas.js';
import { createSide as createPanels } from '../../kit/view/panels/side.js';
import { letter } from './likeness.js';

/**
 * @typedef {import('./store.js').Point} Point
 * @typedef {ReturnType<typeof createSide>} Side
 */

/**
 * @param {'left'|'right'} name
 * @param {import('./store.js').Atlas} atlas
 * @param {import('./actions.js').AtlasActions} act
 * @param {import('../../kit/view/scene.js').Pins} pins
 * @param {() => import('../../kit/view/theme.js').Theme} theme
 * @param {import('../../kit/view/tooltip.js').Tooltip} tip
 */
export function createSide(name, atlas, act, pins, theme, tip) {
  const scene = createScene(atlas, pins);
  const context = { scene, act: { pinUnit: act.pinUnit, pinImage: act.pinImage }, theme, tip, extent: () => atlas.extent };
  const side = createPanels(name, `atlas-${name}`, context);
  let fresh = true;

  return {
    ...side,
    /** Another atlas, or its images have come. */
    statics() {
      fresh = true;
    },
    /**
     * Called in the animation frame.
     *
     * @param {Point} point
     * @param {Point|null} against show the difference from it
     */
    draw(point, against) {
      if (!scene.images) return;
      scene.show(point, against);
      const { strip, latent, heat } = point.sections;
      side.draw({ strip, latent, heat, tiles: point.tiles.section }, fresh);
      fresh = false;
    },
    /** @param {Point|null} point @param {Point|null} against */
    words(point, against) {
      if (!point) return;
      const at = `λ = ${lambdaWords(point.lam)}`;
      const words = against ? `${at}, minus λ = ${lambdaWords(against.lam)}` : at;
      const copies = scene.copies ? `, ${count(scene.copies)} near-copies` : '';
      side.words([words, `${at}, ${percent(point.explained)} of variance`, words, against ? words : at + copies]);
    },
    /** @param {Point|null} point */
    describe(point) {
      if (point) side.describe(`λ = ${lambdaWords(point.lam)}. `);
    },
  };
}

/**
 * One λ of the atlas, for the panels.
 *
 * @param {import('./store.js').Atlas} atlas
 * @param {import('../../kit/view/scene.js').Pins} pins
 */
function createScene(atlas, pins) {
  /** @type {Point|null} */
  let point = null;
  /** @type {import('../../kit/view/scene.js').Difference|null} */
  let difference = null;
  let clipped = false;
  const rowOf = (/** @type {number} */ unit) => atlas.shown.units.indexOf(unit);

  return {
    /** @param {Point} now @param {Point|null} against */
    show(now, against) {
      point = now;
      if (against) ({ difference, clipped } = differenceOf(against.sections, now.sections, atlas.weightsTo));
      else [difference, clipped] = [null, now.tiles.clipped];
    },
    get images() {
      return atlas.images;
    },
    get shown() {
      return atlas.shown.strip;
    },
    get heatImages() {
      return atlas.shown.heat;
    },
    get hidden() {
      return /** @type {number} */ (atlas.settings.hidden);
    },
    get activation() {
      return /** @type {string} */ (atlas.settings.activation);
    },
    get explained() {
      return point?.explained ?? null;
    },
    get sat() {
      return point?.figures.sat ?? null;
    },
    get difference() {
      return difference;
    },
    get clipped() {
      return clipped;
    },
    paired: false,
    pins,
    unitAt: (/** @type {number} */ row) => atlas.shown.units[row],
    rowOf,
    letterOf(/** @type {number} */ unit) {
      if (!point || difference) return '';
      const place = atlas.copies(point).findIndex((group) => group.includes(unit));
      return place < 0 ? '' : letter(place);
    },
    get copies() {
      return point && !difference ? atlas.copies(point).flat().length : 0;
    },
    figuresOf(/** @type {number} */ unit) {
      const at = 4 * rowOf(unit);
      const table = point?.sections.units.values;
      return table && at >= 0 && at + 3 < table.length ? table.subarray(at, at + 4) : null;
    },
    probe: null,
    page: 0,
    pages: 1,
  };
}

// One side of the page: the four panels of the Live page, drawing one λ of the atlas, or its difference from another.

import { el, textOf } from '../../kit/view/dom.js';
import { attempt } from '../../kit/view/failure.js';
import { count, percent } from '../../kit/view/format.js';
import { guarded } from '../../kit/view/guard.js';
import { lambdaWords } from '../../kit/view/lambdas.js';
import { createHeatmap } from '../../kit/view/panels/heatmap.js';
import { createLatent } from '../../kit/view/panels/latent.js';
import { createReconstructions } from '../../kit/view/panels/reconstructions.js';
import { createTiles } from '../../kit/view/panels/tiles.js';
import { differenceOf } from './difference.js';
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
  const [strip, latent, heat, tiles] = [createReconstructions, createLatent, createHeatmap, createTiles].map((create) => create(context));
  const columns = [[strip, latent], [heat, tiles]];
  const panels = [strip, latent, heat, tiles].map((panel) => guarded(panel));
  /** What differs between two sides, over each panel that stands beside its other. @type {((point: Point) => string)[]} */
  const told = [() => '', ({ explained }) => `, ${percent(explained)} of variance`, () => '', () => (scene.copies ? `, ${count(scene.copies)} near-copies` : '')];
  const captions = panels.map(({ element }) => {
    const at = el('p', { class: 'cae-at' });
    element.insertBefore(at, element.querySelector('.cae-body'));
    const set = textOf(at);
    return (/** @type {string} */ text) => attempt(at, () => set(text)); // inside the panel: its guard is to hear of it
  });
  const element = el(
    'div', { class: `cae-side cae-${name}`, 'data-testid': `atlas-${name}` },
    el('div', { class: 'cae-side-panels' }, ...columns.map((column) => el('div', { class: 'cae-column' }, ...column.map((panel) => panel.element)))),
  );
  let fresh = true;

  return {
    element,
    /** Whether it stands beside another: what differs is then said over each panel. @param {boolean} on */
    pair(on) {
      scene.paired = on;
    },
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
      for (const panel of panels) panel.draw({ strip, latent, heat, tiles: point.tiles.section }, fresh);
      fresh = false;
    },
    /** @param {Point|null} point @param {Point|null} against */
    words(point, against) {
      if (!point) return;
      const words = `λ = ${lambdaWords(point.lam)}`;
      panels.forEach((panel, i) => {
        panel.words?.();
        captions[i](against && i !== 1 ? `${words}, minus λ = ${lambdaWords(against.lam)}` : words + told[i](point));
      });
    },
    /** @param {Point|null} point */
    describe(point) {
      for (const { describe } of panels) {
        if (!describe || !point) continue;
        const text = `λ = ${lambdaWords(point.lam)}. ${describe.text()}`;
        if (describe.element.getAttribute('aria-label') !== text) describe.element.setAttribute('aria-label', text);
      }
    },
    restyle() {
      for (const panel of panels) panel.restyle?.();
    },
    destroy() {
      for (const panel of panels) panel.destroy();
      element.remove();
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
      if (against) ({ difference, clipped } = differenceOf(against, now, atlas.weightsTo));
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

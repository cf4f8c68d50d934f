// One side of the page: the four panels of the Live page, drawing one λ of the atlas, or its difference from another.

import { el, textOf } from '../../kit/view/dom.js';
import { createHeatmap } from '../../kit/view/panels/heatmap.js';
import { createLatent } from '../../kit/view/panels/latent.js';
import { createReconstructions } from '../../kit/view/panels/reconstructions.js';
import { Session, settingsFrom } from '../../kit/view/run/run.js';
import { createTiles } from '../../kit/view/panels/tiles.js';
import { createTooltip } from '../../kit/view/tooltip.js';
import { heatDifference, tileDifference } from './difference.js';
import { lambdaWords } from '../../kit/view/lambdas.js';

/** @typedef {ReturnType<typeof createSide>} Side */

/**
 * @param {'left'|'right'} name
 * @param {import('./store.js').Atlas} atlas
 * @param {import('../../kit/view/panel.js').Context['act']} act
 * @param {() => import('../../kit/view/theme.js').Theme} theme
 * @param {HTMLElement} root what tooltips are placed in
 */
export function createSide(name, atlas, act, theme, root) {
  const session = new Session(settingsFrom({ hidden: 0, activation: 'sigmoid' }));
  const tip = createTooltip(root, session, theme);
  const context = { session, act, theme, tip, still: true, extent: () => atlas.extent };
  const views = [createReconstructions(context), createLatent(context), createHeatmap(context), createTiles(context)];
  const caption = el('h2', { class: 'cae-side-caption' });
  const setCaption = textOf(caption);
  const column = (/** @type {number} */ i) => el('div', { class: 'cae-column' }, views[i].element, views[i + 1].element);
  const element = el(
    'div',
    { class: `cae-side cae-${name}`, 'data-testid': `atlas-${name}` },
    caption,
    el('div', { class: 'cae-side-panels' }, column(0), column(2)),
  );
  let fresh = true;

  return {
    element,
    views,
    session,
    /** Another atlas, or its images have come. */
    statics() {
      const { statics, settings } = atlas;
      if (!statics) return;
      const header = /** @type {any} */ (statics.header);
      Object.assign(session.settings, { hidden: settings.hidden, activation: settings.activation });
      session.header = header;
      session.takeData(header, statics.sections);
      session.shown = header.strip_images;
      session.rows = header.tile_units;
      fresh = true;
    },
    /**
     * Called in the animation frame.
     *
     * @param {import('./store.js').Point} point
     * @param {{point: import('./store.js').Point, weightsTo: number}|null} against show the difference from it
     */
    draw(point, against) {
      if (!session.data) return;
      const { strip, latent, heat, units } = point.sections;
      const { sat } = point.figures;
      session.header = /** @type {any} */ ({ build: atlas.key, page: 0, pages: 1, explained: point.explained, sat });
      session.units = units;
      /** @type {import('../../kit/view/frames.js').Sections} */
      const sections = { strip, latent, heat, tiles: point.tiles };
      if (against) {
        const { point: left, weightsTo } = against;
        sections.other = left.sections.strip;
        sections.heat = heatDifference(left.sections.heat, heat);
        sections.tiles = tileDifference(left.sections.tiles, point.sections.tiles, weightsTo);
      }
      const frame = { header: /** @type {any} */ (session.header), sections };
      for (const view of views) view.draw(frame, fresh);
      fresh = false;
    },
    /** @param {import('./store.js').Point|null} point @param {import('./store.js').Point|null} against */
    words(point, against) {
      if (!point) return;
      const words = `λ = ${lambdaWords(point.lam)}`;
      setCaption(name === 'left' ? `Left: ${words}, pinned` : `Right: ${words}${against ? `, minus λ = ${lambdaWords(against.lam)}` : ''}`);
      for (const view of views) {
        view.words?.();
        const head = /** @type {HTMLElement} */ (view.element.firstElementChild);
        if (head.dataset.at !== words) head.dataset.at = words;
      }
    },
    /** @param {import('./store.js').Point|null} point */
    describe(point) {
      for (const { describe } of views) {
        if (!describe || !point) continue;
        const text = `λ = ${lambdaWords(point.lam)}. ${describe.text()}`;
        if (describe.element.getAttribute('aria-label') !== text) describe.element.setAttribute('aria-label', text);
      }
    },
    restyle() {
      for (const view of views) view.restyle?.();
    },
    destroy() {
      for (const view of views) view.destroy();
      element.remove();
    },
  };
}

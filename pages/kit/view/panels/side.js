// One side of a comparison, or the only one: the four panels that show a model. Two sides stand beside each other in one
// frame a panel: what differs is said over each half.

import { el, textOf } from '../dom.js';
import { attempt } from '../failure.js';
import { guarded } from '../guard.js';
import { rename } from '../reader.js';
import { createHeatmap } from './heatmap.js';
import { createLatent } from './latent.js';
import { createReconstructions } from './reconstructions.js';
import { createTiles } from './tiles.js';

/** In this order, everywhere. @typedef {[strip: string, latent: string, heat: string, tiles: string]} Captions */

/**
 * @param {'left'|'right'} where
 * @param {string} testid
 * @param {import('../panel.js').Context} context
 */
export function createSide(where, testid, context) {
  const [strip, latent, heat, tiles] = [createReconstructions, createLatent, createHeatmap, createTiles].map((create) => create(context));
  const panels = [strip, latent, heat, tiles].map((panel) => guarded(panel));
  const captions = panels.map(({ element }) => {
    const at = el('p', { class: 'cae-at' });
    element.insertBefore(at, element.querySelector('.cae-body'));
    const set = textOf(at);
    return (/** @type {string} */ text) => attempt(at, () => set(text)); // inside the panel: its guard is to hear of it
  });
  const columns = [[strip, latent], [heat, tiles]].map((column) => el('div', { class: 'cae-column' }, ...column.map((panel) => panel.element)));
  const element = el('div', { class: `cae-side cae-${where}`, 'data-testid': testid }, el('div', { class: 'cae-side-panels' }, ...columns));
  const landmarks = panels.map((panel) => ({ panel, name: panel.element.getAttribute('aria-label') ?? '' }));

  return {
    element,
    panels,
    named: { reconstructions: strip.element, latent: latent.element, heatmap: heat.element, weights: tiles.element },
    /** Whether the other side stands beside it: then the same panel is there twice. @param {boolean} on */
    pair(on) {
      context.scene.paired = on;
      const which = where === 'left' ? 'Left: ' : 'Right: ';
      for (const { panel, name } of landmarks) panel.element.setAttribute('aria-label', `${on ? which : ''}${name}`);
    },
    /** Called in the animation frame. @param {import('../frames.js').Sections} sections @param {boolean} fresh */
    draw(sections, fresh) {
      for (const panel of panels) panel.draw(sections, fresh);
    },
    /** @param {Captions} said over each panel, beside the other side */
    words(said) {
      panels.forEach((panel, i) => {
        panel.words?.();
        captions[i](said[i]);
      });
    },
    /** @param {string} which model, as a sentence */
    describe(which) {
      for (const { describe } of panels) if (describe) rename(describe.element, `${which}${describe.text()}`);
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

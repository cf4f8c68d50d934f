// A panel with a figure of all λs that Python makes: a click on a point goes to its λ, and the λs that are looked at are
// marked without the figure being drawn anew.

import { el } from '../../kit/view/dom.js';
import { createDrawing } from '../../kit/view/drawing.js';
import { createPanel } from '../../kit/view/panel.js';

/**
 * @typedef {object} With what every chart is made with
 * @property {import('./store.js').Atlas} atlas
 * @property {import('./actions.js').AtlasActions} act
 * @property {() => import('../../kit/view/theme.js').Theme} theme
 * @property {string} base
 */

/**
 * @param {With} context
 * @param {{name: string, title: string, how: string}} named
 * @param {() => string} text what a screen reader is told
 * @param {HTMLElement} [corner] what stands beside the title
 */
export function createChart({ atlas, act, theme, base }, named, text, corner) {
  const panel = createPanel(named);
  if (corner) panel.legend.append(corner);
  const foot = el('div', { class: 'cae-plot-foot' });
  /** @type {import('../../kit/view/figurestyle.js').Told|null} */
  let told = null;
  /** @type {[number|null, number|null]} the λs that are marked */
  let at = [null, null];
  const drawing = createDrawing({
    label: named.title, base, theme, complain: act.complain, told: () => told, of: () => atlas.key,
    go(place) {
      act.pause();
      act.scrub(place);
    },
  });
  panel.body.append(drawing.element);
  panel.element.append(foot);

  return {
    element: panel.element,
    foot,
    /** The figure, as Python tells it; null: the one that is seen is of another atlas. @param {import('../../kit/view/figurestyle.js').Told|null} figure */
    take(figure) {
      told = figure;
      if (!figure) at = [null, null];
      drawing.mark(...at);
      drawing.element.classList.toggle('cae-stale', !figure);
      drawing.soon();
    },
    /** Called in an animation frame. @param {number} index of the λ shown @param {number|null} pinned */
    mark(index, pinned) {
      at = [index, pinned];
      if (told) drawing.mark(...at);
    },
    describe: () => drawing.describe(text()),
    restyle: drawing.now,
    destroy: drawing.destroy,
  };
}

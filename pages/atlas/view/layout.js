// Where everything on the Atlas page stands.

import { createBanners } from '../../kit/view/banner.js';
import { el } from '../../kit/view/dom.js';
import { createHelp } from '../../kit/view/help.js';
import { createSwitches } from '../../kit/view/switches.js';
import { createCurves } from './curves.js';
import { createExports } from './exports.js';
import { SHORTCUTS } from './keys.js';
import { createMemory } from './memory.js';
import { createNotes } from './notes.js';
import { createFigures, createProgress } from './progress.js';
import { createScrub } from './scrub.js';
import { createSide } from './side.js';
import { createStates } from './states.js';
import { createTradeoff } from './tradeoff.js';

/** @typedef {import('./store.js').Point} Point */

/**
 * @param {HTMLElement} root
 * @param {import('./store.js').Atlas} atlas
 * @param {import('./actions.js').AtlasActions} act
 * @param {import('../../kit/view/scene.js').Pins} pins
 * @param {() => import('../../kit/view/theme.js').Theme} theme
 * @param {string} base
 * @param {ReturnType<typeof import('./others.js').createOthers>} others
 * @param {import('../../kit/view/tooltip.js').Tooltip} tip
 * @param {() => Promise<void>} picture
 * @param {() => void} switched the text size changed
 */
export function createLayout(root, atlas, act, pins, theme, base, others, tip, picture, switched) {
  const banners = createBanners();
  const help = createHelp(SHORTCUTS);
  const progress = createProgress(act);
  const figures = createFigures();
  const exporting = createExports(atlas, base, picture);
  const scrub = createScrub(atlas, act, theme);
  const states = createStates(atlas, act, theme, tip);
  const notes = createNotes(atlas);
  const left = createSide('left', atlas, act, pins, theme, tip);
  const right = createSide('right', atlas, act, pins, theme, tip);
  const curves = createCurves(atlas, act, theme, base);
  const [toMemory, toCosts] = [tab('Memory'), tab('Costs')];
  const tradeoff = createTradeoff(atlas, act, theme, base, toMemory);
  const memory = createMemory(atlas, act, theme, base, others, toCosts);
  left.element.hidden = memory.element.hidden = true;
  for (const [button, there, away] of /** @type {const} */ ([[toMemory, memory, tradeoff], [toCosts, tradeoff, memory]])) {
    button.addEventListener('click', () => {
      [there.element.hidden, away.element.hidden] = [false, true];
      for (const one of plots) one.update();
      (button === toMemory ? toCosts : toMemory).focus();
    });
  }

  const switches = createSwitches(root, help.toggle, switched);
  const panels = el(
    'div', { class: 'cae-atlas-panels' },
    left.element, right.element, el('div', { class: 'cae-plots' }, curves.element, tradeoff.element, memory.element), banners.element,
  );
  const grid = el(
    'div', { class: 'cae-atlas-grid' },
    progress.element, figures.element, exporting.element, switches.element, scrub.element, states.element, notes.element, panels,
  );
  root.append(grid, help.element);
  const plots = [curves, tradeoff, memory];
  const sides = [left, right];

  return {
    banners, help, progress, figures, exporting, scrub, states, notes, memory, left, right, plots, panels,
    lecture: switches.lecture,
    /** λs have come or gone. */
    update() {
      scrub.arrange();
      states.update();
      notes.words();
      for (const plot of plots) plot.update();
    },
    /** Whether two sides stand beside each other. @param {boolean} on */
    compare(on) {
      left.element.hidden = !on;
      root.classList.toggle('cae-ab', on);
    },
    restyle() {
      for (const side of sides) side.restyle();
      states.restyle();
      scrub.arrange();
      for (const plot of plots) plot.restyle();
    },
    destroy() {
      for (const part of [...sides, ...plots, scrub, states]) part.destroy();
      grid.remove();
      help.element.remove();
    },
  };
}

/** @param {string} to what it brings into this one's place */
function tab(to) {
  return el('button', { type: 'button', class: 'cae-button cae-tab', 'data-testid': `atlas-to-${to.toLowerCase()}` }, `${to} ›`);
}

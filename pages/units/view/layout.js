// Where everything on the Units page stands.

import { createBanners } from '../../kit/view/banner.js';
import { el } from '../../kit/view/dom.js';
import { createHelp } from '../../kit/view/help.js';
import { createCard } from '../../kit/view/source/card.js';
import { createSwitches } from '../../kit/view/switches.js';
import { SHORTCUTS } from './keys.js';
import { createMatrix } from './matrix.js';
import { createPanels } from './panels/index.js';

/**
 * @param {HTMLElement} root
 * @param {import('./types.js').Context & {act: import('./actions.js').UnitsActions}} context
 * @param {HTMLElement} picker
 * @param {() => void} ask repaint the matrix in the next animation frame
 * @param {() => void} switched the text size changed
 */
export function createLayout(root, context, picker, ask, switched) {
  const banners = createBanners();
  const help = createHelp(SHORTCUTS);
  const card = createCard();
  const switches = createSwitches(root, help.toggle, switched);
  const matrix = createMatrix(context, ask);
  const beside = createPanels({ ...context, highlighted: matrix.highlight });
  const others = Object.values(beside);
  const panels = [matrix, ...others];
  /** @type {Set<import('./types.js').What>} what the panels beside the matrix have not been told yet */
  let untold = new Set();
  let request = 0;
  let timer = 0;
  // After the matrix is on the screen: what is looked at first must not wait for seven charts.
  function tell() {
    request = 0;
    const what = untold;
    untold = new Set();
    for (const panel of others) panel.update(what);
  }
  const area = (/** @type {string} */ name, /** @type {HTMLElement} */ element) => el('div', { class: `cae-area cae-area-${name}` }, element);
  const grid = el(
    'div', { class: 'cae-units-grid' },
    el('div', { class: 'cae-units-bar' }, picker, switches.element), banners.element, card.element,
    el(
      'div', { class: 'cae-units-panels' },
      area('reading', beside.reading.element), area('matrix', matrix.element), area('scatter', beside.scatter.element),
      area('counts', beside.counts.element), area('unit', beside.unit.element), area('image', beside.image.element),
      area('table', beside.table.element),
    ),
  );
  root.append(grid, help.element);

  return {
    banners, help, card, matrix, beside,
    lecture: switches.lecture,
    /** Called in the animation frame. @param {Set<import('./types.js').What>} what */
    update(what) {
      matrix.update(what);
      for (const one of what) untold.add(one);
      request ||= requestAnimationFrame(() => (timer = window.setTimeout(tell)));
    },
    restyle() {
      for (const panel of panels) panel.restyle();
    },
    destroy() {
      cancelAnimationFrame(request);
      window.clearTimeout(timer);
      for (const panel of panels) panel.destroy();
      grid.remove();
      help.element.remove();
    },
  };
}

// Where everything stands: the two bars, the three columns of panels, and the switches of the page.

import { createBanners } from '../../kit/view/banner.js';
import { createFigures, createLiveFields, createProgress, createTransport } from './controls.js';
import { el } from '../../kit/view/dom.js';
import { createHeatmap } from '../../kit/view/panels/heatmap.js';
import { createHelp } from '../../kit/view/help.js';
import { createLambdaControl } from '../../kit/view/run/lambdacontrol.js';
import { createLatent } from '../../kit/view/panels/latent.js';
import { SHORTCUTS } from './keys.js';
import { createLossChart } from './losschart.js';
import { createPinned } from './pinned.js';
import { createReconstructions } from '../../kit/view/panels/reconstructions.js';
import { createSwitches } from '../../kit/view/switches.js';
import { createTiles } from '../../kit/view/panels/tiles.js';
import { createTooltip } from '../../kit/view/tooltip.js';

/**
 * @param {HTMLElement} root
 * @param {import('../../kit/view/run/run.js').Session} session
 * @param {import('../../kit/view/run/actions.js').Actions} act
 * @param {() => import('../../kit/view/theme.js').Theme} theme
 * @param {() => void} switched the text size or the room changed
 */
export function createLayout(root, session, act, theme, switched) {
  const banners = createBanners();
  const refuse = (/** @type {string} */ error) =>
    banners.show('refused', error, { kind: 'bad', dismissible: true, passing: true });
  const help = createHelp(SHORTCUTS);
  const tip = createTooltip(root, session, theme);
  const context = { session, act, theme, tip };

  const lambda = createLambdaControl(session, act, refuse);
  const transport = createTransport(session, act, refuse);
  const fields = createLiveFields(session, act, refuse);
  const progress = createProgress();
  const figures = createFigures();

  const switches = createSwitches(root, help.toggle, switched);

  const views = [
    createReconstructions(context),
    createLatent(context),
    createHeatmap(context),
    createTiles(context),
    createPinned(context),
    createLossChart(context),
  ];
  const column = (/** @type {number} */ first) =>
    el('div', { class: 'cae-column' }, views[first].element, views[first + 1].element);
  const panels = el('div', { class: 'cae-panels' }, column(0), column(2), column(4), banners.element);
  const grid = el(
    'div',
    { class: 'cae-grid' },
    transport.element, progress.element, switches.element, lambda.element, fields.element, figures.element, panels,
  );
  root.append(grid, help.element);

  return {
    views,
    banners,
    help,
    lecture: switches.lecture,
    /** Settings changed: the controls follow. */
    follow() {
      banners.clear('refused');
      lambda.show();
      transport.show();
      fields.show();
    },
    /** Numbers in words, at most ten times a second. */
    words() {
      if (session.header) {
        progress.show(session.header);
        figures.show(session.header);
      }
      transport.running();
      for (const view of views) view.words?.();
    },
    describe() {
      for (const { describe } of views) {
        if (!describe) continue;
        const text = describe.text();
        if (describe.element.getAttribute('aria-label') !== text) describe.element.setAttribute('aria-label', text);
      }
    },
    restyle() {
      for (const view of views) view.restyle?.();
    },
    destroy() {
      for (const view of views) view.destroy();
      grid.remove();
      help.element.remove();
    },
  };
}

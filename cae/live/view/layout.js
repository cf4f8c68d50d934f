// Where everything stands: the two bars, the three columns of panels, and the switches of the page.

import { createBanners } from './banner.js';
import { createFigures, createLiveFields, createProgress, createTransport } from './controls.js';
import { el, icon } from './dom.js';
import { createHeatmap } from './heatmap.js';
import { createHelp } from './help.js';
import { remember, remembered } from './host.js';
import { createLambdaControl } from './lambdacontrol.js';
import { createLatent } from './latent.js';
import { createLossChart } from './losschart.js';
import { createPinned } from './pinned.js';
import { createReconstructions } from './reconstructions.js';
import { createTiles } from './tiles.js';
import { createTooltip } from './tooltip.js';

/**
 * @param {HTMLElement} root
 * @param {import('./state.js').Session} session
 * @param {import('./actions.js').Actions} act
 * @param {() => import('./theme.js').Theme} theme
 * @param {() => void} switched the text size or the room changed
 */
export function createLayout(root, session, act, theme, switched) {
  const banners = createBanners();
  const refuse = (/** @type {string} */ error) =>
    banners.show('refused', error, { kind: 'bad', dismissible: true, passing: true });
  const help = createHelp();
  const tip = createTooltip(root, session, theme);
  const context = { session, act, theme, tip };

  const lambda = createLambdaControl(session, act, refuse);
  const transport = createTransport(session, act, refuse);
  const fields = createLiveFields(session, act, refuse);
  const progress = createProgress();
  const figures = createFigures();

  /** A switch that the browser remembers. @param {Parameters<typeof icon>[0]} picture @param {string} name @param {string} key @param {boolean} otherwise */
  const toggle = (picture, name, key, otherwise) => {
    let on = remembered(key, otherwise);
    const button = el('button', { type: 'button', class: 'cae-button cae-quiet', title: name, 'aria-label': name }, icon(picture));
    const show = () => {
      button.setAttribute('aria-pressed', String(on));
      root.classList.toggle(`cae-${key}`, on);
    };
    button.addEventListener('click', () => {
      on = !on;
      remember(key, on);
      show();
      switched();
    });
    show();
    return { button, on: () => on };
  };
  const explained = toggle('read', 'How to read the panels', 'explained', true);
  const lecture = toggle('lecture', 'Lecture mode: larger text', 'lecture', false);
  const helpButton = el(
    'button',
    { type: 'button', class: 'cae-button cae-quiet', title: 'Keys', 'aria-label': 'Keys', on: { click: help.toggle } },
    icon('help'),
  );
  const switches = el('div', { class: 'cae-switches' }, explained.button, lecture.button, helpButton);

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
    transport.element, progress.element, switches, lambda.element, fields.element, figures.element, panels,
  );
  root.append(grid, help.element);

  return {
    views,
    banners,
    help,
    lecture: lecture.on,
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

// Where everything on the Atlas page stands.

import { el } from '../../kit/view/dom.js';
import { guarded } from '../../kit/view/guard.js';
import { createTooltip } from '../../kit/view/tooltip.js';
import { createBegun } from './begun.js';
import { createCurves } from './curves.js';
import { createExports } from './exports.js';
import { createMemory } from './memory.js';
import { createNotes } from './notes.js';
import { createFigures, createProgress } from './progress.js';
import { createScrub } from './scrub.js';
import { createSide } from './side.js';
import { createStates } from './states.js';
import { createTradeoff } from './tradeoff.js';

/** @typedef {import('./store.js').Point} Point */

/** @type {{[name: string]: string}} */
const TABS = { curves: 'Along λ', costs: 'Costs', memory: 'Memory' };

/**
 * @param {import('../../kit/view/page.js').Kit} kit
 * @param {import('./store.js').Atlas} atlas
 * @param {import('./actions.js').AtlasActions} act
 * @param {import('../../kit/view/scene.js').Pins} pins
 * @param {ReturnType<typeof import('./others.js').createOthers>} others
 * @param {() => Promise<void>} picture
 */
export function createLayout({ element: root, theme, base, banners, switches, limits, rearrange }, atlas, act, pins, others, picture) {
  const tip = createTooltip(root, () => atlas.images, theme);
  const progress = createProgress(act, limits);
  const figures = createFigures();
  const exporting = createExports(atlas, base, picture);
  const scrub = createScrub(atlas, act, theme);
  const states = guarded(createStates(atlas, act, theme, tip));
  const notes = createNotes(atlas);
  const begun = createBegun(atlas);
  const left = createSide('left', atlas, act, pins, theme, tip);
  const right = createSide('right', atlas, act, pins, theme, tip);
  const chart = { atlas, act, theme, base };
  /** @type {{[name: string]: {element: HTMLElement}}} */
  const plotsOf = {};
  let shown = 'curves'; // beside two sides there is place for one
  const curves = guarded(createCurves(chart, tabs(['costs'])));
  const tradeoff = guarded(createTradeoff(chart, tabs(['curves'], 'memory')));
  const memory = guarded(createMemory(chart, others, tabs(['curves'], 'costs')));
  Object.assign(plotsOf, { curves, costs: tradeoff, memory });
  left.element.hidden = true;

  /** @param {string} name */
  function show(name) {
    const alone = root.matches('.cae-ab:not(.cae-lecture)');
    shown = name;
    curves.element.hidden = alone && name !== 'curves';
    tradeoff.element.hidden = alone ? name !== 'costs' : name === 'memory';
    memory.element.hidden = name !== 'memory';
    rearrange();
  }
  show(shown);

  /** Buttons that bring other plots into a plot's place. @param {string[]} beside there only while two sides stand beside each other @param {string} [always] */
  function tabs(beside, always) {
    const button = (/** @type {string} */ name, /** @type {{[name: string]: string}} */ props) => {
      const bring = () => {
        show(name);
        const there = [...plotsOf[name].element.querySelectorAll('.cae-tab')];
        /** @type {HTMLElement|undefined} */ (there.find((one) => one.checkVisibility()))?.focus();
      };
      return el('button', { type: 'button', ...props, on: { click: bring } }, `${TABS[name]} ›`);
    };
    return el(
      'div', { class: 'cae-tabs cae-tools' },
      ...beside.map((name) => button(name, { class: 'cae-button cae-tab cae-beside' })),
      ...(always ? [button(always, { class: 'cae-button cae-tab', 'data-testid': `atlas-to-${always}` })] : []),
    );
  }

  const panels = el(
    'div', { class: 'cae-atlas-panels' },
    left.element, right.element, el('div', { class: 'cae-plots' }, curves.element, tradeoff.element, memory.element), begun.element, banners.element,
  );
  const element = el(
    'div', { class: 'cae-atlas-grid' },
    progress.element, figures.element, exporting.element, switches, scrub.element, states.element, notes.element, panels,
  );
  const charts = { curves, tradeoff, memory };
  const plots = Object.values(charts);
  const sides = [left, right];

  /** @param {keyof typeof left.named} name */
  const both = (name) => [left.named[name], right.named[name]];
  /** @type {import('../../kit/view/lecture.js').Lecture} */
  const lecture = {
    stage: panels,
    usual: ['latent', 'reconstructions', 'heatmap'],
    panels: [
      { name: 'reconstructions', title: 'Images', elements: both('reconstructions') },
      { name: 'latent', title: 'Latent plane', elements: both('latent'), tall: true },
      { name: 'heatmap', title: 'Heatmap', elements: both('heatmap'), tall: true },
      { name: 'weights', title: 'Weights', elements: both('weights'), tall: true },
      { name: 'curves', title: 'Along λ', elements: [curves.element], tall: true },
      { name: 'costs', title: 'Costs', elements: [tradeoff.element, memory.element] },
    ],
  };

  return {
    lecture,
    element, progress, figures, exporting, scrub, states, notes, begun, charts, left, right, plots, panels,
    /** λs have come or gone. */
    update() {
      scrub.arrange();
      figures.of(atlas.settings.activation ?? 'sigmoid');
      states.update();
      notes.words();
    },
    /** A figure by its name in Python. @param {string} name @param {import('../../kit/view/figurestyle.js').Told} figure */
    take(name, figure) {
      charts[/** @type {keyof typeof charts} */ (name)]?.take(figure);
    },
    /** The figures that are here are of another atlas. */
    forget() {
      for (const plot of plots) plot.take(null);
    },
    /** Whether two sides stand beside each other, and the right one as the difference. @param {boolean} on @param {boolean} differs */
    compare(on, differs) {
      left.element.hidden = !on;
      for (const side of sides) side.pair(on);
      root.classList.toggle('cae-ab', on);
      root.classList.toggle('cae-differs', on && differs);
      show(shown);
    },
    restyle() {
      show(shown); // in lecture mode all plots can be had
      for (const side of sides) side.restyle();
      states.restyle();
      scrub.arrange();
      for (const plot of plots) plot.restyle();
    },
    destroy() {
      for (const part of [...sides, ...plots, scrub, states]) part.destroy();
    },
  };
}

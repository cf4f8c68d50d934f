// Where everything stands: the two bars and the three columns of panels.

import { el } from '../../kit/view/dom.js';
import { guarded } from '../../kit/view/guard.js';
import { createHeatmap } from '../../kit/view/panels/heatmap.js';
import { createLatent } from '../../kit/view/panels/latent.js';
import { createReconstructions } from '../../kit/view/panels/reconstructions.js';
import { createTiles } from '../../kit/view/panels/tiles.js';
import { rename } from '../../kit/view/reader.js';
import { createLambdaControl } from '../../kit/view/run/lambdacontrol.js';
import { showAnswers } from '../../kit/view/answers.js';
import { createTooltip } from '../../kit/view/tooltip.js';
import { createLiveFields, createProgress, createTransport } from './controls.js';
import { createFigures } from './figures.js';
import { createFormula } from './formula.js';
import { createLossChart } from './losschart.js';
import { createPinned } from './pinned.js';
import { createSharing } from './sharing.js';
import { createWaiting } from './waiting.js';

/**
 * What the panels of the live run alone are given.
 *
 * @typedef {object} LiveContext
 * @property {import('../../kit/view/run/run.js').Run} run
 * @property {import('../../kit/view/run/actions.js').Actions} act
 * @property {() => import('../../kit/view/theme.js').Theme} theme
 * @property {import('../../kit/view/tooltip.js').Tooltip} tip
 */

/**
 * @param {import('../../kit/view/page.js').Kit} kit
 * @param {import('../../kit/view/run/run.js').Run} run
 * @param {import('../../kit/view/run/actions.js').Actions} act
 * @param {(made: import('./sharing.js').Made) => string} address of a link
 */
export function createLayout({ element: root, base, theme, banners, switches, complain }, run, act, address) {
  const refuse = (/** @type {string} */ error) => complain(error, 'refused');
  const tip = createTooltip(root, () => run.images, theme);
  const shared = { scene: run, act, theme, tip };
  const own = { run, act, theme, tip };

  const lambda = createLambdaControl(run, act, refuse);
  const transport = createTransport(run, act);
  const fields = createLiveFields(run, act, refuse);
  const progress = createProgress();
  const figures = createFigures(run);
  const formula = createFormula(run, theme);
  lambda.element.append(el('div', { class: 'cae-under' }, formula.element, figures.undo));
  const sharing = createSharing(run, act, { banners, address });

  const columns = [
    [createReconstructions(shared), createLatent(shared)],
    [createHeatmap(shared), createTiles(shared)],
    [createPinned({ ...own, base }), createLossChart(own)],
  ];
  const waiting = createWaiting(base);
  const panels = columns.flat().map((panel) => guarded(/** @type {import('../../kit/view/panel.js').Panel} */ (panel)));
  const stage = el(
    'div', { class: 'cae-panels' },
    ...columns.map((column) => el('div', { class: 'cae-column' }, ...column.map(({ element }) => element))), waiting.element, banners.element,
  );
  const element = el(
    'div',
    { class: 'cae-grid' },
    transport.element, progress.element, switches, lambda.element, fields.element, figures.element, tools, sharing.telling, stage,
  );

  const [reconstructions, latent, heatmap, weights, pinned, loss] = panels.map((panel) => [panel.element]);
  /** @type {import('../../kit/view/lecture.js').Lecture} */
  const lecture = {
    stage,
    usual: ['loss', 'reconstructions', 'heatmap'],
    panels: [
      { name: 'reconstructions', title: 'Images', elements: reconstructions },
      { name: 'latent', title: 'Latent plane', elements: latent, tall: true },
      { name: 'heatmap', title: 'Heatmap', elements: heatmap, tall: true },
      { name: 'weights', title: 'Weights', elements: weights, tall: true },
      { name: 'pinned', title: 'Pinned unit', elements: pinned },
      { name: 'loss', title: 'Loss', elements: loss },
    ],
  };

  const answers = showAnswers(root, () => run.settings, { unit: pinned[0], image: reconstructions[0] });

  return {
    element,
    panels,
    waiting,
    lecture,
    figures,
    sharing,
    /** Settings changed: the controls follow. */
    follow() {
      banners.clear('refused');
      lambda.show();
      transport.show();
      fields.show();
      figures.follow();
    },
    /** Numbers in words, at most ten times a second. */
    words() {
      if (run.header) {
        progress.show(run.header);
        figures.show();
        formula.words();
      }
      transport.running();
      sharing.words();
      for (const panel of panels) panel.words?.();
    },
    describe() {
      for (const { describe } of panels) {
        if (describe) rename(describe.element, describe.text());
      }
    },
    restyle() {
      formula.restyle();
      for (const panel of panels) panel.restyle?.();
    },
    destroy() {
      waiting.destroy();
      figures.destroy();
      answers.destroy();
      for (const panel of panels) panel.destroy();
    },
  };
}

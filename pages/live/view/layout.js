// Where everything stands: the two bars and the three columns of panels.

import { el } from '../../kit/view/dom.js';
import { guarded } from '../../kit/view/guard.js';
import { createSide } from '../../kit/view/panels/side.js';
import { rename } from '../../kit/view/reader.js';
import { keptScene } from '../../kit/view/run/kept.js';
import { createLambdaControl } from '../../kit/view/run/lambdacontrol.js';
import { showAnswers } from '../../kit/view/answers.js';
import { createTooltip } from '../../kit/view/tooltip.js';
import { Beside } from './beside.js';
import { createLiveFields, createProgress, createTransport } from '../../kit/view/run/controls.js';
import { createExports } from '../../kit/view/run/exports.js';
import { createFigures } from './figures.js';
import { createFormula } from './formula.js';
import { createKeeping } from './keeping.js';
import { createLossChart } from '../../kit/view/run/losschart.js';
import { createPinned } from './pinned.js';
import { createSharing } from '../../kit/view/run/sharing.js';
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
 * @param {(made: import('../../kit/view/run/sharing.js').Made) => string} address of a link
 */
export function createLayout({ element: root, base, theme, banners, switches, complain, rearrange }, run, act, address) {
  const refuse = (/** @type {string} */ error) => complain(error, 'refused');
  const tip = createTooltip(root, () => run.images, theme);
  const own = { run, act, theme, tip };

  const lambda = createLambdaControl(run, act, refuse);
  const transport = createTransport(run, act);
  const fields = createLiveFields(run, act, refuse);
  const progress = createProgress();
  const figures = createFigures(run);
  const formula = createFormula(run, theme);
  lambda.element.append(el('div', { class: 'cae-under' }, formula.element, figures.undo));
  const sharing = createSharing(run, act, { banners, address });

  const beside = new Beside(run);
  const keeping = createKeeping(run, act, beside, compared);
  const extent = () => beside.extent;
  const left = createSide('left', 'live-a', { scene: keptScene(run), act: { pinUnit: act.pinUnit, pinImage: act.pinImage, swap: act.swap }, theme, tip, extent, glides: true });
  const right = createSide('right', 'live-now', { scene: run, act, theme, tip, extent, glides: true });
  left.element.hidden = true;
  const others = [createPinned({ ...own, base }), createLossChart(own)].map((panel) => guarded(/** @type {import('../../kit/view/panel.js').Panel} */ (panel)));
  const waiting = createWaiting(base);
  const panels = [...right.panels, ...others];
  const stage = el(
    'div', { class: 'cae-panels' },
    left.element, right.element, el('div', { class: 'cae-column' }, ...others.map(({ element }) => element)), waiting.element, banners.element,
  );
  const exporting = createExports({ base, theme }, run, stage, 'live');
  const tools = el('div', { class: 'cae-run-tools' }, ...keeping.elements, exporting.element, sharing.menu);
  const element = el(
    'div',
    { class: 'cae-grid' },
    transport.element, progress.element, switches, lambda.element, fields.element, figures.element, tools, sharing.telling, stage,
  );

  const [pinned, loss] = others.map((panel) => [panel.element]);
  /** @param {keyof typeof left.named} name */
  const both = (name) => [left.named[name], right.named[name]];
  /** @type {import('../../kit/view/lecture.js').Lecture} */
  const lecture = {
    stage,
    usual: ['loss', 'reconstructions', 'heatmap'],
    panels: [
      { name: 'reconstructions', title: 'Images', elements: both('reconstructions') },
      { name: 'latent', title: 'Latent plane', elements: both('latent'), tall: true },
      { name: 'heatmap', title: 'Heatmap', elements: both('heatmap'), tall: true },
      { name: 'weights', title: 'Weights', elements: both('weights'), tall: true },
      { name: 'pinned', title: 'Pinned unit', elements: pinned },
      { name: 'loss', title: 'Loss', elements: loss },
    ],
  };

  const answers = showAnswers(root, () => run.settings, { unit: pinned[0], image: right.named.reconstructions });

  let paired = false;
  /** Two sides stand beside each other, or one alone. @param {boolean} on */
  function pair(on) {
    paired = on;
    left.element.hidden = !on;
    for (const side of [left, right]) side.pair(on);
    root.classList.toggle('cae-ab', on);
    rearrange();
  }

  /** The difference was switched, or the model kept is another. */
  function compared() {
    const { left: its, right: ours } = beside.again();
    root.classList.toggle('cae-differs', run.difference !== null);
    if (its) left.draw(its, false);
    right.draw(ours, false);
    words();
  }

  /** Numbers in words, at most ten times a second. */
  function words() {
    if (run.header) {
      progress.show(run.header);
      figures.show();
      formula.words();
    }
    transport.running();
    sharing.words();
    keeping.words();
    const said = beside.captions();
    if (paired) left.words(said.left);
    right.words(said.right);
    for (const panel of others) panel.words?.();
  }

  return {
    element,
    waiting,
    keeping,
    /** Called in the animation frame. @param {import('../../kit/view/frames.js').Sections} sections @param {boolean} fresh */
    draw(sections, fresh) {
      figures.draw();
      const drawn = beside.take(sections, fresh);
      if ((run.kept !== null) !== paired) pair(run.kept !== null);
      root.classList.toggle('cae-differs', run.difference !== null);
      if (drawn.left) left.draw(drawn.left, false);
      right.draw(drawn.right, fresh);
      for (const panel of others) panel.draw(sections, fresh);
    },
    lecture,
    sharing,
    /** Settings changed: the controls follow. */
    follow() {
      banners.clear('refused');
      lambda.show();
      transport.show();
      fields.show();
      figures.follow();
    },
    words,
    describe() {
      if (paired) left.describe('A. ');
      for (const { describe } of panels) {
        if (describe) rename(describe.element, describe.text());
      }
    },
    restyle() {
      formula.restyle();
      for (const panel of [...left.panels, ...panels]) panel.restyle?.();
    },
    destroy() {
      waiting.destroy();
      figures.destroy();
      answers.destroy();
      for (const side of [left, right]) side.destroy();
      for (const panel of others) panel.destroy();
    },
  };
}

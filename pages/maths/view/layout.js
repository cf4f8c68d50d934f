// Where everything stands: the bars; the outline and the heatmap, which stay in sight; the six steps, and what follows from them.

import { el } from '../../kit/view/dom.js';
import { exportMenu } from '../../kit/view/exports.js';
import { percent, sig3 } from '../../kit/view/format.js';
import { guarded } from '../../kit/view/guard.js';
import { createHeatmap } from '../../kit/view/panels/heatmap.js';
import { rename } from '../../kit/view/reader.js';
import { createLiveFields, createProgress, createTransport, numbers } from '../../kit/view/run/controls.js';
import { createExports } from '../../kit/view/run/exports.js';
import { createLambdaControl } from '../../kit/view/run/lambdacontrol.js';
import { createSharing } from '../../kit/view/run/sharing.js';
import { addressOf } from '../../kit/view/run/view.js';
import { createTooltip } from '../../kit/view/tooltip.js';
import { createCell } from './cell.js';
import { createChoosing } from './choosing.js';
import { createContents } from './contents.js';
import { createGallery } from './gallery.js';
import { createInside, createWay } from './inside.js';
import { Lesson } from './lesson.js';
import { createSource } from './source.js';
import { createStep } from './step.js';
import { STEPS } from './steps.js';
import { createTold } from './told.js';
import { unitsCsv } from './unitscsv.js';

const LEDE =
  'The penalty ‖J‖² says how far the code moves when the image changes a little. Six steps make of it a sum that is cheap to work out, and the gradient that training needs. ' +
  'Their numbers are of one unit at one image of the model that trains here; a click on a cell of the heatmap takes another.';

/**
 * @param {import('../../kit/view/page.js').Kit} kit
 * @param {import('../../kit/view/run/run.js').Run} run
 * @param {import('../../kit/view/run/actions.js').Actions} act
 */
export function createLayout({ element: root, base, theme, banners, switches, send, complain, url }, run, act) {
  const refuse = (/** @type {string} */ error) => complain(error, 'refused');
  const tip = createTooltip(root, () => run.images, theme);
  const lesson = new Lesson();
  const told = createTold(base, complain);
  const side = () => /** @type {[number, number]} */ (run.images ? [run.images.rows, run.images.columns] : [28, 28]);

  const lambda = createLambdaControl(run, act, refuse);
  const transport = createTransport(run, act);
  const fields = createLiveFields(run, act, refuse);
  const progress = createProgress();
  const figures = createFigures();
  for (const { element: one } of [fields, figures]) one.classList.add('cae-staying');
  const sharing = createSharing(run, act, { banners, address: addressOf(run) });

  const choosing = createChoosing(run, send, () => way.again());
  const cell = createCell(run, lesson);
  const heat = guarded(createHeatmap({ scene: run, act: handOf(run, act, cell), theme, tip }));
  heat.element.append(cell.element);
  const context = { run, lesson, theme, side, base, send };
  const steps = STEPS.map((step, i) => createStep(step, i + 1, context));
  steps[STEPS.findIndex(({ name }) => name === 'sum')].element.querySelector('.cae-legend')?.append(exportMenu('units at this image', { csv: () => unitsCsv(lesson) }));
  const way = createWay(send, () => choosing.cell);
  const inside = createInside({ run, theme, side, way });
  const gallery = createGallery({ lesson, run, theme, told, send });
  const source = createSource(told);
  const parts = [
    ...steps.map((panel, i) => ({ ...STEPS[i], panel })),
    { name: 'inside', title: 'Inside one step', short: 'One step', panel: inside },
    { name: 'gallery', title: 'Mistakes', short: 'Mistakes', panel: gallery },
    { name: 'source', title: 'In the code', short: '', panel: source },
  ].map(({ name, title, short, panel }) => ({ name, title, short, panel: guarded(/** @type {import('../../kit/view/panel.js').Panel} */ (/** @type {unknown} */ (panel))) }));
  const contents = createContents(parts.map(({ name, title, panel }) => ({ name, title, element: panel.element })), url.changed);

  const stage = el(
    'div', { class: 'cae-panels' },
    el('div', { class: 'cae-rail' }, contents.element, heat.element),
    el('div', { class: 'cae-article' }, el('p', { class: 'cae-lede' }, LEDE), ...parts.map(({ panel }) => panel.element)),
    banners.element,
  );
  const exporting = createExports({ base, theme }, run, () => [contents.current()], 'maths');
  const element = el(
    'div', { class: 'cae-grid' },
    transport.element, progress.element, switches, lambda.element, fields.element, figures.element,
    el('div', { class: 'cae-run-tools' }, exporting.element, sharing.menu), sharing.telling, stage,
  );
  const sight = createSight(parts.map(({ panel }) => panel));

  /** Numbers in words, at most ten times a second. */
  function words() {
    if (run.header) {
      progress.show(run.header);
      figures.show(run.header);
    }
    transport.running();
    sharing.words();
    heat.words?.();
    cell.words();
    for (const { panel } of parts) panel.words?.();
  }

  return {
    element, sharing, contents, choosing, inside, words,
    /** The server has the run, and knows of nothing that this page has asked for. */
    opened() {
      choosing.again();
      gallery.again();
    },
    refused: () => steps.forEach(({ refused }) => refused()),
    /** @type {import('../../kit/view/lecture.js').Lecture} */
    lecture: {
      stage,
      usual: ['heatmap', 'sum'],
      panels: [
        { name: 'heatmap', title: 'Heatmap', elements: [heat.element], tall: true },
        ...parts.filter(({ short }) => short).map(({ name, short, panel }) => ({ name, title: short, elements: [panel.element], tall: true })),
      ],
    },
    /** Called in the animation frame. @param {import('../../kit/view/frames.js').Sections} sections @param {boolean} fresh */
    draw(sections, fresh) {
      const header = /** @type {{[name: string]: any}} */ (run.header);
      lesson.take(header, sections, fresh);
      inside.take(header, sections);
      gallery.take();
      if (fresh) choosing.again(true);
      else if (!choosing.cell) choosing.follow();
      choosing.look(lesson);
      heat.draw(sections, fresh);
      for (const panel of sight.seen()) panel.draw(sections, fresh);
    },
    /** Settings changed: the controls follow. */
    follow() {
      banners.clear('refused');
      for (const control of [lambda, transport, fields]) control.show();
      choosing.follow();
    },
    describe: () => heat.describe && rename(heat.describe.element, heat.describe.text()),
    restyle() {
      heat.restyle?.();
      for (const { panel } of parts) panel.restyle?.();
    },
    destroy() {
      for (const one of [contents, sight, told, heat, ...parts.map(({ panel }) => panel)]) one.destroy();
    },
  };
}

/**
 * The hand in the heatmap: what is pointed at is told, a click derives it.
 *
 * @param {import('../../kit/view/run/run.js').Run} run
 * @param {import('../../kit/view/run/actions.js').Actions} act
 * @param {ReturnType<typeof createCell>} cell
 * @returns {import('../../kit/view/panel.js').Act}
 */
function handOf(run, act, cell) {
  return {
    ...act,
    probe(unit, image) {
      cell.hover(unit === null || image === null ? null : { unit, image });
      cell.words();
      act.probe(unit, image);
    },
    /** A second click lets both go. */
    pinCell(unit, image) {
      const { settings } = run;
      if (settings.unit === unit && settings.image === image) act.unpin();
      else act.pin(unit, image);
    },
  };
}

const createFigures = () =>
  numbers('figures', [
    { name: 'reconstruction', title: 'mean error of held-out images, summed over pixels', width: 7, value: (h) => sig3(h.recon) },
    { name: '‖J‖²', title: 'mean squared Frobenius norm of the encoder’s Jacobian', width: 6, value: (h) => sig3(h.penalty) },
    { name: 'λ‖J‖²', title: 'what the penalty adds to the loss', width: 7, value: (h) => sig3(h.weighted) },
    { name: 'SAT', title: 'share of all h that are saturated', width: 5, value: (h) => percent(h.sat) },
  ]);

/**
 * Panels that are far from what can be seen are not drawn; one that comes near is drawn at once.
 *
 * @param {import('../../kit/view/panel.js').Panel[]} panels
 */
function createSight(panels) {
  /** @type {Set<import('../../kit/view/panel.js').Panel>} */
  const seen = new Set();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const panel = panels.find(({ element }) => element === target);
      if (!panel) continue;
      if (!isIntersecting) seen.delete(panel);
      else if (!seen.has(panel)) {
        seen.add(panel);
        panel.draw({}, false);
        panel.words?.();
      }
    }
  }, { rootMargin: '200px 0px' });
  for (const { element } of panels) observer.observe(element);
  return { seen: () => seen, destroy: () => observer.disconnect() };
}

// Where everything stands: the two bars; data, model and network; the plane, large; those beside it, and what is seen.

import { el, textOf } from '../../kit/view/dom.js';
import { count, sig3, trimmed } from '../../kit/view/format.js';
import { guarded } from '../../kit/view/guard.js';
import { lambdaText } from '../../kit/view/lambda.js';
import { createPanel } from '../../kit/view/panel.js';
import { rename } from '../../kit/view/reader.js';
import { createLiveFields, createProgress, createTransport, numbers } from '../../kit/view/run/controls.js';
import { createExports } from '../../kit/view/run/exports.js';
import { createLambdaControl } from '../../kit/view/run/lambdacontrol.js';
import { createLossChart } from '../../kit/view/run/losschart.js';
import { createSharing } from '../../kit/view/run/sharing.js';
import { addressOf } from '../../kit/view/run/view.js';
import { createTooltip } from '../../kit/view/tooltip.js';
import { createDatasets } from './datasets.js';
import { paleMap } from './drawing.js';
import { createLayers } from './layers.js';
import { createLooking } from './looking.js';
import { createModel } from './model.js';
import { createNetwork } from './network.js';
import { createNumbers } from './numbers.js';
import { createPad } from './pad.js';
import { createPlanePanel } from './planepanel.js';
import { World } from './world.js';

const HOW_OWN = 'Colour is ‖J‖². An ellipse is long where the code moves far when the point moves that way, short where it hardly does. Arrows lead to where the reconstruction puts a point.';
const HOW_UNIT = 'Colour is φ′(z)‖w‖: how far the unit moves when the point moves a little; its line is where it is steepest.';

/**
 * @param {import('../../kit/view/page.js').Kit} kit
 * @param {import('../../kit/view/run/run.js').Run} run
 * @param {import('../../kit/view/run/actions.js').Actions} act
 * @param {import('./building.js').Building} building
 */
export function createLayout({ element: root, base, theme, banners, switches, complain }, run, act, building) {
  const refuse = (/** @type {string} */ error) => complain(error, 'refused');
  const tip = createTooltip(root, () => null, theme);
  const world = new World();
  let colors = paleMap(theme());
  const table = () => colors;

  const lambda = createLambdaControl(run, act, refuse);
  const transport = createTransport(run, act);
  const fields = createLiveFields(run, act, refuse);
  const progress = createProgress('points');
  const figures = createFigures();
  const suggestion = createSuggestion(run, act, world);
  lambda.element.append(suggestion.element);
  const sharing = createSharing(run, act, { banners, address: addressOf(run) });

  const pad = createPad(building, theme);
  const datasets = createDatasets(building, pad.open);
  const model = createModel(building, refuse);
  const data = createPanel({ name: 'data', title: 'Data and model', how: 'Another one is trained from its beginning; that can be undone.' });
  data.body.append(datasets.element, model.element);
  data.element.classList.add('cae-tools'); // no picture is of it

  const looking = createLooking(run, act, repaint);
  const layers = createLayers(repaint);
  const shared = { world, theme, table, tip, layers };
  const planes = createPlanes(run, shared, looking);
  planes[0].element.querySelector('.cae-head')?.after(layers.element);
  const network = createNetwork({ ...shared, run, looking });
  const loss = createLossChart({ run, theme, tip, one: 'point' });
  const painted = [...planes, network];
  const [own, twin, denoising, net, seen, lossPanel] = [...planes, network, createNumbers(run, world), loss]
    .map((panel) => guarded(/** @type {import('../../kit/view/panel.js').Panel} */ (panel)));
  const panels = [own, twin, denoising, net, seen, lossPanel];

  const stage = el(
    'div', { class: 'cae-panels' },
    el('div', { class: 'cae-column cae-first' }, data.element, net.element),
    own.element,
    el('div', { class: 'cae-column cae-third' }, el('div', { class: 'cae-pair' }, twin.element, denoising.element), seen.element, lossPanel.element),
    banners.element,
  );
  const exporting = createExports({ base, theme }, run, stage, 'plane');
  const element = el(
    'div', { class: 'cae-grid' },
    transport.element, progress.element, switches, lambda.element, fields.element, figures.element,
    el('div', { class: 'cae-run-tools' }, exporting.element, sharing.menu), sharing.telling, stage, pad.element,
  );

  function repaint() {
    for (const panel of painted) panel.paint();
  }

  /** Numbers in words, at most ten times a second. */
  function words() {
    if (run.header) {
      progress.show(run.header);
      figures.show(run.header);
    }
    transport.running();
    suggestion.words();
    sharing.words();
    for (const panel of panels) panel.words?.();
  }

  return {
    element,
    sharing,
    pad,
    layers,
    /** @type {import('../../kit/view/lecture.js').Lecture} */
    lecture: {
      stage,
      usual: ['twin', 'plane'],
      panels: [
        { name: 'plane', title: 'Plane', elements: [own.element], tall: true },
        { name: 'twin', title: 'At λ = 0', elements: [twin.element], tall: true },
        { name: 'denoising', title: 'Denoising', elements: [denoising.element], tall: true },
        { name: 'network', title: 'Network', elements: [net.element] },
        { name: 'seen', title: 'What is seen', elements: [seen.element] },
        { name: 'loss', title: 'Loss', elements: [lossPanel.element] },
      ],
    },
    /** Called in the animation frame. @param {import('../../kit/view/frames.js').Sections} sections @param {boolean} fresh */
    draw(sections, fresh) {
      world.take(/** @type {import('./world.js').PlaneHeader} */ (run.header), sections, fresh);
      for (const panel of panels) panel.draw(sections, fresh);
    },
    /** Settings changed: the controls follow. */
    follow() {
      banners.clear('refused');
      for (const control of [lambda, transport, fields, datasets, model]) control.show();
      suggestion.words();
    },
    words,
    describe() {
      for (const { describe } of panels) if (describe) rename(describe.element, describe.text());
    },
    restyle() {
      colors = paleMap(theme());
      for (const panel of panels) panel.restyle?.();
    },
    destroy() {
      for (const panel of panels) panel.destroy();
    },
  };
}

/**
 * The run's plane, that of its twin at λ = 0, and the denoising one's.
 *
 * @param {import('../../kit/view/run/run.js').Run} run
 * @param {Pick<Parameters<typeof createPlanePanel>[0], 'world'|'theme'|'table'|'tip'|'layers'>} shared
 * @param {ReturnType<typeof createLooking>} looking
 */
function createPlanes(run, shared, looking) {
  const { world } = shared;
  const header = () => /** @type {import('./world.js').PlaneHeader & {company?: {[name: string]: {step: number, diverged: unknown}}}|null} */ (run.header);
  /** How it is with a member of the company. @param {string} name */
  const member = (name) => header()?.company?.[name];
  /** @param {string} name @param {string} otherwise */
  function absent(name, otherwise) {
    const one = member(name);
    if (one?.diverged) return 'It has diverged: its numbers have left the finite ones. Reset begins anew.';
    return one ? 'It is on its way.' : otherwise;
  }
  /** @param {string} name */
  function behind(name) {
    const one = member(name);
    return one && one.step < (header()?.step ?? 0) ? `, catching up: step ${count(one.step)}` : '';
  }
  return [
    createPlanePanel({
      ...shared, name: 'own', looking, side: () => world.own,
      said() {
        const { unit } = looking;
        if (unit !== null && unit === world.unitOf) return { title: `Unit ${unit}: how far it moves`, how: HOW_UNIT };
        return { title: `The plane at λ = ${lambdaText(header()?.lam ?? run.settings.lam)}`, how: HOW_OWN };
      },
    }),
    createPlanePanel({
      ...shared, name: 'twin', side: () => world.twin,
      said: () => ({ title: `At λ = 0${behind('twin')}`, how: 'Same start, same batches, same scales.', absent: absent('twin', 'No model at λ = 0 trains beside this one.') }),
    }),
    createPlanePanel({
      ...shared, name: 'denoising', side: () => world.denoising,
      said() {
        const noise = world.figures.denoising?.noise;
        const title = noise === undefined ? 'Denoising' : `Denoising, σ = ${trimmed(noise)}`;
        return { title: title + behind('denoising'), how: 'Here (r(x) − x)/σ² approximates the score.', absent: absent('denoising', 'No denoising model trains beside this one.') };
      },
    }),
  ];
}

const createFigures = () =>
  numbers('figures', [
    { name: 'reconstruction', title: 'mean squared error of held-out points, both coordinates together', width: 7, value: (h) => sig3(h.recon) },
    { name: '‖J‖²', title: 'mean squared Frobenius norm of the encoder’s Jacobian at the held-out points', width: 6, value: (h) => sig3(h.penalty) },
    { name: 'λ‖J‖²', title: 'what the penalty adds to the loss', width: 7, value: (h) => sig3(h.weighted) },
  ]);

/**
 * The λ at which there is most to see. It keeps its place when it is hidden.
 *
 * @param {import('../../kit/view/run/run.js').Run} run
 * @param {Pick<import('../../kit/view/run/actions.js').Actions, 'set'>} act
 * @param {World} world
 */
function createSuggestion(run, act, world) {
  const element = el('button', {
    type: 'button', class: 'cae-button cae-suggestion', title: 'where contraction shows most with this activation',
    on: { click: () => world.suggested !== null && act.set({ lam: world.suggested }) },
  });
  const say = textOf(element);
  function words() {
    const { suggested } = world;
    element.classList.toggle('cae-idle', suggested === null || suggested === run.settings.lam);
    if (suggested !== null) say(`Try λ = ${lambdaText(suggested)}`);
  }
  say('Try λ = 3');
  words();
  return { element, words };
}

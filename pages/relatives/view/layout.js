// Where everything stands: the two bars, the line-up, a card for each, and below them what is compared.

import { el, watchSize } from '../../kit/view/dom.js';
import { percent, sig3 } from '../../kit/view/format.js';
import { guarded } from '../../kit/view/guard.js';
import { rename } from '../../kit/view/reader.js';
import { createLiveFields, createProgress, createTransport, numbers } from '../../kit/view/run/controls.js';
import { createExports } from '../../kit/view/run/exports.js';
import { createLambdaControl } from '../../kit/view/run/lambdacontrol.js';
import { createSharing } from '../../kit/view/run/sharing.js';
import { addressOf } from '../../kit/view/run/view.js';
import { createCard } from './card.js';
import { LEADER } from './kin.js';
import { createLineup } from './lineup.js';
import { createMatch } from './match.js';
import { numbersCsv } from './numbers.js';
import { createPaper } from './paper.js';
import { createRecipe } from './recipe.js';
import { columnsFor } from './columns.js';

/** Names that are shorter where many stand in a row. @type {{[name: string]: string}} */
const SHORT = { [LEADER]: 'CAE', ae: 'AE', denoising: 'Denoising', masking: 'Masking', deep: 'Deep', recipe: 'Recipe', right: 'Done right' };

/**
 * @param {import('../../kit/view/page.js').Kit} kit
 * @param {import('../../kit/view/run/run.js').Run} run
 * @param {import('../../kit/view/run/actions.js').Actions} act
 * @param {import('./kin.js').Kin} kin
 * @param {import('./company.js').Company} company
 */
export function createLayout(kit, run, act, kin, company) {
  const { base, theme, banners, switches, complain, rearrange, send } = kit;
  const refuse = (/** @type {string} */ error) => complain(error, 'refused');
  const lambda = createLambdaControl(run, act, refuse);
  const transport = createTransport(run, act);
  const fields = createLiveFields(run, act, refuse);
  const progress = createProgress();
  const figures = createFigures();
  const sharing = createSharing(run, act, { banners, address: addressOf(run) });

  const lineup = createLineup(kin, company);
  /** @type {Map<string, ReturnType<typeof createCard>>} */
  const cards = new Map([LEADER, ...kin.lineup.map(({ name }) => name)].map((name) => [name, guarded(createCard({ kin, run, company, theme }, name))]));
  const match = createMatch(kin, company, send);
  const [matched, recipe, paper] = [match, createRecipe(kin), createPaper(kit)].map((panel) => guarded(/** @type {import('../../kit/view/panel.js').Panel} */ (panel)));
  const panels = [...cards.values(), matched, recipe, paper];

  const row = el('div', { class: 'cae-cards' }, ...[...cards.values()].map(({ element }) => element));
  const stage = el('div', { class: 'cae-panels' }, lineup.element, row, matched.element, recipe.element, paper.element, banners.element);
  const exporting = createExports({ base, theme }, run, stage, 'relatives', [{ words: 'Numbers as CSV', csv: () => numbersCsv(kin) }]);
  const element = el(
    'div', { class: 'cae-grid' },
    transport.element, progress.element, switches, lambda.element, fields.element, figures.element,
    el('div', { class: 'cae-run-tools' }, exporting.element, sharing.menu), sharing.telling, stage,
  );
  let width = 0;
  let there = '';

  /** Who is there stands there, the leader first; the others are out of the way. */
  function arrange() {
    const present = [LEADER, ...kin.lineup.map(({ name }) => name).filter((name) => company.has(name) && !kin.entry(name)?.refused)];
    const key = present.join();
    row.style.setProperty('--cae-columns', String(columnsFor(present.length, width)));
    if (key === there) return;
    there = key;
    for (const [name, card] of cards) card.element.hidden = !present.includes(name);
    recipe.element.hidden = !present.includes('recipe');
    rearrange();
  }
  arrange();
  const unwatch = watchSize(row, (wide) => {
    width = wide / parseFloat(getComputedStyle(row).fontSize);
    arrange();
  });

  /** Numbers in words, at most ten times a second. */
  function words() {
    if (run.header) {
      progress.show(run.header);
      figures.show(run.header);
    }
    transport.running();
    sharing.words();
    for (const panel of panels) if (!panel.element.hidden) panel.words?.();
  }

  return {
    element,
    sharing,
    compare: match.toggle,
    /** @type {import('../../kit/view/lecture.js').Lecture} */
    lecture: {
      stage,
      usual: ['ae', 'sparse-kl', LEADER],
      panels: [
        ...[...cards].map(([name, card]) => ({ name, title: SHORT[name] ?? kin.title(name), elements: [card.element], tall: true })),
        { name: 'match', title: 'At equal error', elements: [matched.element] },
        { name: 'recipe-truth', title: 'Recipe and truth', elements: [recipe.element], tall: true },
        { name: 'paper', title: 'Paper’s table', elements: [paper.element] },
      ],
    },
    /** Called in the animation frame. @param {import('../../kit/view/frames.js').Sections} sections @param {boolean} fresh */
    draw(sections, fresh) {
      const drawn = kin.take(/** @type {import('./kin.js').KinHeader} */ (run.header), sections, fresh);
      for (const name of drawn) cards.get(name)?.draw(sections, fresh);
    },
    /** Settings or the company changed: the controls follow. */
    follow() {
      banners.clear('refused');
      for (const control of [lambda, transport, fields, lineup]) control.show();
      arrange();
    },
    words,
    describe() {
      for (const card of cards.values()) {
        if (!card.element.hidden) for (const { element: described, text } of card.descriptions()) rename(described, text);
      }
    },
    restyle() {
      for (const panel of panels) panel.restyle?.();
    },
    destroy() {
      unwatch();
      for (const panel of panels) panel.destroy();
    },
  };
}

const createFigures = () =>
  numbers('figures', [
    { name: 'reconstruction', title: 'of the CAE: mean error of held-out images, summed over pixels, as its loss has it', width: 7, value: (h) => sig3(h.recon) },
    { name: '‖J‖²', title: 'of the CAE: mean squared Frobenius norm of the encoder’s Jacobian', width: 6, value: (h) => sig3(h.penalty) },
    { name: 'λ‖J‖²', title: 'what the penalty adds to the CAE’s loss', width: 7, value: (h) => sig3(h.weighted) },
    { name: 'SAT', title: 'of the CAE: share of h that is saturated', width: 6, value: (h) => percent(h.sat) },
  ]);

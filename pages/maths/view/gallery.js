// The gallery of mistakes: wrong penalties that people ship, each with its number against the truth on the model that trains here.

import { el, textOf } from '../../kit/view/dom.js';
import { createExpect } from '../../kit/view/expect.js';
import { sig3 } from '../../kit/view/format.js';
import { createPanel } from '../../kit/view/panel.js';
import { createCode } from './code.js';
import { createDuel } from './duel.js';
import { typeset } from './says.js';

const PREFIX = 'mistake-';
const EXPECTS = 'What will go wrong when a model is trained with it?';
const NOBODY = 'None is in training. One at a time can be trained beside the true penalty, from the same weights on the same batches.';
const ALIKE = 0.01;

/** @typedef {import('./told.js').Mistake} Mistake @typedef {import('./lesson.js').Against} Against */

/** Its number beside the truth, in words that are true of them. Pure. @param {Against|undefined} told */
export function againstWords(told) {
  if (!told) return '';
  const { number, truth, of = '' } = told;
  const where = of ? ` Measured on ${typeset(of)}.` : '';
  if (number === null || number === undefined) return `Its number is not finite.${where}`;
  if (Math.abs(number - truth) <= ALIKE * Math.abs(truth)) return `Here the numbers agree: what is wrong is the gradient.${where}`;
  if (truth === 0) return `It says ${sig3(number)} where there is nothing.${where}`;
  const ratio = number / truth;
  const much = ratio >= 1 ? `${sig3(ratio)} times too large` : ratio > 0 ? `${sig3(1 / ratio)} times too small` : 'of the wrong sign';
  return `It is ${much}.${where}`;
}

/**
 * @param {Mistake} mistake
 * @param {(name: string|null) => void} train
 */
function createCard({ name, title, code, wrong, test, says }, train) {
  const [number, truth] = ['its number', '‖J‖²'].map((of) => {
    const value = el('dd');
    const bar = el('i', { class: 'cae-against-bar' });
    return { element: el('div', {}, el('dt', {}, of), value, el('span', { class: 'cae-against-track', 'aria-hidden': 'true' }, bar)), set: textOf(value), bar };
  });
  const against = el('p', { class: 'cae-against-words' });
  const say = textOf(against);
  const expect = createExpect({ asking: true });
  expect.set(typeset(wrong), EXPECTS);
  const button = el('button', { type: 'button', class: 'cae-button', 'aria-pressed': 'false', on: { click: () => train(button.getAttribute('aria-pressed') === 'true' ? null : name) } });
  const setButton = textOf(button);
  setButton('Train with it beside the true one');
  const element = el(
    'article', { class: 'cae-mistake', 'aria-label': title, 'data-testid': `mistake-${name}` },
    el('header', {}, el('h3', { class: 'cae-lesser' }, typeset(title)), expect.button),
    createCode(code.split('\n')),
    el('dl', { class: 'cae-against' }, number.element, truth.element), against,
    expect.element,
    el('details', { class: 'cae-mistake-test' }, el('summary', {}, 'The test that would have caught it'), el('p', {}, typeset(says)), createCode(test.split('\n'))),
    el('div', { class: 'cae-mistake-tools' }, button),
  );
  return {
    name, title, element,
    /** @param {Against|undefined} told @param {boolean} on */
    words(told, on) {
      const values = [told?.number, told?.truth];
      const most = Math.max(...values.map((value) => Math.abs(value ?? 0)));
      [number, truth].forEach(({ set, bar }, i) => {
        set(sig3(values[i]));
        bar.style.transform = `scaleX(${most > 0 ? Math.abs(values[i] ?? 0) / most : 0})`;
      });
      say(againstWords(told));
      if (button.getAttribute('aria-pressed') === String(on)) return;
      button.setAttribute('aria-pressed', String(on));
      setButton(on ? 'Stop training with it' : 'Train with it beside the true one');
      element.classList.toggle('cae-chosen', on);
    },
  };
}

/**
 * @param {object} context
 * @param {import('./lesson.js').Lesson} context.lesson
 * @param {import('../../kit/view/run/run.js').Run} context.run
 * @param {() => import('../../kit/view/theme.js').Theme} context.theme
 * @param {ReturnType<typeof import('./told.js').createTold>} context.told
 * @param {(message: import('../../kit/view/socket.js').Message) => void} context.send
 */
export function createGallery({ lesson, run, theme, told, send }) {
  const panel = createPanel({ name: 'gallery', title: 'The gallery of mistakes', how: '' });
  const lede = el('p', { class: 'cae-prose' }, 'Six penalties that people ship under this name. Each runs, each gives a number, and none is ‖J‖². Their numbers are of the model of this moment.');
  const list = el('div', { class: 'cae-mistakes' });
  const duel = createDuel(theme);
  panel.body.append(lede, list, duel.element);
  /** @type {ReturnType<typeof createCard>[]} */
  let cards = [];
  /** @type {string|null} */
  let trained = null;

  /** @param {string|null} name */
  function train(name) {
    trained = name;
    say();
    words();
  }

  function say() {
    send({ type: 'company', members: trained === null ? {} : { [PREFIX + trained]: run.settings.lam } });
  }

  told.then(({ mistakes }) => {
    cards = mistakes.map((mistake) => createCard(mistake, train));
    list.replaceChildren(...cards.map(({ element }) => element));
    words();
  });

  const rival = () => (trained !== null && lesson.rival?.name.replace(PREFIX, '') === trained ? lesson.rival : null);

  function words() {
    for (const card of cards) card.words(lesson.mistakes[card.name], card.name === trained);
    const card = cards.find(({ name }) => name === trained);
    duel.words(rival(), card ? `“${card.title}” is on its way.` : NOBODY);
  }

  return {
    element: panel.element,
    /** The server has forgotten who is to train. */
    again: () => trained !== null && say(),
    take: () => duel.take(rival()),
    /** Called in the animation frame. */
    draw: duel.draw,
    words,
    restyle: duel.restyle,
    destroy: duel.destroy,
  };
}

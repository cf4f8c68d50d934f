// One step: what there is to know, the formula over its numbers, a question to answer before the answer, a check.

import { el, textOf } from '../../kit/view/dom.js';
import { createExpect } from '../../kit/view/expect.js';
import { createPanel } from '../../kit/view/panel.js';
import { imageName } from '../../kit/view/scene.js';
import { createChecking } from './checking.js';
import { createFormula } from './formula.js';
import { PICTURES } from './pictures.js';
import { EXPECTS, answer } from './says.js';
import { createSymbolLine } from './symbolline.js';

/** Steps whose answer has been shown in this tab. @type {Set<string>} */
const known = new Set();

/**
 * @param {import('./steps.js').Step} step
 * @param {number} place from 1
 * @param {object} context
 * @param {import('../../kit/view/run/run.js').Run} context.run
 * @param {import('./lesson.js').Lesson} context.lesson
 * @param {() => import('../../kit/view/theme.js').Theme} context.theme
 * @param {() => [number, number]} context.side
 * @param {string} context.base
 * @param {(message: import('../../kit/view/socket.js').Message) => void} context.send
 */
export function createStep(step, place, { run, lesson, theme, side, base, send }) {
  const panel = createPanel({ name: `step-${step.name}`, title: step.title, how: '' });
  panel.element.classList.add('cae-step');
  const prose = el('p', { class: 'cae-prose' });
  const say = textOf(prose);
  const formula = createFormula(step.formula, (name) => symbols.ask(name));
  const symbols = createSymbolLine(step.symbols, base, formula.light);
  const expect = createExpect({ asking: !known.has(step.name) });
  expect.element.setAttribute('data-testid', `answer-${step.name}`);
  expect.button.addEventListener('click', () => known.add(step.name));
  const checking = createChecking(place, send);
  const pictures = PICTURES[step.name]({ theme, side });
  const of = el('span', { class: 'cae-step-of' });
  const setOf = textOf(of);
  panel.legend.append(of, expect.button);
  panel.body.append(el(
    'div', { class: 'cae-step-stand' },
    el('div', { class: 'cae-step-words' }, prose, formula.element, symbols.element, expect.element, checking.element),
    pictures.element,
  ));

  return {
    element: panel.element,
    refused: checking.refused,
    /** Called in the animation frame. */
    draw: () => pictures.draw(lesson),
    words() {
      const { activation, hidden, images } = run;
      const shape = { hidden, pixels: images ? images.rows * images.columns : 0 };
      const { numbers } = lesson;
      setOf(numbers ? `unit ${numbers.unit}, ${imageName(images, numbers.image)}` : '');
      say(step.says(activation));
      formula.words(lesson, shape);
      symbols.words({ numbers, activation, ...shape });
      expect.set(answer(step.name, lesson, shape), EXPECTS[step.name]);
      checking.words(lesson.checked);
      pictures.words(lesson);
    },
    restyle: pictures.restyle,
    destroy() {
      checking.destroy();
      pictures.destroy();
    },
  };
}

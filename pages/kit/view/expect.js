// A sentence that says what is to be seen, and the question to ask before it: as long as that is open, the answer is hidden.

import { el, textOf } from './dom.js';

/** Without a break between a letter and its number: "λ = 0" stays on one line. @param {string} text */
const unbroken = (text) => text.replace(/([λσ]) = (?=\d)/g, '$1\u00a0=\u00a0');

/** @param {{asking?: boolean}} [how] whether the question is open at first */
export function createExpect({ asking: first = false } = {}) {
  const answer = el('p', { class: 'cae-figure-words' });
  const question = el('p', { class: 'cae-expect-question' });
  const button = el('button', { type: 'button', class: 'cae-button cae-quiet cae-expect-turn cae-tools', hidden: '', on: { click: () => turn(!asking) } });
  const element = el('div', { class: 'cae-expect' }, answer, question);
  const [setAnswer, setQuestion, setButton] = [answer, question, button].map(textOf);
  let asking = false;

  /** @param {boolean} to */
  function turn(to) {
    asking = to;
    element.classList.toggle('cae-asking', asking);
    setButton(asking ? 'Show the answer' : 'What would you expect?');
  }
  turn(first);

  return {
    element,
    /** Stands in a panel's legend. */
    button,
    /** @param {string} says @param {string} [expects] without it there is nothing to ask */
    set(says, expects = '') {
      setAnswer(unbroken(says));
      setQuestion(unbroken(expects));
      button.hidden = !expects;
      if (!expects && asking) turn(false);
    },
    /** What can be read of it now. */
    text: () => (asking ? question : answer).textContent ?? '',
  };
}

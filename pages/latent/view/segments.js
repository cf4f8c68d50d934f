// A few things of which one is chosen, in a row: arrow keys go from one to the next.

import { listenToArrows } from '../../kit/view/arrows.js';
import { el } from '../../kit/view/dom.js';

/**
 * @template {string|number} T
 * @param {string} label
 * @param {readonly (readonly [value: T, name: string, title?: string])[]} choices
 * @param {() => T} chosen
 * @param {(value: T) => void} choose
 */
export function createSegments(label, choices, chosen, choose) {
  const buttons = choices.map(([value, name, title]) =>
    el('button', { type: 'button', role: 'radio', class: 'cae-segment', title, 'data-value': value, on: { click: () => choose(value) } }, name),
  );
  const element = el('div', { class: 'cae-segments', role: 'radiogroup', 'aria-label': label }, ...buttons);
  listenToArrows(element, (right, down) => {
    const next = (choices.findIndex(([value]) => value === chosen()) + right + down + choices.length) % choices.length;
    choose(choices[next][0]);
    buttons[next].focus();
  });
  return {
    element,
    /** What is chosen. */
    show() {
      buttons.forEach((button, i) => {
        const on = choices[i][0] === chosen();
        button.setAttribute('aria-checked', String(on));
        button.tabIndex = on ? 0 : -1;
      });
    },
    /** Call one of them otherwise. @param {number} i @param {string} name */
    name(i, name) {
      if (buttons[i].textContent !== name) buttons[i].textContent = name;
    },
  };
}

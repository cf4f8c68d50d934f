// The symbols of a formula as buttons, and what the one that was last pointed at is.

import { el, textOf } from '../../kit/view/dom.js';
import { goThere } from '../../kit/view/host.js';
import { announce } from '../../kit/view/reader.js';
import { SYMBOLS, symbolWords } from './symbols.js';

/**
 * @param {string[]} names
 * @param {string} base the site's path
 * @param {(name: string) => void} lit it stands out in the formula
 */
export function createSymbolLine(names, base, lit) {
  const words = el('span', { class: 'cae-symbol-words' });
  const say = textOf(words);
  const link = el('a', { class: 'cae-symbol-link', href: `${base}live`, hidden: '', on: { click: goThere } });
  const setLink = textOf(link);
  const buttons = names.map((name) => {
    const button = el('button', { type: 'button', class: 'cae-button cae-quiet cae-symbol-button', 'aria-pressed': 'false' }, SYMBOLS[name].sign);
    button.addEventListener('click', () => {
      ask(name);
      announce(button, () => [words.textContent ?? '']);
    });
    button.addEventListener('pointerenter', ({ pointerType }) => pointerType === 'mouse' && ask(name));
    return { name, button };
  });
  const told = el('p', { class: 'cae-symbol-told' }, words, ' ', link);
  const element = el('div', { class: 'cae-symbols cae-tools' }, el('div', { class: 'cae-symbol-buttons', role: 'group', 'aria-label': 'Symbols of this formula' }, ...buttons.map(({ button }) => button)), told);
  /** @type {string|null} */
  let asked = null;
  /** @type {import('./symbols.js').Known|null} */
  let known = null;

  /** @param {string} name */
  function ask(name) {
    asked = name;
    for (const one of buttons) one.button.setAttribute('aria-pressed', String(one.name === name));
    lit(name);
    write();
  }

  function write() {
    if (!known) return;
    const live = asked ? SYMBOLS[asked].live : undefined;
    say(asked ? symbolWords(asked, known) : 'Point at a symbol to see what it is.');
    link.hidden = !live;
    if (live) setLink(`On Live: ${live}`);
  }

  return {
    element,
    ask,
    /** @param {import('./symbols.js').Known} now */
    words(now) {
      known = now;
      write();
    },
  };
}

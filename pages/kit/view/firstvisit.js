// The line above everything that a first visit is met with: what this page is, and a few things to try, each of which is
// done by a click and says what to look at. One click sends it away for good.

import { el, icon, textOf, watchSize } from './dom.js';
import { framed, remember, remembered } from './host.js';

/**
 * @typedef {{name: string, act: () => void, look: string}} Try `look`: what to watch once it is done
 * @typedef {{sentence: string, tries: Try[]}} Visit
 */

/**
 * @param {string} page whose line it is: each page has its own, and forgets it alone
 * @param {Visit} visit
 * @param {() => void} resized there is more or less room below it
 * @returns {{element: HTMLElement, destroy: () => void}|null} null for who has sent it away before
 */
export function createFirstVisit(page, { sentence, tries }, resized) {
  const key = `visited-${page}`;
  if (framed || remembered(key, false)) return null;
  const words = el('p', { class: 'cae-visit-words', role: 'status' });
  const say = textOf(words);
  say(sentence);
  const buttons = tries.map(({ name, act, look }) => {
    const button = el('button', { type: 'button', class: 'cae-button', 'aria-pressed': 'false' }, name);
    button.addEventListener('click', () => {
      act();
      say(look);
      for (const other of buttons) other.setAttribute('aria-pressed', String(other === button));
    });
    return button;
  });
  const close = el('button', { type: 'button', class: 'cae-button cae-quiet', title: 'Do not show this again', 'aria-label': 'Do not show this again', on: { click: leave } }, icon('close'));
  const element = el(
    'section', { class: 'cae-visit', 'aria-label': 'First visit', 'data-testid': 'first-visit' },
    words, el('div', { class: 'cae-visit-tries', role: 'group', 'aria-label': 'Things to try' }, ...buttons), close,
  );
  const unwatch = watchSize(element, resized);

  function leave() {
    remember(key, true);
    unwatch();
    element.remove();
    resized();
  }

  return { element, destroy: unwatch };
}

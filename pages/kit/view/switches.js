// The switches of a page that the browser remembers, and the button of its words and keys.

import { el, icon } from './dom.js';
import { remember, remembered } from './host.js';

const ROOMY = 800; // pixels of a window in which sentences take no room that the panels need

/**
 * @param {HTMLElement} root wears a class for each switch that is on
 * @param {() => void} showKeys
 * @param {() => void} switched the text size or the room changed
 */
export function createSwitches(root, showKeys, switched) {
  /** @param {Parameters<typeof icon>[0]} picture @param {string} name @param {string} key @param {boolean} otherwise */
  const toggle = (picture, name, key, otherwise) => {
    let on = remembered(key, otherwise);
    const button = el('button', { type: 'button', class: `cae-button cae-quiet cae-switch-${key}`, title: name, 'aria-label': name }, icon(picture));
    const show = () => {
      button.setAttribute('aria-pressed', String(on));
      root.classList.toggle(`cae-${key}`, on);
    };
    /** @param {boolean} next @param {boolean} [lasting] whether the browser remembers it */
    const set = (next, lasting = true) => {
      on = next;
      if (lasting) remember(key, on);
      show();
      switched();
    };
    button.addEventListener('click', () => set(!on));
    show();
    return { button, on: () => on, set };
  };
  const explained = toggle('read', 'How to read the panels', 'explained', window.innerHeight >= ROOMY);
  const lecture = toggle('lecture', 'Lecture mode: larger text, few panels (l)', 'lecture', false);
  const keys = el(
    'button',
    { type: 'button', class: 'cae-button cae-quiet', title: 'Words and keys', 'aria-label': 'Words and keys', on: { click: showKeys } },
    icon('help'),
  );
  return { element: el('div', { class: 'cae-switches' }, explained.button, lecture.button, keys), lecture };
}

// The switches of a page that the browser remembers, and the button of its words and keys.

import { el, icon } from './dom.js';
import { remember, remembered } from './host.js';

/**
 * @param {HTMLElement} root wears a class for each switch that is on
 * @param {() => void} showKeys
 * @param {() => void} switched the text size or the room changed
 */
export function createSwitches(root, showKeys, switched) {
  /** @param {Parameters<typeof icon>[0]} picture @param {string} name @param {string} key @param {boolean} otherwise */
  const toggle = (picture, name, key, otherwise) => {
    let on = remembered(key, otherwise);
    const button = el('button', { type: 'button', class: 'cae-button cae-quiet', title: name, 'aria-label': name }, icon(picture));
    const show = () => {
      button.setAttribute('aria-pressed', String(on));
      root.classList.toggle(`cae-${key}`, on);
    };
    button.addEventListener('click', () => {
      on = !on;
      remember(key, on);
      show();
      switched();
    });
    show();
    return { button, on: () => on };
  };
  const explained = toggle('read', 'How to read the panels', 'explained', true);
  const lecture = toggle('lecture', 'Lecture mode: larger text', 'lecture', false);
  const keys = el(
    'button',
    { type: 'button', class: 'cae-button cae-quiet', title: 'Words and keys', 'aria-label': 'Words and keys', on: { click: showKeys } },
    icon('help'),
  );
  return { element: el('div', { class: 'cae-switches' }, explained.button, lecture.button, keys), lecture: lecture.on };
}

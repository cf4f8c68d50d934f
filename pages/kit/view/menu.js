// A small menu: a button, and what it offers above everything, where no panel cuts it off.

import { el } from './dom.js';

const ROOM = 150; // pixels that a menu needs below its button

let menus = 0;

/**
 * @param {string} name for screen readers
 * @param {HTMLElement} button
 * @param {HTMLElement[]} items each closes the menu
 * @param {'left'|'right'} edge of the button that the menu stands at
 * @returns {HTMLElement}
 */
export function createMenu(name, button, items, edge) {
  const id = `cae-menu-${++menus}`;
  const list = el('div', { class: 'cae-export-list', id, popover: 'auto', role: 'group', 'aria-label': name }, ...items);
  button.setAttribute('popovertarget', id);
  for (const item of items) item.addEventListener('click', () => list.hidePopover());
  list.addEventListener('beforetoggle', (event) => {
    if (/** @type {ToggleEvent} */ (event).newState !== 'open') return;
    const { left, right, top, bottom } = button.getBoundingClientRect();
    const { innerHeight } = window;
    const beside = edge === 'left' ? `left: ${left}px` : `right: ${Math.max(8, document.documentElement.clientWidth - right)}px`;
    list.style.cssText = `${beside}; ${bottom + ROOM > innerHeight ? `bottom: ${innerHeight - top + 10}px` : `top: ${bottom + 4}px`}`;
  });
  return el('div', { class: 'cae-menu cae-tools' }, button, list);
}

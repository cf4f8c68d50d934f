// The list of shortcuts, in the browser's own dialog.

import { el } from './dom.js';

/** @param {readonly (readonly [string, string])[]} shortcuts the keys, and what they do */
export function createHelp(shortcuts) {
  const list = el('dl', { class: 'cae-keys' });
  for (const [keys, what] of shortcuts) list.append(el('dt', {}, el('kbd', {}, keys)), el('dd', {}, what));
  const close = el('button', { type: 'button', class: 'cae-button cae-main', on: { click: () => element.close() } }, 'Close');
  const element = el('dialog', { class: 'cae-help', 'aria-label': 'Keys' }, el('h2', { class: 'cae-title' }, 'Keys'), list, close);
  element.addEventListener('keydown', (event) => {
    if (event.key === '?') element.close();
    event.stopPropagation(); // Streamlit's own keys rest while it is open
  });
  element.addEventListener('click', (event) => event.target === element && element.close());
  return {
    element,
    toggle() {
      if (element.open) element.close();
      else element.showModal();
    },
  };
}

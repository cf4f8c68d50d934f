// What the words mean, then the keys, in the browser's own dialog.

import { activationPicture, directionsPicture } from './curves.js';
import { el, textOf } from './dom.js';
import { termsOf } from './glossary.js';

const REFRESH = 500; // milliseconds between the values of now

/**
 * What a page knows of the words.
 *
 * @typedef {{activation: string, values: {[key in import('./glossary.js').Key]?: string}}} Known `values`: those of now
 */

/**
 * @param {readonly (readonly [string, string])[]} shortcuts the keys, and what they do
 * @param {() => Known|null} [known]
 */
export function createHelp(shortcuts, known = () => null) {
  const words = createWords();
  const list = el('dl', { class: 'cae-keys' });
  for (const [keys, what] of shortcuts) list.append(el('dt', {}, el('kbd', {}, keys)), el('dd', {}, what));
  const close = el('button', { type: 'button', class: 'cae-button cae-main', on: { click: () => element.close() } }, 'Close');
  const heading = (/** @type {string} */ text) => el('h2', { class: 'cae-title' }, text);
  const inside = el('div', { class: 'cae-help-inside', tabindex: '0', role: 'region', 'aria-label': 'Words and keys' }, heading('Words'), words.element, heading('Keys'), list);
  const element = el('dialog', { class: 'cae-help', 'aria-label': 'Words and keys' }, inside, close);
  let timer = 0;
  const refresh = () => words.show(known());
  element.addEventListener('keydown', (event) => {
    if (event.key === '?') element.close();
    event.stopPropagation(); // Streamlit's own keys rest while it is open
  });
  element.addEventListener('click', (event) => event.target === element && element.close());
  element.addEventListener('close', () => window.clearInterval(timer));
  return {
    element,
    toggle() {
      if (element.open) return element.close();
      refresh();
      window.clearInterval(timer);
      timer = window.setInterval(refresh, REFRESH);
      element.showModal();
      inside.scrollTop = 0;
    },
    destroy: () => window.clearInterval(timer),
  };
}

/** The words with their values of now; in the activation's own terms. */
function createWords() {
  const element = el('dl', { class: 'cae-words' });
  let shown = '';
  /** @type {Map<string, (text: string) => void>} */
  const setters = new Map();

  /** @param {string} activation */
  function write(activation) {
    shown = activation;
    setters.clear();
    element.replaceChildren(...termsOf(activation).map(({ key, name, sentence, picture }) => {
      const value = el('span', { class: 'cae-word-value' });
      setters.set(key, textOf(value));
      const drawn = picture ? [picture === 'directions' ? directionsPicture() : activationPicture(activation, picture)] : [];
      return el('div', {}, el('dt', {}, name, value), el('dd', {}, el('span', {}, sentence), ...drawn));
    }));
  }

  return {
    element,
    /** @param {Known|null} known */
    show(known) {
      const activation = known?.activation ?? 'sigmoid';
      if (activation !== shown) write(activation);
      for (const [key, set] of setters) set(known?.values[/** @type {import('./glossary.js').Key} */ (key)] ?? '');
    },
  };
}

// What a screen reader is told of canvases: that they have a cursor, and where it is once it rests.

import { el, textOf } from './dom.js';

const RESTS = 250; // milliseconds without a move
const TOLD = 'cae-told'; // an event that bubbles to the page; its `detail` gives the words

/**
 * The attributes of a canvas with a cursor. In an image the arrow keys would go on reading the page: a screen reader
 * hands them over to what is an application alone. It is called by its kind instead.
 *
 * @param {string} kind
 * @param {string} label what it is at first, and its keys
 */
export const withCursor = (kind, label) => ({ role: 'application', 'aria-roledescription': kind, tabindex: '0', 'aria-label': label });

/**
 * Call an element by other words. What has the focus keeps its name: one that changes is read out, and training changes it.
 *
 * @param {Element} element
 * @param {string} text
 */
export function rename(element, text) {
  if (element === document.activeElement || element.getAttribute('aria-label') === text) return;
  element.setAttribute('aria-label', text);
}

/**
 * A key has moved a cursor, or done something there.
 *
 * @param {Element} from
 * @param {() => string[]} lines what is read out, asked for when the cursor rests; what is still awaited ends in "…" and is left out
 */
export function announce(from, lines) {
  from.dispatchEvent(new CustomEvent(TOLD, { bubbles: true, detail: lines }));
}

/** Reads out, politely, what is announced in an element. @param {HTMLElement} root */
export function createReader(root) {
  const element = el('div', { class: 'cae-unseen', 'aria-live': 'polite', 'data-testid': 'told' });
  const set = textOf(element);
  let timer = 0;
  root.addEventListener(TOLD, (event) => {
    const { detail } = /** @type {CustomEvent<() => string[]>} */ (event);
    window.clearTimeout(timer);
    timer = window.setTimeout(() => set(detail().filter((line) => line && !line.endsWith('…')).join(', ')), RESTS);
  });
  return { element, destroy: () => window.clearTimeout(timer) };
}

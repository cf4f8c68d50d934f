// Messages over the top of the panels: they cover, they never push.

import { el, icon } from './dom.js';

const LONGEST = 12000; // milliseconds an error about an input stays

/** An event that bubbles to the page from what has no banners at hand; its `detail` is a sentence. */
export const COMPLAINT = 'cae-complaint';

/** @typedef {ReturnType<typeof createBanners>} Banners */

export function createBanners() {
  const element = el('div', { class: 'cae-banners' });
  /** @type {Map<string, HTMLElement>} */
  const shown = new Map();

  /** @param {string} key */
  function clear(key) {
    shown.get(key)?.remove();
    shown.delete(key);
  }

  /**
   * Show a message; one with the same key takes the place of the last.
   *
   * @param {string} key
   * @param {string} message
   * @param {object} [options]
   * @param {'info'|'wait'|'bad'} [options.kind]
   * @param {{name: string, act: () => void}} [options.action]
   * @param {boolean} [options.dismissible]
   * @param {() => void} [options.dismissed]
   * @param {boolean} [options.passing] goes away by itself
   */
  function show(key, message, { kind = 'info', action, dismissible = false, dismissed, passing = false } = {}) {
    const known = shown.get(key);
    if (known?.dataset.message === message) return;
    clear(key);
    const banner = el(
      'div',
      { class: `cae-banner cae-${kind}`, role: kind === 'bad' ? 'alert' : 'status', 'data-message': message },
      el('span', { class: 'cae-banner-text' }, message),
    );
    if (action) {
      banner.append(el('button', { type: 'button', class: 'cae-button cae-main', on: { click: action.act } }, action.name));
    }
    const close = () => {
      clear(key);
      dismissed?.();
    };
    if (dismissible) {
      banner.append(el('button', { type: 'button', class: 'cae-button cae-quiet', 'aria-label': 'Dismiss', on: { click: close } }, icon('close')));
    }
    shown.set(key, banner);
    element.append(banner);
    if (passing) window.setTimeout(() => shown.get(key) === banner && clear(key), LONGEST);
  }

  return { element, show, clear };
}

// What stands around every view: its element, as high as the window leaves room for, in the theme in force.

import { el } from './dom.js';
import { fillWindow, loadStyles } from './host.js';
import { readTheme } from './theme.js';

/**
 * @param {HTMLElement} root
 * @param {{[name: string]: unknown}} attributes of the view's element
 * @param {string} styles address of the page's style sheet
 */
export function createShell(root, attributes, styles) {
  const element = el('div', attributes);
  // Until the style sheet is there: without it, canvases that follow their box would make it grow, and follow again.
  element.style.display = 'none';
  root.append(element);
  const filling = fillWindow(element, () => element.querySelector(':scope > .cae-below') ?? element);
  let theme = readTheme(element, false);
  loadStyles(styles).then(() => {
    element.style.display = '';
    filling.measure();
  });
  return {
    element,
    theme: () => theme,
    /**
     * Read the theme anew.
     *
     * @param {boolean} lecture large text
     * @returns {boolean} whether it is another than what is shown
     */
    follow(lecture) {
      const next = readTheme(element, lecture);
      const scheme = next.dark ? 'dark' : 'light';
      if (element.dataset.theme !== scheme) element.dataset.theme = scheme;
      if (next.key === theme.key && element.dataset.styled) return false;
      element.dataset.styled = 'yes';
      theme = next;
      return true;
    },
    /** There is more or less room above what fills the window. */
    measure: filling.measure,
    destroy() {
      filling.destroy();
      element.remove();
    },
  };
}

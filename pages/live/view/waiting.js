// While the page waits for its run, and has none to show: a finished atlas to look at, in place of the panels.

import { el } from '../../kit/view/dom.js';

/** @param {string} base the site's path, ending in "/" */
export function createWaiting(base) {
  const words = el('p', {}, 'Meanwhile, an atlas: the same model at many λ, trained before. Move its λ.');
  const element = el('section', { class: 'cae-waiting', 'aria-label': 'An atlas to look at meanwhile', hidden: '' }, words);
  /** @type {HTMLElement|null} */
  let frame = null;
  return {
    element,
    /** @param {boolean} on */
    show(on) {
      element.hidden = !on;
      if (on && !frame) {
        frame = el('iframe', { class: 'cae-waiting-frame', title: 'An atlas', src: `${base}cae/atlas/meanwhile` });
        element.append(frame);
      } else if (!on && frame) {
        frame.remove(); // its page asks the server for nothing any more
        frame = null;
      }
    },
  };
}

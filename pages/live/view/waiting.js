// While the page waits for its run, and has none to show: a finished atlas to look at, in place of the panels.

import { el } from '../../kit/view/dom.js';

const PATIENCE = 1500; // milliseconds: who waits no longer than this need not see anything else

/** @param {string} base the site's path, ending in "/" */
export function createWaiting(base) {
  const words = el('p', {}, 'Meanwhile, an atlas: the same model at many λ, trained before. Move its λ.');
  const element = el('section', { class: 'cae-waiting', 'aria-label': 'An atlas to look at meanwhile', hidden: '' }, words);
  /** @type {HTMLElement|null} */
  let frame = null;
  let timer = 0;

  function begin() {
    timer = 0;
    frame = el('iframe', { class: 'cae-waiting-frame', title: 'An atlas', src: `${base}cae/atlas/meanwhile` });
    element.append(frame);
    element.hidden = false;
  }

  function end() {
    window.clearTimeout(timer);
    timer = 0;
    frame?.remove(); // its page asks the server for nothing any more
    frame = null;
    element.hidden = true;
  }

  return {
    element,
    /** @param {boolean} on */
    show(on) {
      if (!on) end();
      else if (!frame) timer ||= window.setTimeout(begin, PATIENCE);
    },
    destroy: end,
  };
}

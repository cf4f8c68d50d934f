// The panels of a page with a source: told what has changed, the foremost at once, the others when that is on the screen.

import { guarded } from '../guard.js';

/**
 * What a panel of such a page is.
 *
 * @typedef {object} Panel
 * @property {HTMLElement} element
 * @property {(what: Set<any>) => void} update at most once an animation frame, with what has changed since the last
 * @property {() => void} restyle the theme or the text size changed
 * @property {() => void} [describe] say in words what there is to see, at most every two seconds
 * @property {() => boolean} [settled] whether what was asked for last is what it shows
 * @property {() => void} destroy
 */

/**
 * @param {Panel[]} panels
 * @param {Panel} foremost what is looked at first must not wait for the others
 */
export function createPanels(panels, foremost) {
  const all = panels.map(guarded);
  const first = all[panels.indexOf(foremost)];
  const others = all.filter((panel) => panel !== first);
  /** @type {Set<string>} what the others have not been told yet */
  let untold = new Set();
  let request = 0;
  let timer = 0;

  function tell() {
    request = 0;
    const what = untold;
    untold = new Set();
    for (const panel of others) panel.update(what);
  }

  return {
    /** Called in the animation frame. @param {Set<string>} what */
    update(what) {
      first.update(what);
      for (const one of what) untold.add(one);
      request ||= requestAnimationFrame(() => (timer = window.setTimeout(tell)));
    },
    settled: () => all.every((panel) => panel.settled?.() ?? true),
    describe() {
      for (const panel of all) panel.describe?.();
    },
    restyle() {
      for (const panel of all) panel.restyle();
    },
    destroy() {
      cancelAnimationFrame(request);
      window.clearTimeout(timer);
      for (const panel of panels) panel.destroy();
    },
  };
}

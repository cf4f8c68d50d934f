// What another page of the tab has pinned and a run does not yet: carried to it as soon as its images are there.

import { sharePins, tab } from '../tab.js';

/**
 * @param {import('./run.js').Run} run
 * @param {Pick<import('./actions.js').Actions, 'pin'>} act
 */
export function createCarrying(run, act) {
  const { pins } = tab;
  const { unit, image } = run.settings;
  /** @type {import('../tab.js').Pins|null} */
  let carried = pins && (pins.unit !== unit || pins.image !== image) ? pins : null;
  const share = () => carried ?? sharePins(run.settings);
  share();
  return {
    /** What is pinned here is what is pinned on all pages. */
    share,
    /** Images may have come: pin what was pinned on the page before, as far as it is there. */
    arrive() {
      if (!carried || !run.images) return;
      const within = (/** @type {number|null} */ i, /** @type {number} */ n) => (i !== null && i < n ? i : null);
      const [ofUnit, ofImage] = [within(carried.unit, run.settings.hidden), within(carried.image, run.images.count)];
      carried = null;
      act.pin(ofUnit, ofImage);
    },
  };
}

// What a person can do wherever a source is looked at, as functions; and the state they change.

import { sharePins, tab } from '../tab.js';
import { throttle } from '../throttle.js';

export const SEND_EVERY = 60; // milliseconds between λ, or whatever else is dragged

/**
 * @typedef {import('../tab.js').Pins} Pins
 * @typedef {ReturnType<typeof createActions>} SourceActions
 */

/**
 * @param {import('./findings.js').Findings} findings
 * @param {import('./sources.js').Choice} page
 * @param {object} host
 * @param {(message: import('../socket.js').Message) => void} host.send
 * @param {() => void} host.reopen the source, or how many images it is asked for, has changed
 * @param {(what: 'pins'|'view') => void} host.changed
 * @param {(message: string) => void} host.complain
 * @param {boolean} [host.second] whether the page shows a second pinned image
 */
export function createActions(findings, page, { send, reopen, changed, complain, second = false }) {
  const { pins } = page;
  const sendAt = throttle(() => page.source.kind === 'atlas' && send({ type: 'at', index: page.source.index }), SEND_EVERY);

  /** @param {Partial<Pins>} change */
  function pin(change) {
    const { unit, image, b = null } = { ...pins, ...change };
    const same = unit === pins.unit && image === pins.image;
    if (same && b === (pins.b ?? null)) return;
    Object.assign(pins, { unit, image, b });
    findings.forget(pins);
    sharePins(pins);
    if (!same) send({ type: 'pin', unit, image }); // the second is for the page that asks about it
    changed('pins');
  }

  return {
    pin,
    /** A second click on the pinned cell lets it go. @param {number} unit @param {number} image */
    pick(unit, image) {
      if (unit === pins.unit && image === pins.image) pin({ unit: null, image: null });
      else pin({ unit, image });
    },
    /** Whether there is something to let go. */
    pinned: () => pins.unit !== null || pins.image !== null || (second && (pins.b ?? null) !== null),
    /** The second image before the others, where it can be seen. */
    release: () => pin(second && (pins.b ?? null) !== null ? { b: null } : { unit: null, image: null, b: null }),
    /** Another model of the atlas. @param {number} index */
    at(index) {
      if (page.source.kind !== 'atlas' || index === page.source.index) return;
      page.source = { ...page.source, index }; // the one that is shown keeps its own
      if (tab.source) tab.source.source = page.source;
      sendAt.soon();
      changed('view');
    },
    /** @param {number} images */
    images(images) {
      if (images === page.images) return;
      page.images = images;
      reopen();
    },
    /** @param {import('./sources.js').Source} source */
    open(source) {
      page.source = source;
      reopen();
      changed('view');
    },
    complain,
    destroy: sendAt.destroy,
  };
}

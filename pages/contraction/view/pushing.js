// The image under the hand: the pushes there are, and what is asked for of them.

import { toWire } from './pushes.js';

/** @typedef {import('./pushes.js').Push} Push */

/**
 * @param {import('../../kit/view/asking.js').Asker} asker
 * @param {() => void} changed the pushes are others
 */
export function createPushing(asker, changed) {
  /** @type {Push[]} */
  let pushes = [];
  let drag = 1;

  function ask() {
    asker.ask({ drag, pushes: toWire(pushes) });
    changed();
  }

  return {
    pushes: () => pushes,
    /** Whether an answer is of the way that is gone now. @param {import('../../kit/view/frames.js').Frame|undefined} frame */
    current: (frame) => frame !== undefined && frame.header.drag === drag,
    /** @param {Push[]} next */
    push(next) {
      pushes = next;
      ask();
    },
    /** Back to the image itself, from where another way begins. */
    reset() {
      pushes = [];
      drag += 1;
      ask();
    },
  };
}

/** @typedef {ReturnType<typeof createPushing>} Pushing */

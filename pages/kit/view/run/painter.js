// One painted frame an animation frame: what arrives in between is merged, what is painted is acknowledged.

import { createTurn } from '../calm.js';
import { merge } from '../frames.js';

/**
 * @param {(frame: import('../frames.js').Frame) => void} paint
 */
export function createPainter(paint) {
  /** @type {import('../frames.js').Frame|null} */
  let pending = null;
  const turn = createTurn(() => {
    const frame = pending;
    pending = null;
    if (frame) paint(frame);
  });

  return {
    /** @param {import('../frames.js').Frame} frame */
    push(frame) {
      pending = pending ? merge(pending, frame) : frame;
      turn.calmly();
    },
    destroy() {
      turn.destroy();
      pending = null;
    },
  };
}

// One painted frame an animation frame: what arrives in between is merged, what is painted is acknowledged.

import { merge } from '../frames.js';

const CALM = 250; // milliseconds between frames for those who asked for reduced motion

/**
 * @param {(frame: import('../frames.js').Frame) => void} paint
 */
export function createPainter(paint) {
  /** @type {import('../frames.js').Frame|null} */
  let pending = null;
  let request = 0;
  let timer = 0;
  let last = -Infinity;
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)');

  function run() {
    request = 0;
    const frame = pending;
    pending = null;
    if (!frame) return;
    last = performance.now();
    paint(frame);
  }

  function schedule() {
    timer = 0;
    if (!request) request = requestAnimationFrame(run);
  }

  return {
    /** @param {import('../frames.js').Frame} frame */
    push(frame) {
      pending = pending ? merge(pending, frame) : frame;
      if (request || timer) return;
      const wait = calm.matches ? CALM - (performance.now() - last) : 0;
      if (wait > 0) timer = window.setTimeout(schedule, wait);
      else schedule();
    },
    destroy() {
      cancelAnimationFrame(request);
      window.clearTimeout(timer);
      pending = null;
    },
  };
}

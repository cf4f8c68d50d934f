// Paints what has come and what was done since the last animation frame, and measures how long it took.

import { createTurn } from '../calm.js';

/**
 * @param {object} on
 * @param {(what: Set<string>) => void} on.paint
 * @param {() => boolean} on.settled whether what was asked for last is what was painted
 */
export function createStage({ paint, settled }) {
  /** @type {Set<string>} */
  let pending = new Set();
  /** @type {Map<string, number>} what is waited for, and since when */
  const clocks = new Map();
  const turn = createTurn(run);

  function run() {
    const what = pending;
    pending = new Set();
    paint(what);
    if (!clocks.size || !settled()) return;
    const done = [...clocks];
    clocks.clear();
    // after the browser has put it on the screen
    window.setTimeout(() => {
      const end = performance.now();
      for (const [name, start] of done) performance.measure(name, { start, end });
    });
  }

  return {
    /** What a person does is shown at once, whatever they asked for. @param {string} [what] */
    soon(what) {
      if (what) pending.add(what);
      turn.soon();
    },
    /** What comes by itself is shown no more often than was asked for. @param {string} what */
    calmly(what) {
      pending.add(what);
      turn.calmly();
    },
    /** With the next repaint, whatever that is for. @param {string} what */
    later: (what) => pending.add(what),
    /** From now on something is waited for; the measure of this name says how long. @param {string} name */
    time: (name) => clocks.set(name, performance.now()),
    destroy: turn.destroy,
  };
}

// Paints what has come and what was done since the last animation frame, tells the server, and measures how long it took.

const CALM = 250; // milliseconds between repaints for those who asked for reduced motion
/** What a person does is shown at once, whatever they asked for. */
const AT_ONCE = new Set(['pins', 'view', 'thresholds', 'order', 'statics']);

/**
 * @typedef {import('./types.js').What} What
 * @typedef {'units-first-view'|'units-sort'|'units-rescale'} Timed
 *
 * @param {object} on
 * @param {(what: Set<What>) => void} on.paint
 * @param {() => boolean} on.settled whether what was asked for last is what was painted
 */
export function createStage({ paint, settled }) {
  /** @type {Set<What>} */
  let pending = new Set();
  /** @type {Map<Timed, number>} what is waited for, and since when */
  const clocks = new Map();
  let request = 0;
  let timer = 0;
  let last = -Infinity;
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)');

  function run() {
    request = 0;
    last = performance.now();
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

  function schedule() {
    timer = 0;
    request ||= requestAnimationFrame(run);
  }

  return {
    /** @param {What} [what] nothing: the part of the matrix that is shown has changed */
    soon(what) {
      if (what) pending.add(what);
      if (request) return;
      const wait = calm.matches && what && !AT_ONCE.has(what) ? CALM - (performance.now() - last) : 0;
      if (wait > 0) timer ||= window.setTimeout(schedule, wait);
      else {
        window.clearTimeout(timer);
        schedule();
      }
    },
    /** With the next repaint, whatever that is for. @param {What} what */
    later: (what) => pending.add(what),
    /** From now on something is waited for. @param {Timed} name */
    time: (name) => clocks.set(name, performance.now()),
    destroy() {
      cancelAnimationFrame(request);
      window.clearTimeout(timer);
    },
  };
}

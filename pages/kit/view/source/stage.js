// Paints what has come and what was done since the last animation frame, and measures how long it took.

const CALM = 250; // milliseconds between repaints for those who asked for reduced motion

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
    window.clearTimeout(timer);
    timer = 0;
    request ||= requestAnimationFrame(run);
  }

  return {
    /** What a person does is shown at once, whatever they asked for. @param {string} [what] */
    soon(what) {
      if (what) pending.add(what);
      schedule();
    },
    /** What comes by itself is shown no more often than was asked for. @param {string} what */
    calmly(what) {
      pending.add(what);
      const wait = calm.matches ? CALM - (performance.now() - last) : 0;
      if (wait <= 0) schedule();
      else if (!request) timer ||= window.setTimeout(schedule, wait);
    },
    /** With the next repaint, whatever that is for. @param {string} what */
    later: (what) => pending.add(what),
    /** From now on something is waited for; the measure of this name says how long. @param {string} name */
    time: (name) => clocks.set(name, performance.now()),
    destroy() {
      cancelAnimationFrame(request);
      window.clearTimeout(timer);
    },
  };
}

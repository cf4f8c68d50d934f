// One animation frame at a time: at once, or no more often than those bear who asked for reduced motion.

const CALM = 250; // milliseconds between two for them

/** @param {() => void} run what is done in it */
export function createTurn(run) {
  let request = 0;
  let timer = 0;
  let last = -Infinity;
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)');

  function turn() {
    request = 0;
    last = performance.now();
    run();
  }

  function soon() {
    window.clearTimeout(timer);
    timer = 0;
    request ||= requestAnimationFrame(turn);
  }

  return {
    /** For what a person does. */
    soon,
    /** For what comes by itself. */
    calmly() {
      const wait = calm.matches ? CALM - (performance.now() - last) : 0;
      if (wait <= 0) soon();
      else if (!request) timer ||= window.setTimeout(soon, wait);
    },
    destroy() {
      cancelAnimationFrame(request);
      window.clearTimeout(timer);
    },
  };
}

// The chain, a step at a time: by hand, or by itself as long as it can be seen.

const PACE = 220; // milliseconds from step to step
const CALM = 1000; // for who asked for reduced motion

/**
 * @param {object} on
 * @param {HTMLElement} on.element while it can't be seen nothing plays
 * @param {import('../../kit/view/asking.js').Asker} on.asker
 * @param {() => {sigma: number, noise: number}} on.settings
 * @param {number} on.first steps that it goes by itself when it begins
 * @param {() => void} on.changed it plays, or no longer does
 */
export function createPlayer({ element, asker, settings, first, changed }) {
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)');
  let run = 0;
  let step = 0;
  let until = 0; // it plays as far as this
  let seen = false;
  let timer = 0;

  const plays = () => step < until;

  function ask() {
    const { sigma, noise } = settings();
    asker.ask({ run, step: step + 1, sigma, seed: noise });
  }

  function next() {
    window.clearTimeout(timer);
    if (plays() && seen && !document.hidden && run > 0) ask();
  }

  const observer = new IntersectionObserver((entries) => {
    seen = entries[entries.length - 1].isIntersecting;
    next();
  });
  observer.observe(element);
  document.addEventListener('visibilitychange', next);

  /** @param {number} to */
  function play(to) {
    until = to;
    next();
    changed();
  }

  return {
    /** Whether a person has let it play. */
    playing: () => until === Infinity,
    toggle: () => play(until === Infinity ? 0 : Infinity),
    step() {
      until = 0;
      window.clearTimeout(timer);
      ask();
      changed();
    },
    /** From the image again. */
    begin() {
      run += 1;
      step = 0;
      if (until !== Infinity) until = calm.matches ? 0 : first;
      next();
      changed();
    },
    /** Whether an answer is of the chain that there is now; if so it goes on from there. @param {import('../../kit/view/frames.js').Header} header */
    came(header) {
      if (header.run !== run) return false;
      step = header.step;
      if (header.error) until = 0;
      window.clearTimeout(timer);
      if (plays()) timer = window.setTimeout(next, calm.matches ? CALM : PACE);
      changed();
      return true;
    },
    destroy() {
      window.clearTimeout(timer);
      observer.disconnect();
      document.removeEventListener('visibilitychange', next);
    },
  };
}

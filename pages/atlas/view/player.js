// Plays the λs as an animation: there and back again, so many λ a second.

export const SPEEDS = [2, 5, 10, 20, 40];
const CALM = 4; // λ a second, at most, for those who asked for reduced motion

/**
 * @param {() => {indices: number[], at: number|null}} path what can be shown, and what is
 * @param {(index: number) => void} go
 * @param {() => void} changed playing or not
 */
export function createPlayer(path, go, changed) {
  let speed = 5;
  let forwards = true;
  let request = 0;
  let last = 0;
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)');

  /** @param {number} now */
  function tick(now) {
    request = requestAnimationFrame(tick);
    const pace = calm.matches ? Math.min(speed, CALM) : speed;
    if (now - last < 1000 / pace - 4) return;
    last = now;
    const { indices, at } = path();
    if (indices.length < 2) return;
    let place = at === null ? -1 : indices.indexOf(at);
    if (forwards && place >= indices.length - 1) forwards = false;
    else if (!forwards && place <= 0) forwards = true;
    place += forwards ? 1 : -1;
    go(indices[place]);
  }

  function pause() {
    if (!request) return;
    cancelAnimationFrame(request);
    request = 0;
    changed();
  }

  return {
    playing: () => request !== 0,
    play() {
      if (request) return;
      last = -Infinity;
      request = requestAnimationFrame(tick);
      changed();
    },
    pause,
    /** @param {number} to λ a second */
    setSpeed(to) {
      speed = to;
    },
    destroy() {
      cancelAnimationFrame(request);
      request = 0;
    },
  };
}

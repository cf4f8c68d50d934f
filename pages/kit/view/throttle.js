// Not more often than can be read.

/**
 * Calls something at most every so often, and once more after the last request. While frames keep coming it runs
 * within one of them; the timer is for the last.
 *
 * @param {() => void} call
 * @param {number} interval milliseconds
 */
export function throttle(call, interval) {
  let last = -Infinity;
  let timer = 0;
  const now = () => {
    window.clearTimeout(timer);
    timer = 0;
    last = performance.now();
    call();
  };
  return {
    now,
    soon() {
      const wait = interval - (performance.now() - last);
      if (wait <= 0) now();
      else if (!timer) timer = window.setTimeout(now, wait + interval / 2);
    },
    destroy: () => window.clearTimeout(timer),
  };
}

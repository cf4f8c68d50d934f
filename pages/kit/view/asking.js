// One question to the server on the way, and the latest: it takes the place of one that waits, and goes out when the answer to the
// one before has come, or after a second without.

const PATIENCE = 1000; // milliseconds

/** @typedef {ReturnType<typeof createAsker>} Asker */

/** @param {(what: {[name: string]: any}) => void} send */
export function createAsker(send) {
  let id = 0;
  /** The last that was asked. @type {{[name: string]: any}|null} */
  let latest = null;
  /** @type {number|null} the one that is on the way */
  let out = null;
  let sent = 0;
  let timer = 0;

  function go() {
    if (!latest || latest.id === sent) return;
    out = sent = latest.id;
    window.clearTimeout(timer);
    timer = window.setTimeout(free, PATIENCE);
    send(latest);
  }

  function free() {
    window.clearTimeout(timer);
    out = null;
    go();
  }

  return {
    /** @param {{[name: string]: any}} what */
    ask(what) {
      id += 1;
      latest = { ...what, id };
      if (out === null) go();
    },
    /** An answer has come. @param {number} to the question of this id */
    answered(to) {
      if (to === out) free();
    },
    /** What is on the way will not come. */
    free,
    /** Whether the last that was asked has been answered, or given up. */
    settled: () => out === null,
    destroy: () => window.clearTimeout(timer),
  };
}

// The state whose units stand out, if one does: chosen among the chips, seen in the panels.

/**
 * @typedef {object} Highlight
 * @property {string|null} state
 * @property {(state: string|null) => void} set
 * @property {(listener: (state: string|null) => void) => () => void} listen
 */

/** @returns {Highlight} */
export function createHighlight() {
  /** @type {Set<(state: string|null) => void>} */
  const listeners = new Set();
  return {
    state: null,
    set(state) {
      if (state === this.state) return;
      this.state = state;
      for (const listener of listeners) listener(state);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

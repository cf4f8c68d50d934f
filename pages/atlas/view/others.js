// The figures of the same models grown in other ways, for curves beside those of the atlas that is shown.

import { connect, socketUrl } from '../../kit/view/socket.js';

/**
 * @typedef {'fan'|'up'|'down'} Way
 * @typedef {{index: number, lam: number, figures: import('./store.js').Figures}} Known of one λ
 * @typedef {{points: (Known|undefined)[], progress: import('./progress.js').Progress|null, close: () => void}} Other
 */

/** Those that are compared: from scratch there is no memory to see. */
export const COMPARED = /** @type {const} */ (['fan', 'up', 'down']);

/**
 * @param {string} base
 * @param {() => void} changed
 */
export function createOthers(base, changed) {
  /** @type {Map<Way, Other>} */
  const open = new Map();
  /** @type {{[name: string]: any}} */
  let settings = {};

  /** @param {Way} way */
  function look(way) {
    if (open.has(way)) return;
    // Each way has its own numbers of epochs.
    const { epochs: _, first_epochs: __, ...rest } = settings;
    /** @type {Other} */
    const other = { points: [], progress: null, close: () => {} };
    open.set(way, other);
    const socket = connect({
      url: socketUrl(base, 'atlas'),
      first: () => ({ type: 'open', settings: { ...rest, way }, figures_only: true }),
      onEvent(event) {
        if (event.type === 'figures') other.points[event.index] = /** @type {Known} */ (/** @type {unknown} */ (event));
        else if (event.type === 'progress') other.progress = /** @type {import('./progress.js').Progress} */ (/** @type {unknown} */ (event));
        changed();
      },
      onVersion() {},
      onFrame() {},
      onDown: changed,
    });
    other.close = socket.close;
  }

  function clear() {
    for (const { close } of open.values()) close();
    open.clear();
  }

  return {
    /**
     * An atlas has been opened.
     *
     * @param {{[name: string]: any}} of its settings
     * @param {{[way: string]: boolean}} there which other ways are trained already
     */
    opened(of, there) {
      clear();
      settings = of;
      for (const way of COMPARED) if (there[way]) look(way);
      changed();
    },
    /** Train what is missing. */
    train() {
      for (const way of COMPARED) if (way !== settings.way) look(way);
      changed();
    },
    /** What is known of a way; nothing of the one that is shown. @param {Way} way */
    points: (way) => /** @type {Known[]} */ ((open.get(way)?.points ?? []).filter(Boolean)),
    /** Whether every way is there or on its way. */
    asked: () => COMPARED.every((way) => way === settings.way || open.has(way)),
    /** How far those in training are, in words; empty when nothing is. */
    progress() {
      const { length } = settings.lambdas ?? [];
      const parts = [];
      for (const [way, { points, progress }] of open) {
        if (!progress || progress.state === 'complete') continue;
        if (progress.state === 'failed' || progress.state === 'cancelled') parts.push(`path ${way}: ${progress.message ?? progress.state}`);
        else parts.push(`path ${way}: ${points.filter(Boolean).length} of ${length} λ`);
      }
      return parts.join('; ');
    },
    destroy: clear,
  };
}

// Everything a person can do, as functions: the run is changed, the server is told, the page follows.

import { nudge } from '../lambda.js';
import { within } from '../limits.js';
import { nextOfClass } from '../strip.js';
import { sameStructure, withoutPins } from './run.js';

/** Steps a second, slow motion first; 0 is full speed. */
export const SPEEDS = [1, 2, 5, 10, 30, 100, 300, 0];
const FIELDS = {
  lam: { name: 'λ' },
  lr: { name: 'The learning rate' },
  batch_size: { name: 'The batch size', whole: true },
  budget: { name: 'The last step', whole: true },
};
const PROBE_INTERVAL = 60; // milliseconds

/** @typedef {ReturnType<typeof createActions>} Actions */

/**
 * @param {import('./run.js').Run} run
 * @param {(message: import('../socket.js').Message) => void} send
 * @param {import('../limits.js').Limits} limits
 */
export function createActions(run, send, limits) {
  let stepSize = 1;
  const prober = createProber(send);

  /** @param {Partial<Pick<import('./run.js').Settings, 'lam'|'lr'|'batch_size'>>} change */
  const set = (change) => {
    Object.assign(run.settings, change);
    run.seq += 1;
    run.sentAt = performance.now();
    send({ type: 'set', ...change, seq: run.seq });
    run.changed();
  };

  /** @param {number|null} unit @param {number|null} image */
  const pin = (unit, image) => {
    run.settings.unit = unit;
    run.settings.image = image;
    run.hold('unit');
    run.hold('image');
    send({ type: 'pin', unit, image });
    run.changed();
  };

  const running = () => run.header?.state === 'running';

  const speedPosition = () => {
    const { speed } = run.settings;
    if (speed === 0) return SPEEDS.length - 1;
    const faster = SPEEDS.findIndex((s) => s === 0 || s >= speed);
    return faster;
  };

  /** @param {number} speed */
  const setSpeed = (speed) => {
    run.settings.speed = speed;
    run.hold('speed');
    send({ type: 'speed', steps_per_second: speed });
    run.changed();
  };

  return {
    /** What may be typed. */
    ranges: within(limits, FIELDS),
    set,
    pin,
    running,
    speedPosition,
    setSpeed,
    /** @param {1|-1} direction */
    nudgeLambda: (direction) => set({ lam: nudge(run.settings.lam, direction) }),
    /** @param {1|-1} direction */
    nudgeSpeed(direction) {
      const position = Math.min(SPEEDS.length - 1, Math.max(0, speedPosition() + direction));
      setSpeed(SPEEDS[position]);
    },
    play: () => send({ type: 'play' }),
    pause: () => send({ type: 'pause' }),
    toggle: () => send({ type: running() ? 'pause' : 'play' }),
    get stepSize() {
      return stepSize;
    },
    /** @param {number} steps */
    chooseStepSize(steps) {
      stepSize = steps;
    },
    step: () => send({ type: 'step', steps: stepSize }),
    /** @param {'same'|'new'} weights */
    reset(weights) {
      run.awaits = weights === 'new' ? () => true : null;
      send({ type: 'reset', weights });
    },
    /** Another model. @param {Partial<import('./run.js').Settings>} [change] of the settings, which become the run's once the server has it */
    rebuild: (change = {}) => send({ type: 'rebuild', settings: { ...withoutPins(run.settings), ...change } }),
    /** The model as it is, beside what training makes of it; or that no longer. @param {boolean} on */
    keep: (on) => send({ type: 'beside', on }),
    restore: () => send({ type: 'restore' }),
    /** Back to before the last rebuild or reset. */
    undo() {
      const { undo } = run;
      run.awaits = (settings) => !undo || sameStructure(settings, undo.settings);
      send({ type: 'undo' });
    },
    /** Ask for a link. @param {'again'|'model'} what */
    link: (what) => send({ type: 'link', what }),
    /** @param {number|null} budget */
    setBudget(budget) {
      run.settings.budget = budget;
      run.hold('budget');
      send({ type: 'budget', steps: budget });
      run.changed();
    },
    /** A second click on what is pinned lets it go. @param {number|null} unit */
    pinUnit: (unit) => pin(unit === run.settings.unit ? null : unit, run.settings.image),
    /** @param {number|null} image */
    pinImage: (image) => pin(run.settings.unit, image === run.settings.image ? null : image),
    /** Figures of this unit are wanted as long as none is pinned. @param {number|null} unit */
    look: (unit) => send({ type: 'look', unit }),
    unpin: () => pin(null, null),
    pinAgain: () => send({ type: 'pin', unit: run.settings.unit, image: run.settings.image }),
    /** @param {number} column */
    swap(column) {
      if (!run.images) return;
      run.strip = run.strip.slice();
      run.strip[column] = nextOfClass(run.images.labels, run.strip, column);
      send({ type: 'strip', images: run.strip });
    },
    sendStrip: () => send({ type: 'strip', images: run.strip }),
    /** @param {number} index */
    turnTo(index) {
      const pages = run.header?.pages ?? 1;
      const page = Math.min(pages - 1, Math.max(0, index));
      if (page === run.page) return;
      run.page = page;
      run.hold('page');
      send({ type: 'page', index: page });
      run.changed();
    },
    probe: prober.ask,
    destroy: prober.destroy,
  };
}

/**
 * Asks for the cell under the pointer: at once, and of what follows the last, every so often.
 *
 * @param {(message: import('../socket.js').Message) => void} send
 */
function createProber(send) {
  let timer = 0;
  /** @type {{unit: number|null, image: number|null}|null} */
  let next = null;
  const flush = () => {
    timer = 0;
    if (!next) return;
    send({ type: 'probe', ...next });
    next = null;
    timer = window.setTimeout(flush, PROBE_INTERVAL);
  };
  return {
    /** @param {number|null} unit @param {number|null} image */
    ask(unit, image) {
      next = { unit, image };
      if (!timer) flush();
    },
    destroy: () => window.clearTimeout(timer),
  };
}

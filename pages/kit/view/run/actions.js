// Everything a person can do, as functions: the session is changed, the server is told, the page follows.

import { LAM_MAX, nudge } from '../lambda.js';
import { nextOfClass } from './strip.js';

/** Steps a second, slow motion first; 0 is full speed. */
export const SPEEDS = [1, 2, 5, 10, 30, 100, 300, 0];
export const RANGES = {
  lam: { name: 'λ', lo: 0, hi: LAM_MAX },
  lr: { name: 'The learning rate', lo: 1e-6, hi: 10 },
  batch_size: { name: 'The batch size', lo: 1, hi: 1024, whole: true },
  budget: { name: 'The last step', lo: 1, hi: 1e9, whole: true },
};
const PROBE_INTERVAL = 60; // milliseconds

/** @typedef {ReturnType<typeof createActions>} Actions */

/**
 * @param {import('./run.js').Session} session
 * @param {(message: import('../socket.js').Message) => void} send
 */
export function createActions(session, send) {
  let stepSize = 1;
  let probeTimer = 0;
  /** @type {{unit: number|null, image: number|null}|null} */
  let probeNext = null;

  const flushProbe = () => {
    probeTimer = 0;
    if (!probeNext) return;
    send({ type: 'probe', ...probeNext });
    probeNext = null;
    probeTimer = window.setTimeout(flushProbe, PROBE_INTERVAL);
  };

  /** @param {Partial<Pick<import('./run.js').Settings, 'lam'|'lr'|'batch_size'>>} change */
  const set = (change) => {
    Object.assign(session.settings, change);
    session.seq += 1;
    session.sentAt = performance.now();
    send({ type: 'set', ...change, seq: session.seq });
    session.changed();
  };

  /** @param {number|null} unit @param {number|null} image */
  const pin = (unit, image) => {
    session.settings.unit = unit;
    session.settings.image = image;
    session.hold('unit');
    session.hold('image');
    send({ type: 'pin', unit, image });
    session.changed();
  };

  const running = () => session.header?.state === 'running';

  const speedPosition = () => {
    const { speed } = session.settings;
    if (speed === 0) return SPEEDS.length - 1;
    const faster = SPEEDS.findIndex((s) => s === 0 || s >= speed);
    return faster;
  };

  /** @param {number} speed */
  const setSpeed = (speed) => {
    session.settings.speed = speed;
    session.hold('speed');
    send({ type: 'speed', steps_per_second: speed });
    session.changed();
  };

  return {
    set,
    pin,
    running,
    speedPosition,
    setSpeed,
    /** @param {1|-1} direction */
    nudgeLambda: (direction) => set({ lam: nudge(session.settings.lam, direction) }),
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
      session.awaitsSeed = weights === 'new';
      send({ type: 'reset', weights });
    },
    rebuild() {
      const { unit: _unit, image: _image, ...settings } = session.settings;
      send({ type: 'rebuild', settings });
    },
    restore: () => send({ type: 'restore' }),
    /** @param {number|null} budget */
    setBudget(budget) {
      session.settings.budget = budget;
      session.hold('budget');
      send({ type: 'budget', steps: budget });
      session.changed();
    },
    /** A second click on what is pinned lets it go. @param {number|null} unit */
    pinUnit: (unit) => pin(unit === session.settings.unit ? null : unit, session.settings.image),
    /** @param {number|null} image */
    pinImage: (image) => pin(session.settings.unit, image === session.settings.image ? null : image),
    unpin: () => pin(null, null),
    pinAgain: () => send({ type: 'pin', unit: session.settings.unit, image: session.settings.image }),
    /** @param {number} column */
    swap(column) {
      if (!session.data) return;
      session.strip = session.strip.slice();
      session.strip[column] = nextOfClass(session.data.labels, session.strip, column);
      send({ type: 'strip', images: session.strip });
    },
    sendStrip: () => send({ type: 'strip', images: session.strip }),
    /** @param {number} index */
    turnTo(index) {
      const pages = session.header?.pages ?? 1;
      const page = Math.min(pages - 1, Math.max(0, index));
      if (page === session.page) return;
      session.page = page;
      session.hold('page');
      send({ type: 'page', index: page });
      session.changed();
    },
    /** @param {number|null} unit @param {number|null} image */
    probe(unit, image) {
      probeNext = { unit, image };
      if (!probeTimer) flushProbe();
    },
    destroy: () => window.clearTimeout(probeTimer),
  };
}

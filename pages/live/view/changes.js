// How much the figures have changed since λ was moved, against what they were before. Pure: the time is given.

import { count, sig3 } from '../../kit/view/format.js';

/** How many figures before the move the mean is of. */
const BEFORE = 20;
/** Milliseconds after the last move for which changes are told. */
const LASTING = 10_000;

/** @typedef {{recon: number, penalty: number, weighted: number, sat: number|null, dead: number}} Figures */
/** @typedef {{build: number, step: number} & Figures} Told what of a frame's header is read */

export class Changes {
  /** @param {number} lam */
  constructor(lam) {
    this.lam = lam;
    this.build = NaN;
    this.step = NaN;
    /** @type {Figures[]} the last there were, each of another step */
    this.kept = [];
    /** @type {Figures|null} what changes are told against */
    this.before = null;
    this.movedAt = -Infinity;
  }

  /** λ is this now. @param {number} lam @param {number} now */
  move(lam, now) {
    if (lam === this.lam) return;
    this.lam = lam;
    // moves that follow each other are one: a drag, or there and back
    if (!this.telling(now)) this.before = mean(this.kept);
    this.movedAt = now;
  }

  /** Figures have come. @param {Told} header */
  take(header) {
    const { build, step, recon, penalty, weighted, sat, dead } = header;
    if (build !== this.build) {
      this.kept = [];
      this.before = null;
    }
    const fresh = build !== this.build || step !== this.step;
    [this.build, this.step] = [build, step];
    if (!fresh) return; // a run that pauses says the same again
    this.kept.push({ recon, penalty, weighted, sat, dead });
    if (this.kept.length > BEFORE) this.kept.shift();
  }

  /** Whether λ was moved a moment ago. @param {number} now */
  telling(now) {
    return this.before !== null && now - this.movedAt <= LASTING;
  }

  /** What the figures were before, while changes are told. @param {number} now */
  read(now) {
    return this.telling(now) ? this.before : null;
  }
}

/** @param {Figures[]} kept @returns {Figures|null} */
function mean(kept) {
  if (!kept.length) return null;
  const of = (/** @type {(f: Figures) => number} */ get) => kept.reduce((sum, one) => sum + get(one), 0) / kept.length;
  return {
    recon: of((f) => f.recon), penalty: of((f) => f.penalty), weighted: of((f) => f.weighted),
    sat: kept.some((f) => f.sat === null) ? null : of((f) => f.sat ?? 0), dead: of((f) => f.dead),
  };
}

/**
 * A change as an arrow and a number, with the digits that the figure itself is shown with: ▲ 12, ▼ 1.23, ±0.
 *
 * @param {number|null|undefined} before
 * @param {number|null|undefined} now
 * @param {{finest?: number, unit?: string}} [how] `finest`: no digit below it is told
 */
export function changeWords(before, now, { finest = 0, unit = '' } = {}) {
  if (before === null || before === undefined || now === null || now === undefined) return '';
  const size = Math.max(Math.abs(before), Math.abs(now));
  if (size === 0) return '±0';
  const step = Math.max(finest, 10 ** (Math.floor(Math.log10(size)) - 2));
  const change = Math.round((now - before) / step) * step;
  if (change === 0) return '±0';
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const number = size >= 1e6 ? sig3(Math.abs(change)) : digits ? Math.abs(change).toFixed(digits) : count(Math.abs(change));
  return `${change > 0 ? '▲' : '▼'} ${number}${unit}`;
}

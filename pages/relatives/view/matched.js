// What a matched comparison has found, as rows: at which strength each is nearest to the CAE's error. Pure.

import { sig3, shortest } from '../../kit/view/format.js';
import { logTicks, ticks } from '../../kit/view/axes.js';

/** @typedef {import('./kin.js').Match} Match @typedef {import('./kin.js').Found} Found @typedef {import('./kin.js').Entry} Entry */
/** @typedef {{lo: number, hi: number}} Axis of errors, by how many times */
/** @typedef {{at: number, strength: number, nearest: boolean, title: string}} Dot `at`: from 0 to 1 */

const ROOM = 1.06; // beyond the smallest and the largest error

/** All errors that have been found, and the CAE's. @param {Match} match @returns {Axis|null} */
export function axisOf({ error, found }) {
  const all = [error, ...Object.values(found).flatMap(({ tried }) => tried.filter(({ diverged }) => !diverged).map((one) => one.error))].filter((x) => Number.isFinite(x) && x > 0);
  if (!all.length) return null;
  return { lo: Math.min(...all) / ROOM, hi: Math.max(...all) * ROOM };
}

/** @param {Axis} axis @param {number} error */
export const placeOf = ({ lo, hi }, error) => Math.min(1, Math.max(0, Math.log(error / lo) / Math.log(hi / lo)));

/** Round errors on the axis. @param {Axis} axis @returns {number[]} */
export function ticksOf({ lo, hi }) {
  const found = hi / lo > 10 ? logTicks(lo, hi, 4) : ticks(lo, hi, 4);
  return found.filter((x) => x >= lo && x <= hi);
}

/** @param {Axis} axis @param {Found} found @param {Entry|null} entry @returns {Dot[]} */
export const dotsOf = (axis, { tried, nearest }, entry) =>
  tried.map(({ strength, error, penalty, diverged }, i) => ({
    at: diverged ? 1 : placeOf(axis, error), strength, nearest: i === nearest,
    title: `${entry?.strength?.symbol ?? ''} ${shortest(strength)}: ${diverged ? 'it has diverged' : `error ${sig3(error)}, ‖J‖² ${sig3(penalty)}`}`.trim(),
  }));

/** With its sign. @param {number} x */
const signed = (x) => (x > 0 ? `+${sig3(x)}` : sig3(x));

/**
 * The cells of a row.
 *
 * @param {Match} match
 * @param {Found} found
 * @param {number|null} penalty ‖J‖² of the CAE at the step of the comparison
 */
export function cellsOf({ error }, { tried, nearest, distance }, penalty) {
  const best = nearest === null ? null : tried[nearest];
  if (!best) return ['–', '–', '–', '–'];
  const off = distance ?? best.error - error;
  const against = penalty !== null && penalty > 0 && best.penalty > 0 ? `× ${sig3(best.penalty / penalty)}` : '–';
  return [shortest(best.strength), `${signed(off)} (${signed((100 * off) / error)} %)`, sig3(best.penalty), against];
}

/** The strengths at which everybody is nearest. @param {Match|null} match @returns {{[name: string]: number}} */
export function nearestOf(match) {
  /** @type {{[name: string]: number}} */
  const strengths = {};
  for (const [name, { tried, nearest }] of Object.entries(match?.found ?? {})) if (nearest !== null && tried[nearest]) strengths[name] = tried[nearest].strength;
  return strengths;
}

/** How far it is, in words. @param {Match|null} match */
export function progressOf(match) {
  if (!match) return '';
  const { done, of, running, step } = match;
  const at = `of ${step.toLocaleString('en-US')} steps each`;
  if (running) return `${done} of ${of} trained, ${at}`;
  return done < of ? `Stopped after ${done} of ${of}, ${at}` : `${of} trained, ${at}`;
}

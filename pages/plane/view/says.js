// What is seen, in words that are true of the numbers. Pure.

import { count, percent, sig3 } from '../../kit/view/format.js';
import { lambdaText } from '../../kit/view/lambda.js';

/** @typedef {import('./world.js').Figures} Figures */

const EARLY = 2000; // steps below which the ratio says little
const CLEARLY = 1.35; // times the ratio at λ = 0
const ALIKE = 1.1;
const KEPT = 0.85; // of σ₁ at λ = 0
const LARGE = 0.05; // error over the variance
const LOST = 0.5; // and where the points are hardly told apart
const SHRUNK = 0.5; // of ‖J‖²
const FEW = 8; // units

export const CIRCLE = 'plane-circle';

export const EXPECTS =
  'λ presses the code to move less. Will it then move less in every direction alike, or still as far along the points as across them, or farther? Where will the ellipses be long?';

/**
 * @param {object} seen
 * @param {{step: number}|null} seen.header
 * @param {{lam: number, hidden: number, tied: boolean, dataset: string}} seen.settings
 * @param {Figures|null} seen.plane
 * @param {Figures|null} seen.twin at λ = 0
 * @param {number|null} seen.suggested λ
 */
export function verdict({ header, settings, plane, twin, suggested }) {
  if (!header || !plane) return '';
  const { lam, hidden, tied, dataset } = settings;
  const [ratio, plain] = [plane.along, twin?.along ?? null];
  if (ratio === null) return 'The code moves in one direction only at these points, or in none: the ellipses are lines.';
  const along = dataset === CIRCLE ? 'along the circle as across it' : 'in the direction it follows most as across that';
  const times = `the code moves ${sig3(ratio)} times as far ${along}`;
  const beside = plain === null ? '' : `, ${sig3(plain)} times at λ = 0`;
  if (header.step < EARLY) return `Still training, step ${count(header.step)}: below about ${count(EARLY)} steps the ellipses say little. Now ${times}${beside}.`;
  if (lam === 0) return `λ = 0 is a plain autoencoder: ${times}.${suggested ? ` Move λ to ${lambdaText(suggested)} to see what changes.` : ''}`;
  if (plane.error > LARGE && (!twin || plane.error > 2 * twin.error)) {
    const error = `the error is ${percent(plane.error)} of the variance${twin ? `, ${percent(twin.error)} at λ = 0` : ''}`;
    if (plane.error > LOST) return `The penalty has won: ${error}. The code hardly tells the points apart any more; with less λ it does.`;
    return `The reconstruction pays for it: ${error}; ${times}${beside}. With less λ the points come back.`;
  }
  if (plain === null || !twin) return `Here ${times}; how far it would without λ is not known, for no model at λ = 0 trains beside it.`;
  const left = penalty(plane) / penalty(twin);
  if (!tied && left < SHRUNK && ratio < ALIKE * plain) {
    const shrank = `The encoder’s weights shrank ${sig3(twin.encoder / plane.encoder)} times and the decoder’s grew ${sig3(plane.decoder / twin.decoder)} times`;
    return (
      `A cheat, not contraction: ‖J‖² fell to ${percent(left)} of that at λ = 0, but ${times}, ${ratio > plain ? 'hardly' : 'no'} more than at λ = 0 (${sig3(plain)}). ` +
      `${shrank}: untied, that costs the reconstruction nothing.`
    );
  }
  if (ratio >= ALIKE * plain) {
    const much = ratio < CLEARLY * plain ? 'a little more across the points than along them' : plane.sigma[0] < KEPT * twin.sigma[0] ? 'more across the points than along them' : 'across the points, and hardly along them';
    return `It contracts ${much}: ${times}${beside}, and the error is ${percent(plane.error)} of the variance.`;
  }
  if (hidden <= FEW) return `With ${hidden} units ${times}, and at λ = 0 ${sig3(plain)}: so few units leave no other choice, with λ or without.`;
  return `Not seen here: ${times}, ${ratio > plain ? 'hardly' : 'no'} more than at λ = 0 (${sig3(plain)}).${suggested && suggested !== lam ? ` Try λ = ${lambdaText(suggested)}.` : ''}`;
}

/** Mean ‖J‖² at the points. @param {Figures} figures */
export const penalty = ({ sigma }) => sigma[0] ** 2 + sigma[1] ** 2;

/** @param {[number, number]} pair */
const pair = ([x, y]) => `(${sig3(x)}, ${sig3(y)})`;

/**
 * A place, and what a model does there.
 *
 * @param {[number, number]} place
 * @param {{to: [number, number], penalty: number|null, sigma: [number, number]|null}} read
 */
export function placeWords(place, { to, penalty: heat, sigma }) {
  const lines = [`x ${pair(place)}`, `r(x) ${pair(to)}`];
  if (heat !== null) lines.splice(1, 0, `‖J‖² ${sig3(heat)}`);
  if (sigma) lines.push(`nearest ellipse: σ₁ ${sig3(sigma[0])}, σ₂ ${sig3(sigma[1])}`);
  return lines;
}

/** @param {import('./world.js').World} world @param {number} unit */
export function unitWords(world, unit) {
  if (unit >= world.hidden) return [`unit ${unit}`];
  const { w, b, v } = world.unit(unit);
  return [`unit ${unit}`, `${percent(world.shares()[unit])} of ‖J‖²`, `weights in ${pair(/** @type {any} */ (w))}, bias ${sig3(b)}`, `weights out ${pair(/** @type {any} */ (v))}`];
}

// How the models of an atlas were trained, and what that means for what is seen, in sentences. Pure.

import { count, percent } from '../../kit/view/format.js';
import { lambdaWords } from '../../kit/view/lambdas.js';

/** @typedef {import('./store.js').Atlas} Atlas */

/** @type {{[way: string]: string}} */
export const WAYS = { fan: 'fan', up: 'path up', down: 'path down', scratch: 'from scratch' };

const STRANGERS = 0.5; // fewer units than this share that stay themselves: a unit can't be followed any more

// Measured: activations whose units a fan holds on to no better than training from scratch does (docs/atlas.md).
const NO_BETTER = new Set(['relu']);

/** @param {{[name: string]: any}} settings */
export function grownWords({ way, epochs, first_epochs: first }) {
  const n = (/** @type {number} */ count_) => `${count(count_)} epoch${count_ === 1 ? '' : 's'}`;
  switch (way) {
    case 'up':
      return `Path up: one training along which λ grows, ${n(first)} at the first λ and ${n(epochs)} at each that follows. Later models have trained longer, and each remembers the λs before.`;
    case 'down':
      return `Path down: one training along which λ falls, ${n(first)} at the last λ and ${n(epochs)} at each that follows. Smaller λs have trained longer, and each remembers the larger ones.`;
    case 'scratch':
      return `From scratch: every λ has trained ${n(first)} from the same initial weights, and from nothing else.`;
    default:
      return `Fan: ${n(first)} at λ = 1, then ${count(epochs)} for each λ on its own. All have trained ${n(first + epochs)}; none remembers another λ.`;
  }
}

/**
 * Up to which λ a unit can be followed from one model to the next, once that is known of all.
 *
 * @param {Atlas} atlas
 * @returns {string}
 */
export function followedTo(atlas) {
  const { identity, lambdas, settings } = atlas;
  if (!identity.length || identity.includes(null)) return '';
  const shares = /** @type {number[]} */ (identity);
  const first = shares.findIndex((share) => share < STRANGERS);
  if (first < 0) return '';
  const fewer = `fewer than half are still themselves at the next λ (${percent(Math.min(...shares))} at worst)`;
  const better = settings.way === 'fan' && NO_BETTER.has(settings.activation) ? '. From scratch it is no better' : '';
  if (first === 0) return `Units are strangers from one λ to the next: ${fewer}${better}.`;
  return `A unit can be followed up to λ = ${lambdaWords(lambdas[first])}; beyond, ${fewer}${better}.`;
}

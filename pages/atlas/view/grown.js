// How the models of an atlas were trained, and what that means for what is seen, in sentences. Pure.

import { count, percent } from '../../kit/view/format.js';
import { lambdaWords } from '../../kit/view/lambdas.js';

/** @typedef {import('./store.js').Atlas} Atlas */

/** @type {{[way: string]: string}} */
export const WAYS = { fan: 'fan', up: 'path up', down: 'path down', scratch: 'from scratch' };

const STRANGERS = 0.5; // fewer units than this share that stay themselves: a unit can't be followed any more

const AS_FROM_SCRATCH = 'A fan follows them hardly better than training from scratch, in places worse.';
/** Where a fan is no better than models from scratch, as measured (docs/atlas.md). @type {{[activation: string]: string|undefined}} */
const MEASURED = {
  relu: AS_FROM_SCRATCH, softplus: AS_FROM_SCRATCH, gelu: AS_FROM_SCRATCH,
  tanh: 'At λ of 20 and more a model from scratch reaches an objective up to 14 % lower.',
};

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
  const measured = settings.way === 'fan' ? MEASURED[settings.activation] : undefined;
  return [strangersWords(shares, first, lambdas), measured].filter(Boolean).join(' ');
}

/** @param {number[]} shares of the units that stay themselves @param {number} first place where too few do, or -1 @param {number[]} lambdas */
function strangersWords(shares, first, lambdas) {
  if (first < 0) return '';
  const fewer = `fewer than half are still themselves at the next λ (${percent(Math.min(...shares))} at worst).`;
  return first === 0 ? `Units are strangers from one λ to the next: ${fewer}` : `A unit can be followed up to λ = ${lambdaWords(lambdas[first])}; beyond, ${fewer}`;
}

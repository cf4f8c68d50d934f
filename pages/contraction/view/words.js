// Sentences of the panels that are drawn here, true of every number they get, and the questions to open before them. Pure.

import { percent, sig3 } from '../../kit/view/format.js';

const ALIKE = 1.05; // two numbers are told apart when one is so many times the other

export const EXPECTS = {
  probe: 'Push the image: its pixels move. Will the code move as far as they do, and at λ = 0, from the same pixels, as far as at this λ?',
  tangents: 'Move the image along its first tangent, and by the same length in a direction drawn at random. Along which will the code move farther, and how many times as far? And along a direction it ignores?',
  chain: 'Again and again the code is moved at random, but only where it follows the image, and decoded. Does the image stay an image of its kind, become another, or dissolve? And at λ = 0, with the same noise?',
};

/**
 * How one number compares with another, as in "half as far as".
 *
 * @param {number} one
 * @param {number} other
 */
function compared(one, other) {
  if (other === 0) return one === 0 ? 'as little as' : 'farther than';
  const times = one / other;
  if (times >= ALIKE) return `${sig3(times)} times as far as`;
  return times * ALIKE > 1 ? 'about as far as' : `only ${sig3(times)} times as far as`;
}

/**
 * @param {{dx: number, dh: number, dh0: number|null, ratio: number|null}} moved
 * @param {string} at the model, as in "at λ = 1"
 */
export function probeWords({ dx, dh, dh0, ratio }, at) {
  if (!(dx > 0)) return 'Pull the image with the pointer, or choose it and press the arrow keys: its pixels move, and the code follows, less.';
  const far = `The pixels moved by ${sig3(dx)}, the code ${at} by ${sig3(dh)}: ${sig3(ratio)} for each unit of the pixels’ way`;
  if (dh0 === null) return `${far}.`;
  return `${far}, ${compared(dh, dh0)} at λ = 0.`;
}

/** What the model is held against, as the server says it. @param {string} reference */
export function againstWords(reference) {
  if (!reference) return '';
  return reference.startsWith('none') ? `Nothing to hold it against${reference.slice('none'.length)}` : `Held against ${reference}`;
}

/** A direction by its place. @param {import('./types.js').Which} which @param {number} index */
export function directionName(which, index) {
  if (which === 'random') return 'a direction drawn at random';
  return which === 'tangent' ? `tangent ${index + 1}` : `ignored direction ${index + 1}`;
}

/**
 * @param {{which: import('./types.js').Which, index: number, length: number, dh: number, dh0: number|null, dh_random: number, error?: string|null}|null} along
 * @param {{sigma: number[], random: number}|null} directions
 */
export function tangentWords(along, directions) {
  if (along?.error) return along.error;
  if (along && along.length !== 0 && Number.isFinite(along.dh)) {
    const { which, index, length, dh, dh0, dh_random: control } = along;
    const far = `Moved by ${sig3(length)} along ${directionName(which, index)} the code goes ${sig3(dh)}`;
    const beside = which === 'random' ? '' : `, ${compared(dh, control)} in a direction drawn at random`;
    return `${far}${beside}${dh0 === null ? '' : `; at λ = 0 it goes ${sig3(dh0)}`}.`;
  }
  if (!directions) return '';
  const { sigma, random } = directions;
  if (!sigma.length || !(random > 0)) return 'The code of this image follows no direction at all.';
  return `A small step along the first tangent moves the code ${sig3(sigma[0] / random)} times as far as one in a direction drawn at random: ${sig3(sigma[0])} against ${sig3(random)} for each unit of length.`;
}

/**
 * @param {{step: number, sigma: number, outside: number, outside0: number|null, error: string|null}|null} chain
 * @param {string} where no h of the activation lies, in words; empty where it may be any number
 */
export function chainWords(chain, where) {
  if (!chain || chain.step === 0) return 'Each step moves the code by noise that goes through J Jᵀ, so where the encoder follows the image, and decodes it.';
  if (chain.error) return chain.error;
  const after = `After ${chain.step === 1 ? '1 step' : `${chain.step} steps`} of σ = ${sig3(chain.sigma)}`;
  if (!where) return `${after} h may be any number: nothing of it can lie outside its range.`;
  const beside = chain.outside0 === null ? '' : `, at λ = 0 ${percent(chain.outside0)}`;
  const share = chain.outside === 0 ? 'none' : percent(chain.outside);
  return `${after}, ${share} of h so far lay ${where}${beside}; what lies there is decoded as it is.`;
}

// The words of the pages, in a sentence each. Pure.

import { gainName, spelt } from './activation.js';
import { SAT_COUNTS, endsOf, satWords } from './statewords.js';

/**
 * @typedef {'reconstruction'|'penalty'|'gain'|'flat'|'sat'|'dead'|'participation'} Key
 * @typedef {{key: Key, name: string, sentence: string, picture?: 'slope'|'phi'|'directions'}} Term
 */

/** @type {{[activation: string]: string}} */
const SLOPES = {
  sigmoid: 'The slope of the sigmoid at h: ¼ where h is ½, and near 0 where h is near 0 or 1.',
  tanh: 'The slope of tanh: 1 where h is 0, and near 0 where h is near −1 or 1.',
  softplus: 'The slope of softplus: near 0 while the unit is off, near 1 while it is on.',
  relu: 'The slope of ReLU: 0 while the unit is off, 1 while it is on.',
  gelu: 'The slope of GELU: near 0 while the unit is off, near 1 while it is on.',
  identity: 'The slope of a straight line: 1 everywhere.',
};

/** @param {string} activation @returns {Term} */
function flat(activation) {
  const ends = endsOf(activation);
  if (ends === 'two') {
    return { key: 'flat', name: 'saturation', picture: 'phi', sentence: 'A unit is saturated for an image where its activation is flat (in shade): small changes of the image do not move it. That is how the penalty is made small.' };
  }
  if (ends === 'one') {
    return { key: 'flat', name: 'off', picture: 'phi', sentence: `${spelt(activation)} is flat on one side only (in shade). There a unit is off: small changes of the image do not move it.` };
  }
  return { key: 'flat', name: 'saturation', picture: 'phi', sentence: 'A straight line is flat nowhere: no unit is ever saturated, and the penalty can only make weights small.' };
}

/** The words, in the order in which they build on each other. @param {string} activation @returns {Term[]} */
export function termsOf(activation) {
  const gain = gainName(activation);
  const sat = satWords(activation).replace(SAT_COUNTS, '');
  return [
    { key: 'reconstruction', name: 'reconstruction', sentence: 'How far the output is from the image: the error summed over the pixels, mean over the held-out images.' },
    { key: 'penalty', name: '‖J‖²', sentence: 'How far the code h moves when an image changes a little: the squared slopes ∂h/∂x of all units by all pixels, added up. λ, the contraction strength, weighs it against the reconstruction.' },
    { key: 'gain', name: gain, picture: 'slope', sentence: `${SLOPES[activation] ?? ''} Its square times ‖W‖², the squared length of the unit’s weights, is the unit’s part of ‖J‖².` },
    flat(activation),
    { key: 'sat', name: 'SAT', sentence: endsOf(activation) === 'two' ? `The ${sat}${SAT_COUNTS}` : `${sat}.` },
    { key: 'dead', name: 'dead', sentence: 'A unit that says the same of every image: it adds next to nothing to the penalty, and tells the reconstruction nothing of the image.' },
    { key: 'participation', name: 'participation', picture: 'directions', sentence: 'Over how many directions of the input J spreads what it lets through: (Σσ²)² / Σσ⁴ of its singular values σ. 1 is a single direction.' },
  ];
}

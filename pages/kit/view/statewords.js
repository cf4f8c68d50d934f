// What saturation and a unit's states are called, which depends on the activation: a ReLU is off, it is not saturated.
// Pure. Figures made in Python have the same names (`cae.figures.axes.state_name`).

import { spelt } from './activation.js';
import { STATES } from './unitstates.js';

/** Those that are flat at one end alone. */
const ONE_END = ['relu', 'softplus', 'gelu'];
/** The ends of those that have two, and where the paper lets saturation begin: at a twentieth of the range from each. */
const TWO_ENDS = /** @type {{[activation: string]: {lower: string, below: string, above: string}}} */ ({
  sigmoid: { lower: '0', below: '0.05', above: '0.95' },
  tanh: { lower: '−1', below: '−0.9', above: '0.9' },
});

/** @typedef {'two'|'one'|'none'} Ends at how many ends an activation is flat */

/** @param {string} activation @returns {Ends} */
export function endsOf(activation) {
  if (activation in TWO_ENDS) return 'two';
  return ONE_END.includes(activation) ? 'one' : 'none';
}

/** A state as it is called. @param {string} state @param {string} activation */
export function stateWords(state, activation) {
  if (state === 'saturated at 0' && endsOf(activation) === 'one') return 'off';
  return activation === 'tanh' ? state.replace('at 0', 'at −1') : state;
}

/** The states that units of this activation can be in. @param {string} activation @returns {string[]} */
export function statesOf(activation) {
  const ends = endsOf(activation);
  return STATES.filter((state) => !(state === 'saturated at 1' && ends !== 'two') && !(state === 'saturated at 0' && ends === 'none'));
}

/** What a state means, for a tooltip. @param {string} state @param {string} activation */
export function stateMeaning(state, activation) {
  switch (state) {
    case 'swings': return 'says different things of different images';
    case 'saturated at 0':
      return endsOf(activation) === 'one' ? 'its slope φ′ is near 0 for almost every image' : `near ${TWO_ENDS[activation]?.lower ?? 0} for almost every image`;
    case 'saturated at 1': return 'near 1 for almost every image';
    case 'dead': return 'says the same of every image';
    default: return 'its weights are nearly 0';
  }
}

/** The columns of the shares of images at either end. @param {'low'|'high'} end @param {string} activation */
export function endName(end, activation) {
  if (end === 'high') return 'at 1';
  return endsOf(activation) === 'one' ? 'off' : `at ${TWO_ENDS[activation]?.lower ?? 0}`;
}

/** Why SAT and the count of units that swing do not contradict each other. */
export const SAT_COUNTS = 'A unit that swings can be at one end for most images and at the other for the rest.';

/** What SAT is, or why there is none. @param {string} activation */
export function satWords(activation) {
  const ends = TWO_ENDS[activation];
  if (ends) return `share of all h, one for each image and unit, below ${ends.below} or above ${ends.above}. ${SAT_COUNTS}`;
  const why = endsOf(activation) === 'one' ? 'is flat at one end only: its units are off or on' : 'is a straight line: nothing of it is saturated';
  return `${spelt(activation)} ${why}, so there is no share of h that is saturated`;
}

/** What φ′ near 0 says of a unit, for the heatmap. @param {string} activation */
export function flatWords(activation) {
  switch (endsOf(activation)) {
    case 'two': return 'Near 0 a unit is saturated: it ignores small changes of that image.';
    case 'one': return `${activation === 'relu' ? 'At' : 'Near'} 0 a unit is off: it ignores small changes of that image.`;
    default: return 'The slope is 1 everywhere: no unit ignores any image.';
  }
}

/** The same of a difference. @param {string} activation */
export const flatterWords = (activation) =>
  endsOf(activation) === 'one' ? 'Blue: the unit is nearer to being off on the right, for that image; orange: on the left.' : 'Blue: the unit is nearer to saturation on the right, for that image; orange: on the left.';

/** What units at the left of the two factors are. @param {string} activation */
export const leftWords = (activation) => ({ two: 'Left: saturated. ', one: 'Left: off. ', none: '' })[endsOf(activation)];

/** How a unit's part of the penalty comes about. @param {string} activation */
export const partWords = (activation) => `Its part of ‖J‖² is the product of mean ${activation === 'sigmoid' ? '(h(1−h))²' : 'φ′²'} and ‖W‖².`;

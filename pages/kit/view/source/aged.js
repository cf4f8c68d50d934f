// Of a run in training a figure is drawn now and then: as soon as it is seen to lag, it says of which step it is. Pure.

import { count } from '../format.js';

const LAGS = 2500; // milliseconds after which a figure that has not followed says so

/**
 * @param {object} of
 * @param {boolean} of.trains whether what is looked at is a run that trains
 * @param {number|null|undefined} of.step that the figure is of; undefined: there is none yet
 * @param {number|null|undefined} of.now the step that is shown
 * @param {number} of.age milliseconds since the figure came, or since it is waited for
 */
export function agedWords({ trains, step, now, age }) {
  if (!trains || now === null || now === undefined || age < LAGS) return '';
  if (step === undefined) return 'This figure is being drawn; the training goes first.';
  return step === null || step === now ? '' : `of step ${count(step)}`;
}

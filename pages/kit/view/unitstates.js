// The states a unit can be in, in the order in which they are stacked and told; their colours.

import { css, rgb } from './color.js';

export const STATES = /** @type {const} */ (['swings', 'saturated at 0', 'saturated at 1', 'dead', 'weight-shrunk']);

/** Its place among the states, or -1. @param {string} state */
export const placeOf = (state) => STATES.findIndex((one) => one === state);

/**
 * Colours of their own, none of the classes': green for what works, two ends of one indigo for the two ends of h, olive for
 * what has faded, and the one warm colour for what is lost. Told apart by colour-blind eyes too.
 *
 * @type {{[theme: string]: {[state: string]: string}}}
 */
const COLORS = {
  light: { swings: '#1f7a56', 'saturated at 0': '#8179bc', 'saturated at 1': '#302852', dead: '#d23586', 'weight-shrunk': '#4f4a1c' },
  dark: { swings: '#6acda7', 'saturated at 0': '#5d6584', 'saturated at 1': '#dee1f8', dead: '#e95ac2', 'weight-shrunk': '#7f9b59' },
};

/** @param {boolean} dark @param {string} state one that is none has the colour of a dead unit */
export function stateTriple(dark, state) {
  const colors = COLORS[dark ? 'dark' : 'light'];
  return rgb(colors[state] ?? colors.dead);
}

/** @param {import('./theme.js').Theme} theme @param {string} state */
export const stateColor = (theme, state) => css(stateTriple(theme.dark, state));

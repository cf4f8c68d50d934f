// The states a unit can be in, in the order in which they are stacked and told; their colours.

import { css } from './color.js';

export const STATES = /** @type {const} */ (['swings', 'saturated at 0', 'saturated at 1', 'dead', 'weight-shrunk']);

/** Its place among the states, or -1. @param {string} state */
export const placeOf = (state) => STATES.findIndex((one) => one === state);

/** Which of the theme's class colours a state has. @type {{[state: string]: number}} */
const COLORS = { swings: 0, 'saturated at 0': 1, 'saturated at 1': 4, dead: 8, 'weight-shrunk': 5 };

/** @param {import('./theme.js').Theme} theme @param {string} state */
const stateTriple = (theme, state) => theme.classes[COLORS[state] ?? 8];

/** @param {import('./theme.js').Theme} theme @param {string} state */
export const stateColor = (theme, state) => css(stateTriple(theme, state));

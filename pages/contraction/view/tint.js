// The colours of the two models, as the figures have them.

import { roleColor } from '../../kit/view/figurestyle.js';

/** @param {HTMLElement} element @param {import('../../kit/view/theme.js').Theme} theme */
export function tint(element, theme) {
  element.style.setProperty('--cae-own', roleColor('A', theme));
  element.style.setProperty('--cae-without', roleColor('reference', theme));
}

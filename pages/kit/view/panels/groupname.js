// The name of a class over its columns, in two or three lines so that long ones fit.

import { el } from '../dom.js';

/**
 * @param {string} words
 * @param {number} n which name it is, from the left
 * @param {number} from where its columns begin, as a share of the width
 * @param {number} to and end
 * @param {string} color
 */
export function groupName(words, n, from, to, color) {
  const name = el('span', { class: n % 2 ? 'cae-heat-group cae-second' : 'cae-heat-group' }, words);
  name.style.setProperty('--cae-tier', String(n % 3));
  name.style.left = `${100 * from}%`;
  name.style.width = `${100 * (to - from)}%`;
  name.style.setProperty('--cae-class', color);
  return name;
}

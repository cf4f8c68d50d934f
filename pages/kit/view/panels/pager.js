// Which part of the units is shown, and the way to the next.

import { el, icon, textOf } from '../dom.js';
import { count } from '../format.js';
import { PAGE } from '../scene.js';

/** @typedef {{page: number, pages: number, first: number, last: number}} Part of the units, with its first and its last */

/** The page that the server shows. @param {import('../scene.js').Scene} scene @returns {Part} */
export const pageOf = ({ hidden, page, pages }) => ({
  page, pages: hidden <= PAGE ? 1 : pages, first: page * PAGE, last: Math.min(hidden, (page + 1) * PAGE) - 1,
});

/**
 * @param {import('../scene.js').Scene} scene
 * @param {() => Part} part
 * @param {(page: number) => void} turnTo
 */
export function createPager(scene, part, turnTo) {
  const turn = (/** @type {number} */ by) => turnTo(part().page + by);
  const back = el('button', { type: 'button', class: 'cae-button', 'aria-label': 'Previous units', on: { click: () => turn(-1) } }, icon('back'));
  const forth = el('button', { type: 'button', class: 'cae-button', 'aria-label': 'Next units', on: { click: () => turn(1) } }, icon('forth'));
  const where = el('span', { class: 'cae-page-text' });
  const setWhere = textOf(where);
  const element = el('div', { class: 'cae-pager', hidden: '' }, where, back, forth);
  return {
    element,
    show() {
      const { page, pages, first, last } = part();
      element.hidden = pages <= 1;
      back.disabled = page === 0;
      forth.disabled = page + 1 >= pages;
      setWhere(`units ${count(first)} to ${count(last)} of ${count(scene.hidden)}`);
    },
  };
}

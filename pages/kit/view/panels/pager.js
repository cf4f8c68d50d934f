// Which page of the units is shown, and the way to the next.

import { el, icon, textOf } from '../dom.js';
import { count } from '../format.js';
import { PAGE } from '../scene.js';

/**
 * @param {import('../scene.js').Scene} scene
 * @param {(page: number) => void} turnTo
 */
export function createPager(scene, turnTo) {
  const turn = (/** @type {number} */ by) => turnTo(scene.page + by);
  const back = el('button', { type: 'button', class: 'cae-button', 'aria-label': 'Previous units', on: { click: () => turn(-1) } }, icon('back'));
  const forth = el('button', { type: 'button', class: 'cae-button', 'aria-label': 'Next units', on: { click: () => turn(1) } }, icon('forth'));
  const where = el('span', { class: 'cae-page-text' });
  const setWhere = textOf(where);
  const element = el('div', { class: 'cae-pager', hidden: '' }, where, back, forth);
  return {
    element,
    show() {
      const { hidden, page, pages } = scene;
      element.hidden = hidden <= PAGE;
      back.disabled = page === 0;
      forth.disabled = page + 1 >= pages;
      const first = page * PAGE;
      setWhere(`units ${count(first)} to ${count(Math.min(hidden, first + PAGE) - 1)} of ${count(hidden)}`);
    },
  };
}

// Above the matrix: what it shows, how it is sorted, grouped and scaled, and how large.

import { el, icon, textOf } from '../../kit/view/dom.js';

/** @type {{[name in import('./types.js').Sort]: string}} */
const SORTS = {
  none: 'by number', mean: 'by mean', state: 'by state', share: 'by share of ‖J‖²', cluster: 'by likeness',
};
/** @type {{[name in import('./types.js').Group]: string}} */
const GROUPS = { none: 'as in the data', class: 'by class', cluster: 'by likeness' };
/** @type {{[name in import('./types.js').Scaling]: string}} */
const SCALES = { fixed: 'fixed', unit: 'each unit’s own', global: 'largest of all' };

/**
 * @param {import('./types.js').Page} page
 * @param {import('./actions.js').UnitsActions} act
 * @param {{in: () => void, out: () => void, all: () => void}} zoom
 */
export function createTools(page, act, zoom) {
  let asked = 0;
  const shows = el('div', { class: 'cae-segments', role: 'group', 'aria-label': 'What the matrix shows', title: 'm: the next' });
  const names = /** @type {const} */ ([['gain', 'φ′'], ['h', 'h'], ['part', 'part of ‖J‖²']]);
  const buttons = names.map(([name, words]) => {
    const button = el('button', { type: 'button', class: 'cae-segment', 'data-show': name, on: { click: () => act.show(name) } }, words);
    shows.append(button);
    return button;
  });

  /** @template {string} T @param {string} label @param {string} name @param {{[value in T]: string}} options @param {(value: T) => void} choose */
  function choice(label, name, options, choose) {
    const select = el('select', { class: 'cae-select', 'aria-label': name });
    for (const [value, words] of Object.entries(options)) select.append(el('option', { value }, /** @type {string} */ (words)));
    select.addEventListener('change', () => choose(/** @type {T} */ (select.value)));
    const element = el('label', { class: 'cae-field' }, el('span', { class: 'cae-label' }, label), select);
    return { element, select };
  }
  const sort = choice('Units', 'Order of the units', SORTS, act.sort);
  const group = choice('Images', 'Order of the images', GROUPS, act.group);
  const scale = choice('Scale', 'Scale of the colours', SCALES, act.rescale);
  const againText = el('span');
  const setAgain = textOf(againText);
  const again = el('button', { type: 'button', class: 'cae-button cae-again', title: 'r', on: { click: repeat } }, againText);
  const button = (/** @type {Node|string} */ sign, /** @type {string} */ key, /** @type {string} */ name, /** @type {() => void} */ click) =>
    el('button', { type: 'button', class: 'cae-button cae-zoom', 'aria-label': name, title: `${key}: ${name}`, on: { click } }, sign);
  const [larger, smaller, all] = [button(icon('plus'), '+', 'Zoom in', zoom.in), button(icon('minus'), '−', 'Zoom out', zoom.out), button('All', 'a', 'Show all cells', zoom.all)];
  const element = el(
    'div', { class: 'cae-matrix-tools cae-tools' },
    shows, sort.element, again, group.element, scale.element,
  );
  const zooms = el('div', { class: 'cae-zooms cae-tools', role: 'group', 'aria-label': 'Zoom' }, smaller, larger, all);

  function repeat() {
    asked += 1;
    act.again();
  }

  return {
    element,
    zooms,
    repeat,
    /** Counts how often the same order was asked for again. */
    asked: () => asked,
    /**
     * @param {object} now
     * @param {boolean} now.holds whether the rows still stand in the order asked for
     * @param {boolean} now.waits whether the server's order is on its way
     * @param {boolean} now.all whether all cells are shown
     */
    write({ holds, waits, all: whole }) {
      const { view } = page;
      buttons.forEach((one, i) => one.setAttribute('aria-pressed', String(names[i][0] === view.show)));
      for (const [{ select }, value] of /** @type {const} */ ([[sort, view.sort], [group, view.group], [scale, view.scale]])) {
        if (select.value !== value) select.value = value;
      }
      setAgain(waits ? 'Sorting …' : 'Sort again');
      again.disabled = waits;
      again.style.visibility = waits || !holds ? 'visible' : 'hidden';
      all.disabled = smaller.disabled = whole;
    },
  };
}

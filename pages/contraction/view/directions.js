// The directions that one can go along: the tangents, one drawn at random, those that the code ignores; one is chosen.

import { listenToArrows } from '../../kit/view/arrows.js';
import { el, textOf } from '../../kit/view/dom.js';
import { percent, sig3 } from '../../kit/view/format.js';
import { createPicture } from '../../kit/view/picture.js';
import { directionName } from './words.js';

/** @typedef {{which: import('./types.js').Which, index: number}} Direction */

/** @type {readonly {which: import('./types.js').Which, most: number, title: string, short: string}[]} */
const GROUPS = [
  { which: 'tangent', most: 8, title: 'Tangents, σ', short: 'tangents' },
  { which: 'random', most: 1, title: 'At random', short: 'random' },
  { which: 'ignored', most: 4, title: 'Ignored, share of variance', short: 'ignored' },
];

/**
 * @param {Pick<import('./types.js').Context, 'findings'|'theme'>} context
 * @param {() => Direction} chosen
 * @param {(direction: Direction) => void} choose
 */
export function createDirections({ findings, theme }, chosen, choose) {
  const items = GROUPS.flatMap(({ which, most }) => Array.from({ length: most }, (_, index) => item({ which, index })));
  const groups = GROUPS.map(({ which, title, short }) => {
    const own = items.filter((one) => one.which === which);
    const none = el('p', { class: 'cae-direction-none', hidden: '' }, 'none');
    return { which, none, element: el('div', { class: `cae-direction-group cae-direction-${short}` }, el('h3', { class: 'cae-direction-title' }, title), el('div', { class: 'cae-direction-row' }, ...own.map(({ element }) => element), none)) };
  });
  const element = el('div', { class: 'cae-directions', role: 'radiogroup', 'aria-label': 'The direction that the image is moved along' }, ...groups.map((one) => one.element));
  listenToArrows(element, (right, down) => {
    const there = items.filter((one) => !one.element.disabled);
    if (!there.length) return;
    const next = there[(there.findIndex(isChosen) + right + down + there.length) % there.length];
    choose({ which: next.which, index: next.index });
    next.element.focus();
  });

  /** @param {Direction} direction */
  function item({ which, index }) {
    const picture = createPicture(theme, () => findings.side, { class: 'cae-direction-map', 'aria-hidden': 'true' });
    const [value, beside] = [el('span', {}), el('span', { class: 'cae-direction-beside' })];
    const button = el(
      'button', { type: 'button', role: 'radio', class: 'cae-direction', disabled: '', on: { click: () => choose({ which, index }) } },
      picture.element, value, ...(which === 'ignored' ? [] : [beside]),
    );
    return { which, index, element: button, picture, setValue: textOf(value), setBeside: textOf(beside) };
  }

  /** @param {Direction} one */
  const isChosen = ({ which, index }) => chosen().which === which && chosen().index === index;

  function mark() {
    const any = items.some((one) => isChosen(one) && !one.element.disabled);
    items.forEach((one, i) => {
      const on = isChosen(one);
      one.element.setAttribute('aria-checked', String(on));
      one.element.tabIndex = on || (!any && i === 0) ? 0 : -1;
    });
  }

  return {
    element,
    mark,
    /** The pictures. */
    show() {
      const frame = findings.last.directions;
      /** @type {{[which: string]: import('../../kit/view/frames.js').Section|undefined}} */
      const sections = { tangent: frame?.sections.tangents, ignored: frame?.sections.ignored, random: frame?.sections.random };
      for (const { which, index, element: button, picture } of items) {
        const section = sections[which];
        const there = section !== undefined && (which === 'random' || index < section.shape[0]);
        button.disabled = !there;
        button.classList.toggle('cae-absent', !there);
        if (there) picture.signed(section.values, index * findings.pixels);
      }
      for (const { which, none } of groups) none.hidden = !frame || which === 'random' || (sections[which]?.shape[0] ?? 0) > 0;
      mark();
    },
    /** The numbers below them. */
    words() {
      const { sigma = [], sigma0 = null, random, random0 = null, ignored = [] } = findings.last.directions?.header ?? {};
      for (const { which, index, setValue, setBeside, element: button } of items) {
        const value = which === 'tangent' ? sig3(sigma[index]) : which === 'random' ? sig3(random) : percent(ignored[index]);
        const other = which === 'tangent' ? sigma0?.[index] : which === 'random' ? random0 : null;
        setValue(value);
        setBeside(other === null || other === undefined ? '\u00a0' : `${sig3(other)} at 0`);
        const unit = which === 'ignored' ? `${value} of the images’ variance` : `${which === 'tangent' ? 'σ' : 'root mean square'} ${value}${other ? `, at λ = 0 ${sig3(other)}` : ''}`;
        const name = `${directionName(which, index)}, ${unit}`;
        if (document.activeElement !== button) button.setAttribute('aria-label', name);
      }
    },
    restyle() {
      for (const { picture } of items) picture.restyle();
    },
  };
}

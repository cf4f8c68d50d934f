// A formula with the live model's own number under each of its symbols.

import { el, textOf } from '../../kit/view/dom.js';
import { sig3 } from '../../kit/view/format.js';
import { mathOf } from './mathml.js';

/** @typedef {import('./steps.js').Term} Term */

/** What stands under a term. @param {number|string|null|undefined} value */
export const under = (value) => (typeof value === 'string' ? value : sig3(value));

/**
 * @param {Term[]} terms
 * @param {(symbol: string) => void} [point] a symbol is pointed at
 */
export function createFormula(terms, point = () => {}) {
  const setters = /** @type {{set: (text: string) => void, value: NonNullable<Term['value']>}[]} */ ([]);
  /** What stays on one line. @type {HTMLElement[]} */
  const groups = [];
  for (const { of, value, silent, breaks, wide } of terms) {
    const number = el('span', { class: 'cae-term-number' });
    if (value) setters.push({ set: textOf(number), value });
    else if (!silent && typeof of === 'string') number.textContent = of;
    const kind = value ? `cae-term-told${wide ? ' cae-term-wide' : ''}` : 'cae-term-sign';
    if (breaks || !groups.length) groups.push(el('span', { class: 'cae-math-group' }));
    groups[groups.length - 1].append(el('span', { class: `cae-math-term ${kind}` }, el('span', { class: 'cae-term-symbols' }, mathOf(of, { hidden: true })), number));
  }
  // whole for who hears it; what is seen stands in columns
  const whole = el('span', { class: 'cae-unseen' }, mathOf(terms.map(({ of }) => of)));
  const seen = el('div', { class: 'cae-formula-seen', 'aria-hidden': 'true' }, ...groups);
  const element = el('div', { class: 'cae-formula' }, whole, seen);
  for (const kind of ['pointerover', 'click']) {
    seen.addEventListener(kind, ({ target }) => {
      const name = /** @type {Element} */ (target).closest('[data-symbol]')?.getAttribute('data-symbol');
      if (name) point(name);
    });
  }
  return {
    element,
    /** One symbol stands out, wherever it is. @param {string|null} name */
    light(name) {
      for (const one of seen.querySelectorAll('[data-symbol]')) one.classList.toggle('cae-lit', one.getAttribute('data-symbol') === name);
    },
    /** @param {any} told the lesson, or a step's forecast @param {{hidden: number, pixels: number}} [shape] */
    words(told, shape = { hidden: 0, pixels: 0 }) {
      for (const { set, value } of setters) set(under(value(told, shape)));
    },
  };
}

// A labelled field for one number that is applied with Enter or on leaving it; what can't be is explained in a sentence.

import { el } from './dom.js';
import { parseNumber } from './format.js';

/**
 * @param {object} options
 * @param {string} options.label what is written beside it
 * @param {string} [options.name] the accessible name, when it differs
 * @param {import('./format.js').Range} options.range
 * @param {(value: number|null) => void} options.apply
 * @param {(error: string) => void} options.refuse
 * @param {boolean} [options.optional] empty means none
 * @param {string} [options.placeholder]
 * @param {string} [options.testid]
 * @param {number} options.width characters
 */
export function numberField({ label, name, range, apply, refuse, optional = false, placeholder, testid, width }) {
  const input = el('input', {
    type: 'text',
    inputmode: 'decimal',
    class: 'cae-number',
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-label': name ?? label,
    'data-testid': testid,
    placeholder,
    style: `width: ${width + 2}ch`,
  });
  const element = el('label', { class: 'cae-field' });
  if (label) element.append(el('span', { class: 'cae-label' }, label));
  element.append(input);
  let shown = '';

  function commit() {
    if (input.value === shown) return;
    if (optional && input.value.trim() === '') {
      shown = input.value = '';
      return apply(null);
    }
    const { value, error } = parseNumber(input.value, range);
    if (error !== null) {
      input.value = shown;
      return refuse(error);
    }
    shown = input.value;
    apply(value);
  }

  input.addEventListener('change', commit);
  input.addEventListener('focus', () => input.select());
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') {
      commit();
      input.select();
    } else if (event.key === 'Escape') {
      input.value = shown;
      input.blur();
    } else return;
    event.stopPropagation();
  });

  return {
    element,
    input,
    /** What is in force; never over the head of someone who is typing. @param {string} text */
    show(text) {
      if (text === shown) return;
      const typing = document.activeElement === input && input.value !== shown;
      shown = text;
      if (!typing) input.value = text;
    },
  };
}

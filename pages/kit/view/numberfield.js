// A labelled field for one number that is applied with Enter or on leaving it; what can't be is explained in a sentence.

import { el } from './dom.js';
import { parseNumber } from './format.js';

/**
 * @param {object} options
 * @param {string} options.label what is written beside it
 * @param {string} [options.name] the accessible name, when it differs
 * @param {import('./format.js').Range} options.range
 * @param {(value: number|null) => string|null|false|void} options.apply answers with a sentence where it refuses the number
 * @param {(error: string) => void} options.refuse says why before everyone's eyes
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

  /** The sentence goes away by itself; who comes back to the field by ear hears it there. @param {string|null} error null: it is mended */
  function mark(error) {
    for (const [name, value] of Object.entries({ 'aria-invalid': error && 'true', 'aria-description': error })) {
      if (value === null) input.removeAttribute(name);
      else input.setAttribute(name, value);
    }
  }

  function commit() {
    if (input.value === shown) return;
    const empty = optional && input.value.trim() === '';
    if (empty) input.value = '';
    const { value, error } = empty ? { value: null, error: null } : parseNumber(input.value, range);
    const before = shown;
    if (error === null) shown = input.value;
    const refusal = error ?? (apply(value) || null);
    mark(refusal);
    if (refusal === null) return;
    shown = input.value = before;
    refuse(refusal);
  }

  input.addEventListener('change', commit);
  input.addEventListener('input', () => input.value === shown && mark(null));
  input.addEventListener('focus', () => input.select());
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') {
      commit();
      input.select();
    } else if (event.key === 'Escape') {
      input.value = shown;
      mark(null);
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
      mark(null);
      if (!typing) input.value = text;
    },
  };
}

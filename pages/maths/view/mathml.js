// Formulas as browsers set them: MathML.

import { spoken } from './expressions.js';

/** @typedef {import('./expressions.js').Expression} Expression */

const SPACE = 'http://www.w3.org/1998/Math/MathML';

/** @param {string} name @param {...(Node|string)} children */
function node(name, ...children) {
  const made = document.createElementNS(SPACE, name);
  made.append(...children);
  return made;
}

/** An identifier, a number or an operator. @param {string} word */
function word(word) {
  if (/^[\d.,]+$/.test(word)) return node('mn', word);
  if (/^\p{L}[\p{L}′″̂]*$/u.test(word)) {
    const name = node('mi', word);
    if (/^[a-z]{2,}$/.test(word)) name.setAttribute('mathvariant', 'normal'); // a word stands upright
    return name;
  }
  const made = node('mo', word);
  // as it is written: no fence grows, no space is added where the formula has its own
  for (const [key, value] of [['stretchy', 'false'], ['movablelimits', 'false']]) made.setAttribute(key, value);
  if (word === '∑') made.setAttribute('largeop', 'true');
  if (['(', ')', '‖', '∂', '/', '√'].includes(word)) for (const side of ['lspace', 'rspace']) made.setAttribute(side, '0');
  return made;
}

/** @param {Expression} of @returns {Element} */
function made(of) {
  if (typeof of === 'string') return word(of);
  if (Array.isArray(of)) return node('mrow', ...of.map(made));
  if (of.symbol) {
    const marked = made(of.of ?? '');
    marked.setAttribute('data-symbol', of.symbol);
    marked.classList.add('cae-symbol');
    return marked;
  }
  const [name, parts] = /** @type {[string, Expression[]]} */ (Object.entries(of)[0]);
  return node(`m${name}`, ...parts.map(made));
}

/**
 * A formula; a screen reader reads it out by itself, or as it is called.
 *
 * @param {Expression} of
 * @param {{hidden?: boolean}} [how] `hidden`: from a screen reader, which has it whole elsewhere
 */
export function mathOf(of, { hidden = false } = {}) {
  const math = node('math', ...[of].flat().map(made));
  if (hidden) math.setAttribute('aria-hidden', 'true');
  else math.setAttribute('aria-label', spoken(of));
  return math;
}

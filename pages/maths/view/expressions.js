// Formulas as trees: what a browser sets as MathML (mathml.js), and what is said of them in words. Pure.

/**
 * A word is an identifier, a number or an operator by what it is made of. What is composed has one of `sub` (index), `sup` (power),
 * `under` (of a sum) with its base first, or is a `symbol` that can be pointed at.
 *
 * @typedef {object} Composed
 * @property {[Expression, Expression]} [sub]
 * @property {[Expression, Expression]} [sup]
 * @property {[Expression, Expression, Expression]} [subsup] index and power
 * @property {[Expression, Expression]} [under]
 * @property {string} [symbol]
 * @property {Expression} [of]
 *
 * Several beside each other are an array of such.
 *
 * @typedef {string|Composed|any[]} Expression
 */

/** @param {Expression} of @param {Expression} index @returns {Expression} */
export const sub = (of, index) => ({ sub: [of, index] });
/** @param {Expression} of @param {Expression} power @returns {Expression} */
export const sup = (of, power) => ({ sup: [of, power] });
/** Both above each other. @param {Expression} of @param {Expression} index @param {Expression} power @returns {Expression} */
export const subsup = (of, index, power) => ({ subsup: [of, index, power] });
/** A sum over an index. @param {string} index @returns {Expression} */
export const sum = (index) => ({ under: ['∑', index] });
/** What can be pointed at: a symbol of symbols.js. @param {string} name @param {Expression} of @returns {Expression} */
export const symbol = (name, of) => ({ symbol: name, of });

/** @type {{[word: string]: string}} */
const SPOKEN = {
  '=': 'equals', '+': 'plus', '−': 'minus', '·': 'times', '⋅': 'times', '∑': 'the sum', '∂': 'partial', '/': 'over', '(': 'of', ')': '', '‖': 'norm', φ: 'phi', '′': 'prime', '″': 'double prime',
  λ: 'lambda', η: 'eta', '√': 'the root of', '→': 'to', '²': 'squared', ε: 'epsilon',
};

/** @param {string} word */
const spokenWord = (word) => [...(word.match(/φ|′|″|[\d.,]+|[^\s]/gu) ?? [])].map((part) => SPOKEN[part] ?? part).join(' ');

/**
 * A formula as it is read out.
 *
 * @param {Expression} of
 * @returns {string}
 */
export function spoken(of) {
  const words = () => {
    if (typeof of === 'string') return /^[a-z]{3,}$/.test(of) ? of : spokenWord(of);
    if (Array.isArray(of)) return of.map(spoken).join(' ');
    if (of.subsup && /^[a-z]{2,}$/.test(String(of.subsup[2]))) return `${of.subsup[2]} ${spoken(sub(of.subsup[0], of.subsup[1]))}`;
    if (of.subsup) return `${spoken(sup(sub(of.subsup[0], of.subsup[1]), of.subsup[2]))}`;
    const { sub: index, under, sup: [base, power] = [], of: inner = '' } = of;
    if (index) return `${spoken(index[0])} sub ${spoken(index[1])}`;
    if (under) return `${spoken(under[0])} over ${spoken(under[1])} of`;
    if (!base || !power) return spoken(inner);
    return `${spoken(base)} ${power === '2' ? 'squared' : power === '⊤' ? 'transposed' : `to the power of ${spoken(power)}`}`;
  };
  return words().replace(/\s+/g, ' ').trim();
}

/** The names of all symbols in it. @param {Expression} of @returns {string[]} */
export function symbolsIn(of) {
  if (typeof of === 'string') return [];
  if (Array.isArray(of)) return of.flatMap(symbolsIn);
  const { symbol: name, of: inner = '', ...composed } = of;
  if (name) return [name, ...symbolsIn(inner)];
  return Object.values(composed).flat().flatMap((part) => symbolsIn(/** @type {Expression} */ (part)));
}

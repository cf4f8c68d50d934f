// The six steps as a table: what each says, its formula with what stands under its symbols, and what is asked before it. Pure.

import { count, sig3 } from '../../kit/view/format.js';
import { sub, subsup, sum, sup, symbol } from './expressions.js';

/**
 * One column of a formula: its symbols, and the number under them; what has none stands in both rows.
 *
 * @typedef {object} Term
 * @property {import('./expressions.js').Expression} of
 * @property {(told: any, shape: {hidden: number, pixels: number}) => number|string|null|undefined} [value] of the lesson, or of a step's forecast
 * @property {boolean} [silent] nothing stands under it
 * @property {boolean} [wide] what stands under it is a word and a number
 * @property {boolean} [breaks] a new line begins here where there is no room for all
 *
 * @typedef {object} Step
 * @property {string} name in the address, and of the panel
 * @property {string} title
 * @property {string} short where a lecture chooses among all
 * @property {(activation: string) => string} says what there is to know before the formula
 * @property {Term[]} formula
 * @property {string[]} symbols that can be asked about
 */

const j = (/** @type {import('./expressions.js').Expression} */ of) => sub(of, 'j');
const ji = (/** @type {import('./expressions.js').Expression} */ of) => sub(of, ['j', 'i']);

export const SIGN = {
  h: symbol('h', j('h')),
  z: symbol('z', j('z')),
  b: symbol('b', j('b')),
  x: symbol('x', 'x'),
  xi: symbol('xi', sub('x', 'i')),
  W: symbol('W', 'W'),
  Wj: symbol('Wj', j('W')),
  Wji: symbol('Wji', ji('W')),
  J: symbol('J', 'J'),
  Jj: symbol('Jj', j('J')),
  Jji: symbol('Jji', ji('J')),
  phi: symbol('phi', 'φ'),
  gain: [symbol('gain', 'φ′'), '(', symbol('z', j('z')), ')'],
  gain2: [sup(symbol('gain', 'φ′'), '2'), '(', symbol('z', j('z')), ')'],
  bend: [symbol('bend', 'φ″'), '(', symbol('z', j('z')), ')'],
  norm2: symbol('norm2', ['‖', j('W'), sup('‖', '2')]),
  penalty: symbol('penalty', ['‖', 'J', sup('‖', '2')]),
};

/** A sign that stands between numbers too. @param {string} of @returns {Term} */
export const op = (of) => ({ of });
/** @param {import('./expressions.js').Expression} of @param {Term['value']} value @param {Partial<Term>} [more] @returns {Term} */
export const term = (of, value, more) => ({ of, value, ...more });
/** Of which no number is told. @param {import('./expressions.js').Expression} of @returns {Term} */
export const silent = (of) => ({ of, silent: true });

/** @typedef {import('./lesson.js').Lesson} Lesson */
const of = (/** @type {keyof import('./lesson.js').Numbers} */ key) => (/** @type {Lesson} */ { numbers }) => /** @type {number|undefined} */ (numbers?.[key]);
const gain2 = (/** @type {Lesson} */ { numbers }) => numbers && numbers.gain ** 2;

/** A vector is told by its length. @param {number|undefined} squared */
const length = (squared) => (squared === undefined ? null : `length ${sig3(Math.sqrt(squared))}`);
/** And a matrix by its shape. @param {Lesson} _ @param {{hidden: number, pixels: number}} shape */
const matrix = (_, { hidden, pixels }) => (pixels ? `${count(hidden)} × ${count(pixels)}` : null);

/** @param {string} activation */
const slope = (activation) => (activation === 'sigmoid' ? 'φ′(z), which of the sigmoid is h(1−h)' : 'φ′(z)');

/** @type {Step[]} */
export const STEPS = [
  {
    name: 'code', title: '1. The code', short: 'Code',
    says: () => 'A unit multiplies each pixel by its weight for it, adds all that up, adds its bias, and bends the sum with φ. What all units say together is the code h = φ(Wx + b).',
    formula: [
      term(SIGN.h, of('h')), op('='), silent([SIGN.phi, '(']), term([sum('i'), SIGN.Wji, SIGN.xi], ({ dot }) => dot), op('+'), term(SIGN.b, of('b')), silent(')'),
      { ...op('='), breaks: true }, silent([SIGN.phi, '(']), term(SIGN.z, of('z')), silent(')'),
    ],
    symbols: ['h', 'phi', 'W', 'Wji', 'x', 'xi', 'b', 'z'],
  },
  {
    name: 'entry', title: '2. One entry of J', short: 'Entry',
    says: (activation) => `How far does unit j move when pixel i alone becomes a little brighter? The chain rule has two factors: z moves by the weight, and h by the slope ${slope(activation)}, for each unit of z.`,
    formula: [
      term(SIGN.Jji, of('jji')), op('='), silent(['∂', SIGN.h, '/', '∂', SIGN.xi]), silent('='), term(SIGN.gain, of('gain')), op('⋅'), term(SIGN.Wji, of('wji')),
    ],
    symbols: ['Jji', 'h', 'xi', 'gain', 'z', 'Wji'],
  },
  {
    name: 'row', title: '3. A whole row', short: 'Row',
    says: (activation) => `The slope is the same for all pixels. So the row of J, one number a pixel, is ${activation === 'sigmoid' ? '[hⱼ(1−hⱼ)]' : 'φ′(zⱼ)'} times the unit’s weights.`,
    formula: [term(SIGN.Jj, ({ numbers }) => length(numbers?.row_norm2), { wide: true }), op('='), term(SIGN.gain, of('gain')), op('⋅'), term(SIGN.Wj, ({ numbers }) => length(numbers?.norm2), { wide: true })],
    symbols: ['Jj', 'gain', 'z', 'Wj'],
  },
  {
    name: 'diagonal', title: '4. All rows', short: 'Diagonal',
    says: () => 'Each row of W is multiplied by one number of its own. Written for all rows, that is a matrix with these numbers on its diagonal, times W.',
    formula: [term(SIGN.J, matrix), op('='), term(['diag', '(', symbol('gain', 'φ′'), '(', symbol('z', 'z'), ')', ')'], (_, { hidden }) => `${count(hidden)} slopes`), op('⋅'), term(SIGN.W, matrix)],
    symbols: ['J', 'gain', 'z', 'W'],
  },
  {
    name: 'sum', title: '5. The closed sum', short: 'Sum',
    says: () => 'The penalty is the sum of all squared entries of J. Row by row, the slope comes out of the sum, and what is left of a row is the squared length of its weights. No Jacobian is ever built.',
    formula: [
      term(SIGN.penalty, of('penalty')), silent('='), silent([sum('j'), sum('i'), subsup('J', ['j', 'i'], '2')]), { ...silent('='), breaks: true }, silent(sum('j')), term(SIGN.gain2, gain2), op('⋅'), term(SIGN.norm2, of('norm2')),
    ],
    symbols: ['penalty', 'J', 'Jji', 'gain', 'z', 'norm2', 'part'],
  },
  {
    name: 'gradient', title: '6. The gradient', short: 'Gradient',
    says: () => 'Training needs the slope of the penalty for each weight. A weight is in it twice: in the length of its row, and through z in the slope.',
    formula: [
      term(['∂', SIGN.penalty, '/', '∂', SIGN.Wji], (lesson) => total(lesson)), op('='), term(['2', SIGN.gain2, SIGN.Wji], (lesson) => lesson.terms()?.shrink), { ...op('+'), breaks: true },
      term(['2', SIGN.gain, SIGN.bend, SIGN.norm2, SIGN.xi], (lesson) => lesson.terms()?.flatten),
    ],
    symbols: ['penalty', 'Wji', 'gain', 'z', 'bend', 'norm2', 'xi'],
  },
];

/** @param {Lesson} lesson */
function total(lesson) {
  const terms = lesson.terms();
  return terms && terms.shrink + terms.flatten;
}

// The six stages of one training step as a table: what each says, and its formula over the numbers of the step that comes. Pure.

import { count, sig3 } from '../../kit/view/format.js';
import { lambdaText } from '../../kit/view/lambda.js';
import { sub, subsup, sum, symbol } from './expressions.js';
import { SIGN, op, silent, term } from './steps.js';

/**
 * What the server foretells of the next step; PROTOCOL.md has the names.
 *
 * @typedef {{[name: string]: any} & {step: number, unit: number, place: number, happened?: {step: number, largest: number}|null}} Inside
 * @typedef {import('./expressions.js').Expression} Expression
 *
 * @typedef {object} Stage
 * @property {string} name
 * @property {string} title
 * @property {(inside: Inside, hidden: number) => string} says
 * @property {import('./steps.js').Term[]} formula
 */

/** @param {string} key */
const of = (key) => (/** @type {Inside} */ inside) => inside[key];
/** A vector is told by its length. @param {number} value */
const length = (value) => `length ${sig3(value)}`;
/** @param {Expression} one @returns {Expression} */
const mean = (one) => ['mean', '(', one, ')'];
const Wji = sub('W', ['j', 'i']);
/** @param {Expression} one @returns {Expression} */
const byWeight = (one) => ['∂', ...[one].flat(), '/', '∂', Wji];
const LAM = symbol('lam', 'λ');
/** @param {Partial<import('./steps.js').Term>} one @returns {import('./steps.js').Term} */
const broken = (one) => /** @type {import('./steps.js').Term} */ ({ ...one, breaks: true });

/** How the two parts of a gradient stand to each other. Pure. @param {number} error @param {number} penalty */
export function pullWords(error, penalty) {
  if (penalty === 0) return 'Only the error pulls at this weight: the penalty’s part is 0.';
  if (error === 0) return 'Only the penalty pulls at this weight: the error’s part is 0.';
  const stronger = Math.abs(penalty) > Math.abs(error) ? ['the penalty', Math.abs(penalty / error)] : ['the error', Math.abs(error / penalty)];
  const way = Math.sign(error) === Math.sign(penalty) ? 'pull the same way' : 'pull against each other';
  return `Error and penalty ${way} at this weight, ${stronger[0]} ${sig3(/** @type {number} */ (stronger[1]))} times as strongly.`;
}

/** @type {Stage[]} */
export const STAGES = [
  {
    name: 'forward', title: 'Forward',
    says: ({ unit, h }, hidden) => `The image goes through the encoder: unit ${unit} adds up z and says ${sig3(h)}. The decoder makes the reconstruction r of what all ${count(hidden)} units say.`,
    formula: [
      term(SIGN.h, of('h')), op('='), silent([SIGN.phi, '(']), term([sum('i'), SIGN.Wji, SIGN.xi], ({ z, b }) => z - b), op('+'), term(SIGN.b, of('b')), silent(')'),
      broken(op('=')), silent([SIGN.phi, '(']), term(SIGN.z, of('z')), silent(')'),
    ],
  },
  {
    name: 'error', title: 'Error',
    says: ({ error, error_batch: all, batch_size: size }) => `How far r is from x, pixel by pixel, added up: ${sig3(error)} for this image. The mean over the ${count(size)} images of the batch is ${sig3(all)}.`,
    formula: [term(['E', '(', 'x', ')'], of('error')), silent('='), silent([sum('i'), 'e', '(', sub('r', 'i'), ',', sub('x', 'i'), ')'])],
  },
  {
    name: 'jacobian', title: 'Jacobian',
    says: ({ unit, gain }) => `Nothing is differentiated by machine here: row ${unit} of J is ${sig3(gain)} times the unit’s weights.`,
    formula: [
      term(SIGN.Jj, ({ gain, norm2 }) => length(Math.abs(gain) * Math.sqrt(norm2)), { wide: true }), op('='), term(SIGN.gain, of('gain')), op('⋅'), term(SIGN.Wj, ({ norm2 }) => length(Math.sqrt(norm2)), { wide: true }),
    ],
  },
  {
    name: 'penalty', title: 'Penalty',
    says: ({ penalty, lam }) => `‖J‖² is ${sig3(penalty)} at this image. Its mean over the batch, weighed by λ = ${lambdaText(lam)}, is added to the error: that is the loss of this step.`,
    formula: [
      term('loss', of('loss_batch')), op('='), term(mean('E'), of('error_batch')), broken(op('+')), term(LAM, of('lam')), op('⋅'), term(mean(SIGN.penalty), of('penalty_batch')),
    ],
  },
  {
    name: 'gradient', title: 'Gradient',
    says: ({ grad_error: error, grad_penalty: penalty }) => `${pullWords(error, penalty)} It is the one where the gradient of this unit is largest; marked in the pictures.`,
    formula: [term(sub('g', ['j', 'i']), of('grad')), op('='), term(byWeight(mean('E')), of('grad_error')), broken(op('+')), term(['λ', byWeight(mean(['‖', 'J', '‖²']))], of('grad_penalty'))],
  },
  {
    name: 'update', title: 'Update',
    says: ({ lr, change, v, v_after: after }) => `Adam divides by how large the gradient usually is: v, its mean square, goes from ${sig3(v)} to ${sig3(after)}. So the weight moves by ${sig3(change)}; the learning rate is ${sig3(lr)}.`,
    formula: [
      term(subsup('W', ['j', 'i'], 'new'), of('after')), op('='), term(SIGN.Wji, of('wji')), broken(op('−')), term('η', of('lr')), op('⋅'), term('m̂', of('m_hat')), silent(['/', '(', '√']), term('v̂', of('v_hat')), silent(['+', 'ε', ')']),
    ],
  },
];

/** What became of what was foretold. Pure. @param {Inside} inside */
export function happenedWords({ happened, step, unit }) {
  if (!happened) return '';
  if (happened.largest === 0) return `Step ${count(happened.step)} has happened. Every weight of unit ${unit} moved exactly as foretold: no difference at all.`;
  return `Step ${count(happened.step ?? step)} has happened. The largest difference between a weight of unit ${unit} as foretold and as it is: ${sig3(happened.largest)}.`;
}

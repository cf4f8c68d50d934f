// The symbols of the formulas: what each is, its shape, its value now, and where on the Live page it is seen. Pure.

import { spelt } from '../../kit/view/activation.js';
import { count, percent, sig3 } from '../../kit/view/format.js';
import { lambdaText } from '../../kit/view/lambda.js';

/**
 * @typedef {object} Known
 * @property {import('./lesson.js').Numbers|null} numbers
 * @property {number} hidden H
 * @property {number} pixels D, 0 as long as it is not known
 * @property {string} activation
 *
 * @typedef {object} Symbol
 * @property {string} sign as a button has it
 * @property {(known: Known) => string} is
 * @property {(known: Known) => string} [shape]
 * @property {(numbers: import('./lesson.js').Numbers) => string} [now] its value
 * @property {string} [live] the panel of the Live page where it is seen
 */

const IMAGES = 'Reconstructions';
const HEAT = 'the heatmap';
const TILES = 'Units as images';
const PINNED = 'Pinned unit';
const FIGURES = 'the figures on top';

/** @param {Known} known */
const perPixel = ({ pixels }) => `${count(pixels)} numbers, one a pixel`;
/** @param {Known} known */
const perUnit = ({ hidden }) => `${count(hidden)} numbers, one a unit`;
/** @param {Known} known */
const matrix = ({ hidden, pixels }) => `${count(hidden)} × ${count(pixels)}, a row a unit, a column a pixel`;
const ONE = () => 'one number';

/** @type {{[name: string]: Symbol}} */
export const SYMBOLS = {
  x: { sign: 'x', is: () => 'the image that goes in, as grey values from 0 to 1', shape: perPixel, live: IMAGES },
  xi: { sign: 'xᵢ', is: () => 'grey value of pixel i, here the bright one with the largest weight', shape: ONE, now: ({ xi }) => sig3(xi), live: IMAGES },
  W: { sign: 'W', is: () => 'the weights of the encoder, which training changes', shape: matrix, live: TILES },
  Wj: { sign: 'Wⱼ', is: () => 'the weights of unit j: row j of W, and one picture', shape: perPixel, now: ({ norm2: n }) => `squared length ${sig3(n)}`, live: TILES },
  Wji: { sign: 'Wⱼᵢ', is: () => 'the weight from pixel i to unit j, here the largest of a bright pixel', shape: ONE, now: ({ wji }) => sig3(wji), live: TILES },
  b: { sign: 'bⱼ', is: () => 'the bias: where the unit starts from before it sees anything', shape: ONE, now: ({ b }) => sig3(b) },
  z: { sign: 'zⱼ', is: () => 'what the unit has added up, before φ bends it', shape: ONE, now: ({ z }) => sig3(z) },
  phi: { sign: 'φ', is: ({ activation }) => `the activation, here ${spelt(activation)}`, shape: () => 'number to number' },
  h: { sign: 'hⱼ', is: () => 'what unit j says of the image; all of them together are the code', shape: perUnit, now: ({ h }) => sig3(h), live: 'Latent plane' },
  gain: { sign: 'φ′', is: ({ activation }) => (activation === 'sigmoid' ? 'the slope of φ at z, which of the sigmoid is h(1−h)' : `the slope of ${spelt(activation)} at z`), shape: perUnit, now: ({ gain }) => sig3(gain), live: HEAT },
  bend: { sign: 'φ″', is: () => 'the slope of the slope: how φ′ changes when z does', shape: perUnit, now: ({ gain1 }) => sig3(gain1) },
  J: { sign: 'J', is: () => 'the Jacobian: how much each unit moves when each pixel does', shape: matrix, live: FIGURES },
  Jj: { sign: 'Jⱼ', is: () => 'row j of the Jacobian: how unit j follows all pixels', shape: perPixel, now: ({ row_norm2: n }) => `squared length ${sig3(n)}`, live: PINNED },
  Jji: { sign: 'Jⱼᵢ', is: () => 'how far unit j moves for a small change of pixel i, per unit of change', shape: ONE, now: ({ jji }) => sig3(jji) },
  norm2: { sign: '‖Wⱼ‖²', is: () => 'squared length of the unit’s weights', shape: perUnit, now: ({ norm2: n }) => sig3(n), live: PINNED },
  penalty: { sign: '‖J‖²', is: () => 'the penalty at this image: all entries of J squared and added up', shape: ONE, now: ({ penalty }) => sig3(penalty), live: FIGURES },
  part: { sign: 'φ′²‖Wⱼ‖²', is: () => 'the unit’s part of the penalty', shape: perUnit, now: ({ row_norm2: n, share }) => `${sig3(n)}, ${percent(share)} of this image’s ‖J‖²`, live: PINNED },
  lam: { sign: 'λ', is: () => 'contraction strength: what the penalty weighs against the reconstruction', shape: ONE, now: ({ lam }) => lambdaText(lam), live: 'the slider' },
};

/**
 * A symbol in one line.
 *
 * @param {string} name
 * @param {Known} known
 */
export function symbolWords(name, known) {
  const { is, shape, now } = SYMBOLS[name];
  const parts = [is(known)];
  if (shape && (known.pixels || shape === ONE || shape === perUnit)) parts.push(shape(known));
  if (now && known.numbers) parts.push(`now ${now(known.numbers)}`);
  return `${parts.join('; ')}.`;
}

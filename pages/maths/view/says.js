// What is asked before each step, and the answer, true of the numbers on screen. Pure.

import { spelt } from '../../kit/view/activation.js';
import { count, percent, sig3 } from '../../kit/view/format.js';
import { norm2 } from './lesson.js';
import { functionsOf } from './phi.js';

/** @typedef {import('./lesson.js').Lesson} Lesson */

const BRIGHTER = 0.1; // of a grey value from 0 to 1
const FAINT = 0.1; // of the largest slope
const ALIKE = 1.05;

/** @type {{[step: string]: string}} */
export const EXPECTS = {
  code: 'Make every pixel of the image twice as bright. Will h of this unit become twice as large, too?',
  entry: `Make pixel i brighter by ${BRIGHTER}. By how much will h move: by ${BRIGHTER} times the weight, by more, or by less?`,
  row: 'Row j of J is an image. Will it look like the image that went in, like the unit’s weights, or like a mixture of both?',
  diagonal: 'J has as many entries as W. How many of these numbers do you have to work out anew for another image?',
  sum: 'Make all weights of this unit twice as large. Will its part of the penalty become four times as large?',
  gradient: 'Training can make this unit’s part smaller in two ways: shrink its weights, or move z to where φ is flatter. Which of the two will the gradient ask for more, at this image?',
};

/** How many times as large, in words. @param {number} now @param {number} before */
function times(now, before) {
  if (!(Math.abs(before) > 0)) return '';
  return `${sig3(now / before)} times`;
}

/** @type {{[step: string]: (lesson: Lesson & {numbers: import('./lesson.js').Numbers}, shape: {hidden: number, pixels: number}) => string}} */
const ANSWERS = {
  code({ numbers: { z, b, h, activation } }) {
    const next = 2 * (z - b) + b;
    const then = functionsOf(activation).phi(next);
    const grew = times(then, h);
    const moved = `z goes from ${sig3(z)} to ${sig3(next)}: the bias is not doubled`;
    if (activation === 'identity') return `${b === 0 ? 'Yes' : 'Not quite'}: ${moved}, and h is z.`;
    return `${moved}. φ then bends it: h goes from ${sig3(h)} to ${sig3(then)}${grew ? `, ${grew} as large` : ''}.`;
  },
  entry({ numbers: { z, h, gain, wji, jji, activation } }) {
    const then = functionsOf(activation).phi(z + BRIGHTER * wji) - h;
    const linear = BRIGHTER * jji;
    const alone = `${BRIGHTER} times the weight would be ${sig3(BRIGHTER * wji)}`;
    if (gain === 0) return `Not at all: ${alone}, but the slope of ${spelt(activation)} is 0 here. The unit is off, and J has a row of zeros.`;
    if (gain === 1 && sig3(then) === sig3(linear)) return `By just that: the slope of ${spelt(activation)} is 1 here, and h moves by ${sig3(then)}.`;
    const much = gain < 1 ? 'By less' : gain > 1 ? 'By more' : 'By just that';
    return `${much}: ${alone}, and the slope takes it to ${sig3(linear)}. Worked out exactly h moves by ${sig3(then)}: J is the first order of it.`;
  },
  row({ numbers: { gain, norm2, row_norm2: row } }) {
    if (gain === 0) return 'Like nothing: the slope is 0 at this image, so the row is empty. The unit does not follow any pixel.';
    return `Like the weights, times ${sig3(gain)}: its length is ${sig3(Math.sqrt(row))} where that of the weights is ${sig3(Math.sqrt(norm2))}. The image decides only how strong it is.`;
  },
  diagonal({ arrays: { gain } }, { hidden, pixels }) {
    const entries = pixels ? `${count(hidden * pixels)} entries, but ` : '';
    const most = gain ? gain.reduce((a, b) => Math.max(a, Math.abs(b)), 0) : 0;
    const faint = gain ? gain.filter((value) => Math.abs(value) < FAINT * most).length : 0;
    const live = gain && most > 0 ? ` At this image ${count(faint)} of ${count(hidden)} rows have less than a tenth of the largest slope.` : '';
    return `${count(hidden)}: J has ${entries}W is the same for all images. Only the slopes are new, one a unit.${live}`;
  },
  sum({ numbers: { z, b, gain, row_norm2: row, activation } }) {
    const slope = functionsOf(activation).slope(2 * (z - b) + b);
    const then = 4 * (gain === 0 ? 0 : row * (slope / gain) ** 2);
    if (gain === 0) return slope === 0 ? 'No: it is 0 and stays 0, for the unit is off with twice the weights, too.' : 'It is 0 now; with twice the weights the unit would be on at this image.';
    if (sig3(slope) === sig3(gain)) return `Yes: the slope is ${sig3(slope)} there, too, and the part goes from ${sig3(row)} to ${sig3(then)}.`;
    if (Math.abs(slope / gain - 1) < ALIKE - 1) return `Yes, nearly: the slope goes from ${sig3(gain)} to ${sig3(slope)} only, and the part from ${sig3(row)} to ${sig3(then)}.`;
    const way = slope < gain ? 'flatter' : 'steeper';
    return `No: ‖Wⱼ‖² does, but z changes with it, and φ is ${way} there. The slope goes from ${sig3(gain)} to ${sig3(slope)}, the part from ${sig3(row)} to ${sig3(then)}: ${times(then, row)} as large.`;
  },
  gradient(lesson) {
    const { numbers: { gain, gain1, gradb, activation, unit } } = lesson;
    const pictures = lesson.termPictures;
    if (!pictures) return '';
    if (gain === 0) return `Neither: the slope is 0 at this image, so unit ${unit} has no part in the penalty, and no gradient of it.`;
    const [shrink, flatten] = [length(pictures.shrink), length(pictures.flatten)];
    if (gain1 === 0 || flatten === 0) return `It can only shrink: φ″ of ${spelt(activation)} is 0 here, so z can be moved without the slope changing. The first term has the length ${sig3(shrink)}.`;
    const [more, less, word] = flatten > shrink ? [flatten, shrink, 'flattening'] : [shrink, flatten, 'shrinking'];
    const alike = more < ALIKE * less;
    const much = alike ? `both alike, ${sig3(more)} and ${sig3(less)} long` : `${word}, ${times(more, less)} as long a gradient (${sig3(more)} against ${sig3(less)})`;
    return `At this image ${much}. Descent moves the bias ${gradb < 0 ? 'up' : 'down'}, to where φ is flatter.`;
  },
};

/** @param {ArrayLike<number>} values */
const length = (values) => Math.sqrt(norm2(values));

/**
 * The answer to a step's question.
 *
 * @param {string} step
 * @param {Lesson} lesson
 * @param {{hidden: number, pixels: number}} shape
 */
export function answer(step, lesson, shape) {
  if (!lesson.numbers) return 'The numbers of the live model are on their way.';
  return ANSWERS[step](/** @type {any} */ (lesson), shape);
}

/** Words as Python has them, in print. @param {string} text */
export const typeset = (text) => text.replace(/_ji\b/g, 'ⱼᵢ').replace(/_j\b/g, 'ⱼ').replaceAll("'", '’');

/** A check against automatic differentiation, in words. @param {import('./lesson.js').Checked|undefined} checked */
export function checkWords(checked) {
  if (!checked) return '';
  const { largest, relative, entries, images, at, against } = checked;
  const size = largest === 0 ? 'No difference at all' : `Largest difference ${sig3(largest)}${relative > 0 ? ` (${sig3(relative)} of the largest value)` : ''}`;
  return `${size}, of ${count(entries)} ${entries === 1 ? 'entry' : 'entries'} over ${count(images)} ${images === 1 ? 'image' : 'images'} of the batch, step ${count(at)}, against ${typeset(against)}.`;
}

/**
 * A cell of the heatmap as a line of numbers: what the unit adds to the penalty at that image.
 *
 * @param {{gain: number, norm2: number, share: number}|null} cell
 * @returns {string[]} φ′, its square, ‖W_j‖², their product, its share
 */
export function cellNumbers(cell) {
  if (!cell) return ['–', '–', '–', '–', '–'];
  const { gain, norm2: length2, share } = cell;
  return [sig3(gain), sig3(gain ** 2), sig3(length2), sig3(gain ** 2 * length2), percent(share)];
}

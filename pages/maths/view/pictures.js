// What stands beside each step: its tensors as pictures.

import { el, textOf } from '../../kit/view/dom.js';
import { sig3 } from '../../kit/view/format.js';
import { createBars } from './bars.js';
import { largest } from './lesson.js';
import { createMatrices } from './matrices.js';
import { createSlope } from './slope.js';
import { createTensor } from './tensor.js';

/**
 * @typedef {import('./lesson.js').Lesson} Lesson
 * @typedef {{theme: () => import('../../kit/view/theme.js').Theme, side: () => [number, number]}} Context
 *
 * @typedef {object} Pictures
 * @property {HTMLElement} element
 * @property {(lesson: Lesson) => void} draw called in the animation frame
 * @property {(lesson: Lesson) => void} words
 * @property {() => void} restyle
 * @property {() => void} destroy
 */

/**
 * Some pictures in rows; an operator may stand between two.
 *
 * @param {(HTMLElement|string)[][]} rows
 * @param {{restyle: () => void, words?: () => void, destroy?: () => void}[]} parts
 * @param {(lesson: Lesson) => void} draw
 * @param {(lesson: Lesson) => void} [words]
 * @returns {Pictures}
 */
function standing(rows, parts, draw, words = () => {}) {
  const sign = (/** @type {HTMLElement|string} */ one) => (typeof one === 'string' ? el('span', { class: 'cae-op', 'aria-hidden': 'true' }, one) : one);
  return {
    element: el('div', { class: 'cae-pictures' }, ...rows.map((row) => el('div', { class: 'cae-pictures-row' }, ...row.map(sign)))),
    draw,
    words(lesson) {
      for (const part of parts) part.words?.();
      words(lesson);
    },
    restyle: () => parts.forEach(({ restyle }) => restyle()),
    destroy: () => parts.forEach(({ destroy }) => destroy?.()),
  };
}

/** @param {Lesson} lesson */
const unitOf = ({ numbers }) => numbers?.unit ?? -1;

/** @param {Context} context */
function code({ theme, side }) {
  const x = createTensor({ theme, side, name: 'x', label: 'The image' });
  const w = createTensor({ theme, side, name: 'Wⱼ', label: 'The unit’s weights', signed: true });
  const product = createTensor({ theme, side, name: 'Wⱼᵢxᵢ', label: 'The weights times the image, pixel by pixel', signed: true });
  const z = createBars({ theme, name: 'z of all units', label: 'z of all units' });
  const h = createBars({ theme, name: 'h of all units', label: 'h of all units' });
  return standing([[x.element, '×', w.element, '=', product.element], [z.element], [h.element]], [x, w, product, z, h], (lesson) => {
    const { arrays } = lesson;
    x.draw(arrays.x);
    w.draw(arrays.w);
    if (arrays.x && arrays.w) product.draw(arrays.w.map((value, i) => value * arrays.x[i]));
    z.draw(arrays.z, unitOf(lesson));
    h.draw(arrays.h, unitOf(lesson));
  });
}

/** @param {Context} context */
function entry({ theme, side }) {
  const x = createTensor({ theme, side, name: 'x, pixel i', label: 'The image, one pixel marked' });
  const w = createTensor({ theme, side, name: 'Wⱼ, pixel i', label: 'The unit’s weights, one pixel marked', signed: true });
  const slope = createSlope(theme);
  return standing([[x.element, w.element, slope.element]], [x, w, slope], ({ arrays, numbers }) => {
    x.draw(arrays.x);
    w.draw(arrays.w);
    for (const one of [x, w]) one.mark(numbers?.pixel);
    slope.draw(numbers);
  });
}

/** @param {Context} context */
function row({ theme, side }) {
  const j = createTensor({ theme, side, name: 'Jⱼ', label: 'The unit’s row of the Jacobian', signed: true });
  const w = createTensor({ theme, side, name: 'Wⱼ', label: 'The unit’s weights', signed: true });
  const x = createTensor({ theme, side, name: 'x', label: 'The image' });
  j.element.classList.add('cae-result');
  const gain = el('span', { class: 'cae-op cae-op-told' });
  const set = textOf(gain);
  const pictures = standing([[j.element, '=', gain, '×', w.element, x.element]], [j, w, x], ({ arrays }) => {
    const hi = largest(arrays.w);
    j.draw(arrays.j, hi); // as the weights: what is fainter looks fainter
    w.draw(arrays.w, hi);
    x.draw(arrays.x);
  }, ({ numbers }) => set(numbers ? sig3(numbers.gain) : '–'));
  x.element.classList.add('cae-apart');
  return pictures;
}

/** @param {Context} context */
function diagonal({ theme }) {
  const matrices = createMatrices(theme);
  return standing([[matrices.element]], [matrices], ({ tiles, page, arrays }) => matrices.draw(tiles ?? undefined, arrays.gain, page));
}

/** @param {Context} context */
function closed({ theme }) {
  const gain = createBars({ theme, name: 'φ′² of each unit', label: 'Squared slope of each unit' });
  const norm = createBars({ theme, name: '× ‖Wⱼ‖²', label: 'Squared length of each unit’s weights' });
  const part = createBars({ theme, name: '= its part of ‖J‖²', label: 'Each unit’s part of the penalty' });
  part.element.classList.add('cae-result');
  return standing([[gain.element], [norm.element], [part.element]], [gain, norm, part], (lesson) => {
    const { arrays } = lesson;
    gain.draw(arrays.gain?.map((value) => value * value), unitOf(lesson));
    norm.draw(arrays.norm2, unitOf(lesson));
    part.draw(arrays.rows, unitOf(lesson));
  });
}

/** @param {Context} context */
function gradient({ theme, side }) {
  const shrink = createTensor({ theme, side, name: 'through ‖Wⱼ‖²', label: 'First term of the gradient: along the weights', signed: true });
  const flatten = createTensor({ theme, side, name: 'through φ′', label: 'Second term: along the image', signed: true });
  const all = createTensor({ theme, side, name: '∂‖J‖²/∂Wⱼ', label: 'The whole gradient', signed: true });
  for (const one of [shrink, flatten]) one.element.classList.add('cae-result');
  return standing([[shrink.element, '+', flatten.element, '=', all.element]], [shrink, flatten, all], (lesson) => {
    const terms = lesson.termPictures;
    if (!terms) return;
    const whole = lesson.arrays.grad ?? terms.shrink.map((value, i) => value + terms.flatten[i]);
    const hi = Math.max(largest(terms.shrink), largest(terms.flatten), largest(whole));
    shrink.draw(terms.shrink, hi);
    flatten.draw(terms.flatten, hi);
    all.draw(whole, hi);
    for (const one of [shrink, flatten, all]) one.mark(lesson.numbers?.pixel);
  });
}

/** @type {{[step: string]: (context: Context) => Pictures}} */
export const PICTURES = { code, entry, row, diagonal, sum: closed, gradient };

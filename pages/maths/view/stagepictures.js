// What stands beside each stage of a step: its tensors as pictures, on one scale where they are to be compared.

import { el } from '../../kit/view/dom.js';
import { createBars } from './bars.js';
import { largest } from './lesson.js';
import { createTensor } from './tensor.js';

/** @typedef {import('./stages.js').Inside} Inside @typedef {{[name: string]: Float32Array}} Arrays */

/**
 * @typedef {object} Shown one picture of a stage
 * @property {string} name
 * @property {string} label
 * @property {(arrays: Arrays) => ArrayLike<number>|undefined} of
 * @property {'grey'|'signed'|'bars'} as
 * @property {string} [sign] before it
 * @property {string} [scale] those of the same are on one scale
 */

/** @param {Arrays} arrays */
const missed = ({ x, r }) => (x && r ? r.map((value, i) => value - x[i]) : undefined);
/** @param {string} key */
const of = (key) => (/** @type {Arrays} */ arrays) => arrays[key];

/** @type {Shown[][]} in the order of the stages */
const ROWS = [
  [
    { name: 'x', label: 'The training image', of: of('x'), as: 'grey' }, { name: 'Wⱼ', label: 'The unit’s weights', of: of('w'), as: 'signed' },
    { name: 'h of all units', label: 'h of all units', of: of('h'), as: 'bars' }, { name: 'r', label: 'The reconstruction', of: of('r'), as: 'grey', sign: '→' },
  ],
  [
    { name: 'r', label: 'The reconstruction', of: of('r'), as: 'grey' }, { name: 'x', label: 'The training image', of: of('x'), as: 'grey', sign: '−' },
    { name: 'r − x', label: 'Where the reconstruction misses', of: missed, as: 'signed', sign: '=' }, { name: 'e, its error', label: 'Error of each pixel', of: of('error'), as: 'signed', sign: '→' },
  ],
  [
    { name: 'φ′ of all units', label: 'Slope of each unit', of: of('gain'), as: 'bars' },
    { name: 'Wⱼ', label: 'The unit’s weights', of: of('w'), as: 'signed', scale: 'w' }, { name: 'Jⱼ', label: 'The unit’s row of the Jacobian', of: of('j'), as: 'signed', scale: 'w', sign: '→' },
  ],
  [
    { name: 'φ′ of all units', label: 'Slope of each unit', of: of('gain'), as: 'bars' }, { name: 'Jⱼ', label: 'The unit’s row of the Jacobian', of: of('j'), as: 'signed' },
    { name: 'Jⱼ squared', label: 'What each pixel adds to the penalty in this row', of: ({ j }) => j?.map((value) => value * value), as: 'signed', sign: '→' },
  ],
  [
    { name: 'of the error', label: 'Gradient of the error', of: of('grad_error'), as: 'signed', scale: 'g' },
    { name: 'of λ‖J‖²', label: 'Gradient of the penalty', of: of('grad_penalty'), as: 'signed', scale: 'g', sign: '+' }, { name: 'g', label: 'The whole gradient', of: of('grad'), as: 'signed', scale: 'g', sign: '=' },
  ],
  [
    { name: 'Wⱼ', label: 'The unit’s weights before', of: of('w'), as: 'signed', scale: 'w' }, { name: 'the change', label: 'How each weight moves', of: of('change'), as: 'signed', sign: '+' },
    { name: 'new Wⱼ', label: 'The unit’s weights after', of: of('after'), as: 'signed', scale: 'w', sign: '=' },
  ],
];
/** Stages where one weight is told. */
const MARKED = [4, 5];

/**
 * @param {object} context
 * @param {() => import('../../kit/view/theme.js').Theme} context.theme
 * @param {() => [number, number]} context.side
 */
export function createStagePictures({ theme, side }) {
  const rows = ROWS.map((shown) => {
    const parts = shown.map(({ name, label, as }) => (as === 'bars' ? createBars({ theme, name, label }) : createTensor({ theme, side, name, label, signed: as === 'signed' })));
    const tensors = parts.flatMap((part, i) => {
      const { sign, as } = shown[i];
      if (as === 'bars') return [];
      return sign ? [el('span', { class: 'cae-op', 'aria-hidden': 'true' }, sign), part.element] : [part.element];
    });
    const bars = parts.filter((_, i) => shown[i].as === 'bars').map((part) => part.element);
    return { shown, parts, element: el('div', { class: 'cae-pictures cae-gone' }, el('div', { class: 'cae-pictures-row' }, ...tensors), ...bars) };
  });
  const element = el('div', { class: 'cae-stage-pictures' }, ...rows.map((row) => row.element));
  /** @type {Arrays} */
  let arrays = {};

  return {
    element,
    /** @param {import('../../kit/view/frames.js').Sections} sections */
    take(sections) {
      for (const [name, { values }] of Object.entries(sections)) {
        if (name.startsWith('inside_')) arrays = { ...arrays, [name.slice('inside_'.length)]: /** @type {Float32Array} */ (values) };
      }
    },
    /** Called in the animation frame. @param {Inside|null} inside @param {number} stage */
    draw(inside, stage) {
      rows.forEach((row, i) => row.element.classList.toggle('cae-gone', i !== stage || !inside));
      const row = rows[stage];
      if (!row || !inside) return;
      /** @type {{[scale: string]: number}} */
      const ends = {};
      for (const { of: values, scale } of row.shown) if (scale) ends[scale] = Math.max(ends[scale] ?? 0, largest(values(arrays)));
      row.shown.forEach(({ of: values, scale }, i) => {
        const part = /** @type {any} */ (row.parts[i]);
        part.draw(values(arrays), 'mark' in part ? (scale ? ends[scale] : undefined) : inside.unit);
        part.mark?.(MARKED.includes(stage) ? inside.pixel : null);
      });
    },
    words: () => rows.forEach(({ parts }) => parts.forEach((part) => part.words())),
    restyle: () => rows.forEach(({ parts }) => parts.forEach((part) => part.restyle())),
    destroy: () => rows.forEach(({ parts }) => parts.forEach((part) => 'destroy' in part && part.destroy())),
  };
}

// An array of pixels as a picture: grey values, or signed amounts between the same two ends as its neighbours.

import { el, textOf } from '../../kit/view/dom.js';
import { sig3 } from '../../kit/view/format.js';
import { createPicture } from '../../kit/view/picture.js';
import { largest } from './lesson.js';

/** @typedef {ArrayLike<number>} Values */

/**
 * Signed amounts in the 255 steps that a picture has. Pure.
 *
 * @param {Values} values
 * @param {number} hi the end of their scale
 */
export function steps(values, hi) {
  const made = new Int8Array(values.length);
  if (hi > 0) for (let i = 0; i < made.length; i++) made[i] = Math.max(-127, Math.min(127, Math.round((127 * values[i]) / hi)));
  return made;
}

/** Grey values from 0 to 1 in the 256 steps that a picture has. Pure. @param {Values} values */
export function greys(values) {
  const made = new Uint8Array(values.length);
  for (let i = 0; i < made.length; i++) made[i] = Math.max(0, Math.min(255, Math.round(255 * values[i])));
  return made;
}

/**
 * @param {object} options
 * @param {() => import('../../kit/view/theme.js').Theme} options.theme
 * @param {() => [number, number]} options.side rows and columns of an image
 * @param {string} options.name above it
 * @param {string} options.label for a screen reader
 * @param {boolean} [options.signed]
 */
export function createTensor({ theme, side, name, label, signed = false }) {
  const picture = createPicture(theme, side, { 'aria-label': label });
  const spot = el('span', { class: 'cae-spot', hidden: '' });
  const ends = el('span', { class: 'cae-tensor-ends' });
  const setEnds = textOf(ends);
  const element = el(
    'figure', { class: 'cae-tensor' },
    el('figcaption', {}, name), el('div', { class: 'cae-tensor-stage' }, picture.element, spot), ends,
  );
  /** @type {number|null} */
  let marked = null;
  let hi = 0;

  return {
    element,
    /** Called in the animation frame. @param {Values|undefined} values @param {number} [to] the end of the scale, if others have it too */
    draw(values, to) {
      if (!values) return;
      hi = to ?? largest(values);
      if (signed) picture.signed(steps(values, hi));
      else picture.pixels(greys(values));
    },
    /** One pixel is meant. @param {number|null|undefined} pixel */
    mark(pixel) {
      if (pixel === marked) return;
      marked = pixel ?? null;
      spot.hidden = marked === null;
      if (marked === null) return;
      const [rows, columns] = side();
      const share = (/** @type {number} */ at, /** @type {number} */ of) => `${(100 * at) / of}%`;
      Object.assign(spot.style, { left: share(marked % columns, columns), top: share(Math.floor(marked / columns), rows), width: share(1, columns), height: share(1, rows) });
    },
    words: () => setEnds(signed ? `±${sig3(hi)}` : '0 to 1'),
    restyle: picture.restyle,
  };
}

/** @typedef {ReturnType<typeof createTensor>} Tensor */

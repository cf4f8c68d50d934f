// One image on a canvas: pixels from 0 to 1, or signed amounts.

import { el } from './dom.js';
import { onPixels } from './onscale.js';
import { blit, raster } from './raster.js';

/**
 * @typedef {import('./frames.js').Section} Section
 * @typedef {{values: ArrayLike<number>, offset?: number}} Drawn what is on it
 */

/**
 * @param {() => import('./theme.js').Theme} theme
 * @param {() => [number, number]} side rows and columns of an image
 * @param {{[name: string]: unknown}} attributes of the canvas
 */
export function createPicture(theme, side, attributes) {
  const element = el('canvas', { role: 'img', ...attributes, class: `cae-picture ${attributes.class ?? ''}` });
  const map = raster(element);
  /** What it shows, and how, so that it can be drawn in another theme. @type {(() => void)} */
  let again = () => {};

  /** @param {ArrayLike<number>} values @param {number} offset @param {'gray'|'signed'} colors */
  function draw(values, offset, colors) {
    const [rows, columns] = side();
    map.resize(columns, rows);
    blit(map, 0, 0, { rows, columns }, values, offset, theme().maps[colors], colors === 'signed' ? 128 : 0);
    map.show();
    again = () => draw(values, offset, colors);
  }

  return {
    element,
    /** @param {ArrayLike<number>} values 0 to 255 @param {number} [offset] */
    pixels: (values, offset = 0) => draw(values, offset, 'gray'),
    /** Pixels that may leave 0 to 1; what does is shown at the ends. @param {Section|undefined} section */
    section(section) {
      if (section) draw(onPixels(section).values, 0, 'gray');
      else this.clear();
    },
    /** @param {ArrayLike<number>} values −127 to 127 @param {number} [offset] */
    signed: (values, offset = 0) => draw(values, offset, 'signed'),
    clear() {
      map.pixels.fill(0);
      map.show();
      again = () => {};
    },
    restyle: () => again(),
  };
}

/** @typedef {ReturnType<typeof createPicture>} Picture */

/**
 * A picture with a caption over it.
 *
 * @param {Picture} picture
 * @param {string} name
 */
export function captioned(picture, name) {
  const caption = el('figcaption', {}, name);
  return { element: el('figure', { class: 'cae-captioned' }, caption, picture.element), caption };
}

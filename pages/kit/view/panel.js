// The frame every panel shares: a title with its colour scale, a sentence on how to read it, a body.

import { el, raster, textOf } from './dom.js';

/**
 * What a view is given.
 *
 * @typedef {object} Context
 * @property {import('./run/run.js').Session} session
 * @property {Pick<import('./run/actions.js').Actions, 'pinUnit'|'pinImage'|'probe'|'swap'|'turnTo'>} act
 * @property {() => import('./theme.js').Theme} theme
 * @property {import('./tooltip.js').Tooltip} tip
 * @property {boolean} [still] nobody answers questions or swaps images: what there is to show is here
 * @property {() => Extent|null} [extent] what the latent plane shows, when it is not what each frame needs
 *
 * @typedef {{left: number, right: number, bottom: number, top: number}} Extent in units of h
 *
 * What a view gives back. `draw` is called in the animation frame in which a frame is painted, `words` at most ten
 * times a second, `describe` at most every two seconds, `restyle` when the theme or the text size changed.
 *
 * @typedef {object} View
 * @property {HTMLElement} element
 * @property {(frame: import('./frames.js').Frame, fresh: boolean) => void} draw
 * @property {() => void} [words]
 * @property {() => void} [restyle]
 * @property {{element: Element, text: () => string}} [describe]
 * @property {() => void} destroy
 */

/**
 * @param {{name: string, title: string, how: string}} options
 */
export function createPanel({ name, title, how }) {
  const heading = el('h2', { class: 'cae-title' });
  const setTitle = textOf(heading);
  setTitle(title);
  const legend = el('div', { class: 'cae-legend' });
  const explanation = el('p', { class: 'cae-how' });
  const setHow = textOf(explanation);
  setHow(how);
  const body = el('div', { class: 'cae-body' });
  const element = el(
    'section',
    { class: `cae-panel cae-${name}`, 'aria-label': title },
    el('header', { class: 'cae-head' }, heading, legend),
    explanation,
    body,
  );
  return { element, body, legend, setTitle, setHow };
}

/**
 * A colour scale with its ends as numbers.
 *
 * @param {{middle?: boolean}} [options] whether 0 stands in its middle
 */
export function colorBar({ middle = false } = {}) {
  const low = el('span', { class: 'cae-end' });
  const high = el('span', { class: 'cae-end' });
  const canvas = el('canvas', { class: 'cae-bar-map', 'aria-hidden': 'true' });
  const map = raster(canvas);
  map.resize(256, 1);
  const element = el('div', { class: middle ? 'cae-scale cae-signed' : 'cae-scale' }, low, canvas, high);
  const setLow = textOf(low);
  const setHigh = textOf(high);
  return {
    element,
    /** @param {string} lo @param {string} hi */
    ends(lo, hi) {
      setLow(lo);
      setHigh(hi);
    },
    /** @param {Uint32Array} table */
    colors(table) {
      map.pixels.set(table);
      if (middle) map.pixels[0] = table[1];
      map.show();
    },
  };
}

/**
 * Copy one image into an atlas through a table of colours.
 *
 * @param {{pixels: Uint32Array, width: number}} target
 * @param {number} x
 * @param {number} y
 * @param {{rows: number, columns: number}} shape
 * @param {ArrayLike<number>} values
 * @param {number} offset
 * @param {Uint32Array} table
 * @param {number} [shift] added to each value: 128 for signed ones
 * @param {number} [zoom] pixels of the atlas along each pixel of the image
 */
export function blit({ pixels, width }, x, y, { rows, columns }, values, offset, table, shift = 0, zoom = 1) {
  let from = offset;
  for (let row = 0; row < rows; row++) {
    const start = (y + row * zoom) * width + x;
    let to = start;
    for (let column = 0; column < columns; column++) {
      const color = table[values[from++] + shift];
      for (let i = 0; i < zoom; i++) pixels[to++] = color;
    }
    for (let i = 1; i < zoom; i++) pixels.copyWithin(start + i * width, start, start + columns * zoom);
  }
}

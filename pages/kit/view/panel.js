// The frame every panel shares: a title with its colour scale, a sentence on how to read it, a body.

import { el, textOf } from './dom.js';
import { raster } from './raster.js';
import { worded } from './touch.js';

/**
 * What a shared panel is given.
 *
 * @typedef {object} Context
 * @property {import('./scene.js').Scene} scene
 * @property {Act} act
 * @property {() => import('./theme.js').Theme} theme
 * @property {import('./tooltip.js').Tooltip} tip
 * @property {() => Extent|null} [extent] what the latent plane shows, when it is not what each frame needs
 * @property {boolean} [glides] whether that moves while it is looked at
 * @property {Over} [over] what is drawn over the latent plane
 * @property {string} [how] the sentence on how to read the latent plane, if not the usual one
 *
 * What a person can do in it; what is absent can't be done.
 *
 * @typedef {object} Act
 * @property {(unit: number) => void} pinUnit
 * @property {(image: number) => void} pinImage
 * @property {(unit: number, image: number) => void} [pinCell] both at once, in the heatmap
 * @property {(unit: number|null, image: number|null) => void} [probe] ask for a cell of the heatmap exactly
 * @property {(column: number) => void} [swap] an image of the reconstructions for another of its class
 * @property {(page: number) => void} [turnTo] other units
 *
 * @typedef {{left: number, right: number, bottom: number, top: number}} Extent in units of h
 *
 * @typedef {object} Over
 * @property {HTMLCanvasElement} element
 * @property {(plane: {ratio: number, width: number, height: number}, eye: {x: number, y: number}, scale: number) => void} follow the
 * plane has been painted: its size in device pixels, where its middle is, and device pixels of one unit of h
 *
 * What a panel gives back. `draw` is called in the animation frame in which a frame is painted, with the arrays that
 * have come, and whether they start something new; `words` at most ten times a second, `describe` at most every two
 * seconds, `restyle` when the theme or the text size changed.
 *
 * @typedef {object} Panel
 * @property {HTMLElement} element
 * @property {(sections: import('./frames.js').Sections, fresh: boolean) => void} draw
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
  const write = textOf(explanation);
  const setHow = (/** @type {string} */ text) => write(worded(text));
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

// The diagonal form as pictures: slopes, weights, and their product, a line a unit and a column a pixel.

import { el, textOf } from '../../kit/view/dom.js';
import { sig3 } from '../../kit/view/format.js';
import { raster } from '../../kit/view/raster.js';
import { PAGE } from '../../kit/view/scene.js';
import { largest } from './lesson.js';

/**
 * J from W and the slopes, in the steps that W's pictures come in, on the scale of its own largest entry. Pure.
 *
 * @param {ArrayLike<number>} tiles weights, −127 to 127
 * @param {ArrayLike<number>} gain of the same units
 * @param {number} columns
 * @returns {{values: Int8Array, share: number}} `share`: the largest entry, in steps of W
 */
export function scaled(tiles, gain, columns) {
  const product = new Float32Array(tiles.length);
  for (let i = 0; i < product.length; i++) product[i] = tiles[i] * (gain[Math.floor(i / columns)] ?? 0);
  const share = largest(product);
  const values = new Int8Array(product.length);
  if (share > 0) for (let i = 0; i < values.length; i++) values[i] = Math.round((127 * product[i]) / share);
  return { values, share };
}

/** @param {() => import('../../kit/view/theme.js').Theme} theme */
export function createMatrices(theme) {
  const made = [['J', 'cae-matrix cae-result', 'The Jacobian: the weights, each row times its slope'], ['diag(φ′)', 'cae-matrix cae-matrix-slopes', 'The slope of each unit'], ['W', 'cae-matrix', 'The weights, a row a unit']].map(([name, kind, label]) => {
    const canvas = el('canvas', { class: 'cae-matrix-map', role: 'img', 'aria-label': label });
    const ends = el('span', { class: 'cae-tensor-ends' });
    return { map: raster(canvas), setEnds: textOf(ends), element: el('figure', { class: kind }, el('figcaption', {}, name), canvas, ends) };
  });
  const [jacobian, slopes, weights] = made;
  const sign = (/** @type {string} */ text) => el('span', { class: 'cae-matrix-sign', 'aria-hidden': 'true' }, text);
  const element = el('div', { class: 'cae-matrices' }, jacobian.element, sign('='), slopes.element, sign('·'), weights.element);
  let ends = ['', '', ''];
  /** @type {import('../../kit/view/frames.js').Section|null} */
  let tiles = null;
  /** @type {ArrayLike<number>|undefined} */
  let gain;
  let page = 0;

  /** @param {import('../../kit/view/raster.js').Raster} map @param {ArrayLike<number>} values @param {number} columns @param {Uint32Array} colors @param {number} zero */
  function fill(map, values, columns, colors, zero) {
    map.resize(columns, values.length / columns);
    for (let i = 0; i < values.length; i++) map.pixels[i] = colors[values[i] + zero];
    map.show();
  }

  function paint() {
    if (!tiles || !gain) return;
    const [units, columns] = tiles.shape;
    const own = Array.from(gain).slice(page * PAGE, page * PAGE + units);
    if (own.length < units) return;
    const { signed } = theme().maps;
    const { values, share } = scaled(tiles.values, own, columns);
    const most = largest(own);
    fill(weights.map, tiles.values, columns, signed, 128);
    fill(jacobian.map, values, columns, signed, 128);
    fill(slopes.map, own.map((value) => (most > 0 ? Math.round((127 * value) / most) : 0)), 1, signed, 128);
    const hi = tiles.hi ?? 0;
    ends = [`±${sig3((share / 127) * hi)}`, `to ${sig3(most)}`, `±${sig3(hi)}`];
  }

  return {
    element,
    /** Called in the animation frame. @param {import('../../kit/view/frames.js').Section|undefined} weight @param {ArrayLike<number>|undefined} slope @param {number} of which page of units */
    draw(weight, slope, of) {
      tiles = weight ?? tiles;
      gain = slope ?? gain;
      page = of;
      paint();
    },
    words: () => made.forEach(({ setEnds }, i) => setEnds(ends[i])),
    restyle: paint,
  };
}

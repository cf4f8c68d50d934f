// The dots of the map, written into pixels: where many lie over each other the colour is denser, then darker (in the dark
// theme lighter). What overlaps is mixed, so that no order decides.

import { el } from '../../kit/view/dom.js';
import { disc } from '../../kit/view/panels/stamp.js';
import { raster } from '../../kit/view/raster.js';
import { pixel } from '../../kit/view/color.js';
import { withCursor } from '../../kit/view/reader.js';

const ALONE = 0.72; // how opaque one dot is
const FULL = 96; // dots over each other that are as dark as it gets
const DARK = 0.8; // how much of that is ink
const STEPS = 4096; // of 1/32 of a dot
const FAINT = 0.2; // how opaque dots are that are not meant, however many

/**
 * @typedef {object} Drawing
 * @property {Int16Array} places x, y of each dot, in device pixels
 * @property {Float32Array|null} near of three dimensions: from −1, far, to 1
 * @property {ArrayLike<number>} index of each dot's colour
 * @property {Uint32Array} colors packed pixels
 * @property {Uint8Array|null} meant which dots; null: all
 * @property {boolean} darkens whether many at one place are darker than one: where colour is an amount they are not
 */

/** @param {() => import('../../kit/view/theme.js').Theme} theme */
export function createDots(theme) {
  const canvas = el('canvas', { class: 'cae-map-dots', ...withCursor('scatter plot', 'The map: arrow keys move between images, Enter pins one.') });
  const map = raster(canvas);
  let ratio = 1;
  let sums = new Uint32Array(4); // of each pixel: how many dots in 1/256, and their red, green and blue
  let touched = new Int32Array(0);
  const [opaque, dark] = tones();

  /**
   * Add up those that are meant, or the others.
   *
   * @param {Drawing} drawing
   * @param {ReturnType<typeof kernel>} shape
   * @param {0|1} which
   * @returns {number} of pixels that are touched
   */
  function add({ places, near, index, colors, meant }, { reach, offsets, weights }, which) {
    const { width, height } = map;
    let count = 0;
    for (let id = 0, i = 0; i < places.length; id++, i += 2) {
      if (meant && meant[id] !== which) continue;
      const [x, y] = [places[i], places[i + 1]];
      if (x < reach || y < reach || x >= width - reach || y >= height - reach) continue;
      const color = colors[index[id]];
      const [r, g, b] = [color & 255, (color >> 8) & 255, (color >> 16) & 255];
      const share = near ? 159 + 97 * near[id] : 256;
      const middle = y * width + x;
      for (let k = 0; k < offsets.length; k++) {
        const at = middle + offsets[k];
        const weight = (weights[k] * share) >> 8;
        if (!weight) continue;
        const p = 4 * at;
        if (sums[p] === 0) touched[count++] = at;
        sums[p] += weight;
        sums[p + 1] += weight * r;
        sums[p + 2] += weight * g;
        sums[p + 3] += weight * b;
      }
    }
    return count;
  }

  /** Lay what was added up over what is there. @param {number} count pixels @param {number} strength @param {boolean} darkens */
  function lay(count, strength, darkens) {
    const { text: ink } = theme();
    const { pixels } = map;
    for (let k = 0; k < count; k++) {
      const p = 4 * touched[k];
      const weight = sums[p];
      const step = Math.min(STEPS - 1, weight >> 3);
      const alpha = opaque[step] * strength;
      const shade = darkens ? dark[step] : 0;
      const own = (alpha * (1 - shade)) / weight;
      const [under, over] = [1 - alpha, alpha * shade];
      const before = pixels[touched[k]];
      pixels[touched[k]] =
        (0xff000000 |
          ((((before >> 16) & 255) * under + ink[2] * over + sums[p + 3] * own) << 16) |
          ((((before >> 8) & 255) * under + ink[1] * over + sums[p + 2] * own) << 8) |
          ((before & 255) * under + ink[0] * over + sums[p + 1] * own)) >>>
        0;
      sums[p] = sums[p + 1] = sums[p + 2] = sums[p + 3] = 0;
    }
  }

  return {
    canvas,
    get ratio() {
      return ratio;
    },
    size: () => ({ width: map.width, height: map.height, margin: 26 * ratio }),
    /** @param {number} width @param {number} height in CSS pixels */
    resize(width, height) {
      ratio = Math.min(2, window.devicePixelRatio || 1);
      map.resize(Math.round(width * ratio), Math.round(height * ratio));
      sums = new Uint32Array(4 * map.width * map.height);
      touched = new Int32Array(map.width * map.height);
    },
    /** How large a dot is, in device pixels: many are small. @param {number} count @param {number} zoom */
    radius: (count, zoom) => ratio * Math.min(6, (count > 4000 ? 1.8 : count > 1500 ? 2.4 : 3.2) * Math.min(1.6, Math.max(1, zoom ** 0.25))),
    /** @param {Drawing} drawing @param {number} radius */
    paint(drawing, radius) {
      map.pixels.fill(pixel(theme().background));
      const shape = kernel(radius, map.width);
      if (drawing.meant) lay(add(drawing, shape, 0), FAINT, false);
      lay(add(drawing, shape, 1), 1, drawing.darkens);
      map.show();
    },
  };
}

/** The pixels that a dot covers, and how much of each. @param {number} radius @param {number} width of the canvas */
function kernel(radius, width) {
  const { reach, size, fill } = disc(radius, 0);
  /** @type {number[]} */
  const offsets = [];
  /** @type {number[]} */
  const weights = [];
  fill.forEach((weight, i) => {
    if (!weight) return;
    offsets.push((Math.floor(i / size) - reach) * width + (i % size) - reach);
    weights.push(weight);
  });
  return { reach, offsets, weights };
}

/** How opaque so many dots over each other are, and how dark. */
function tones() {
  const [opaque, dark] = [new Float32Array(STEPS), new Float32Array(STEPS)];
  for (let step = 0; step < STEPS; step++) {
    const count = (step + 0.5) / 32;
    opaque[step] = 1 - (1 - ALONE) ** count;
    dark[step] = count > 1.5 ? DARK * Math.min(1, Math.log(count / 1.5) / Math.log(FULL / 1.5)) : 0;
  }
  return [opaque, dark];
}

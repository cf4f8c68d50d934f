// The dots of the latent plane: one for each test image, written into pixels; which is near, which lies that way.

import { pixel } from '../color.js';
import { el } from '../dom.js';
import { raster } from '../raster.js';
import { withCursor } from '../reader.js';
import { nearest, onward } from './nearest.js';
import { Spread } from './latentspread.js';
import { disc, mix, stamp, stroke } from './stamp.js';

const NEAR = 18; // CSS pixels within which a dot is meant
const FARTHEST = 0.11; // of the plane's smaller side: how far a dot may be moved off those that lie where it does
const TRAIL = 110; // of 256: how strong the line from another place is

/**
 * @param {import('../scene.js').Scene} scene
 * @param {() => import('../theme.js').Theme} theme
 */
export function createLatentDots(scene, theme) {
  const canvas = el('canvas', { class: 'cae-latent-map', ...withCursor('scatter plot', 'Latent plane: arrow keys move between images, Enter pins one.') });
  const map = raster(canvas);
  let ratio = 1;
  let dots = disc(3, 1);
  let ring = disc(7, 1);
  /** @type {Int16Array} */
  let places = new Int16Array(0); // device pixels: x, y of each image
  /** @type {Int16Array} */
  let starts = new Int16Array(0); // where they lie in what they are compared with
  const spread = new Spread();
  let radius = 3;

  /** Two thin lines through 0. @param {number} x0 @param {number} y0 */
  function axes(x0, y0) {
    const { pixels, width, height } = map;
    const line = pixel(theme().dark ? [52, 56, 66] : [222, 223, 228]);
    const [x, y] = [Math.round(x0), Math.round(y0)];
    if (y >= 0 && y < height) pixels.fill(line, y * width, (y + 1) * width);
    if (x >= 0 && x < width) for (let row = 0; row < height; row++) pixels[row * width + x] = line;
  }

  /**
   * Where a section's images are drawn.
   *
   * @param {import('../frames.js').Section} section
   * @param {Int16Array} before to be written into, if it is as long
   * @param {number} x0 @param {number} y0 @param {number} scale
   */
  function placed({ values, hi }, before, x0, y0, scale) {
    const found = before.length === values.length ? before : new Int16Array(values.length);
    const factor = (scale * (hi ?? 1)) / 32767;
    for (let i = 0; i < values.length; i += 2) {
      found[i] = Math.round(x0 + values[i] * factor);
      found[i + 1] = Math.round(y0 - values[i + 1] * factor);
    }
    spread.apart(found, radius, map, FARTHEST * Math.min(map.width, map.height));
    return found;
  }

  return {
    canvas,
    /** How large a dot is drawn, in device pixels. */
    radius: () => radius,
    /** Where they are, how large the canvas is, and how many of its pixels one of CSS has. */
    plane: () => ({ places, ratio, width: map.width, height: map.height }),
    /** @param {number} width @param {number} height in CSS pixels */
    resize(width, height) {
      ratio = Math.min(2, window.devicePixelRatio || 1);
      radius = Math.max(2.6, Math.min(width, height) / 150) * ratio;
      dots = disc(radius, 0.7 * ratio);
      ring = disc(radius + 2.5 * ratio, 2 * ratio);
      map.resize(Math.round(width * ratio), Math.round(height * ratio));
    },
    /**
     * @param {import('../frames.js').Section} section
     * @param {import('./latenteye.js').Eye} eye
     * @param {number} scale device pixels of one unit of h
     * @param {(number|null)[]} ringed images
     * @param {import('../frames.js').Section|null} before where the images lie in what this is compared with
     */
    paint(section, eye, scale, ringed, before) {
      const { images } = scene;
      if (!images) return;
      const colors = theme().classes.map(pixel);
      const paper = pixel(theme().background);
      const [x0, y0] = [map.width / 2 - eye.x * scale, map.height / 2 + eye.y * scale];
      map.pixels.fill(paper);
      axes(x0, y0);
      places = placed(section, places, x0, y0, scale);
      if (before) {
        starts = placed(before, starts, x0, y0, scale);
        const faint = colors.map((color) => mix(paper, color, TRAIL));
        for (let i = 0, id = 0; i < places.length; i += 2, id++) {
          stroke(map, starts[i], starts[i + 1], places[i], places[i + 1], faint[images.labels[id] % faint.length]);
        }
      }
      for (let i = 0, id = 0; i < places.length; i += 2, id++) {
        stamp(map, dots, places[i], places[i + 1], colors[images.labels[id] % colors.length], paper);
      }
      const ink = pixel(theme().text);
      for (const id of ringed) {
        if (id === null || id >= images.count) continue;
        const [x, y] = [places[2 * id], places[2 * id + 1]];
        stamp(map, ring, x, y, paper, ink);
        stamp(map, dots, x, y, colors[images.labels[id] % colors.length], paper);
      }
      map.show();
    },
    /** The image whose dot is meant. @param {MouseEvent} event @returns {number|null} */
    at: ({ offsetX, offsetY }) => nearest(places, offsetX * ratio, offsetY * ratio, NEAR * ratio),
    /** The nearest dot in a direction, or the same. @param {number} from @param {number} dx @param {number} dy */
    next: (from, dx, dy) => onward(places, from, dx, dy),
    /** Where a dot is, in the window. @param {number} id @returns {[number, number]} */
    placeOf(id) {
      const box = canvas.getBoundingClientRect();
      return [box.left + places[2 * id] / ratio, box.top + places[2 * id + 1] / ratio];
    },
  };
}

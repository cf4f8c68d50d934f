// Pixels that are data: canvases written through a table of colours.

import { placeAmong } from './scene.js';

/**
 * A canvas whose pixels are data, written through a table of colours.
 *
 * @param {HTMLCanvasElement} canvas
 */
export function raster(canvas) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  let image = new ImageData(1, 1);
  let pixels = new Uint32Array(image.data.buffer);
  return {
    get pixels() {
      return pixels;
    },
    get width() {
      return image.width;
    },
    get height() {
      return image.height;
    },
    /**
     * @param {number} width
     * @param {number} height
     * @returns {boolean} whether the size changed (and the pixels are empty)
     */
    resize(width, height) {
      if (image.width === width && image.height === height) return false;
      canvas.width = width;
      canvas.height = height;
      image = new ImageData(width, height);
      pixels = new Uint32Array(image.data.buffer);
      return true;
    },
    show() {
      context.putImageData(image, 0, 0);
    },
  };
}

/** @typedef {ReturnType<typeof raster>} Raster */

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

/**
 * Show one test image.
 *
 * @param {Raster} map
 * @param {import('./scene.js').Images} images
 * @param {number} id its number in the data set
 * @param {Uint32Array} gray
 */
export function showImage(map, images, id, gray) {
  const { rows, columns, pixels } = images;
  map.resize(columns, rows);
  blit(map, 0, 0, images, pixels, placeAmong(images, id) * rows * columns, gray);
  map.show();
}

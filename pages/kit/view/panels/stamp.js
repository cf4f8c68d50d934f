// Round points written straight into pixels: a thousand of them cost less than a hundred calls of arc().

/**
 * A disc as two masks of 0 to 256: how much of each pixel is rim (in the page's colour) and how much is fill.
 *
 * @param {number} radius device pixels
 * @param {number} rim width of the rim around it
 */
export function disc(radius, rim) {
  const reach = Math.ceil(radius + rim);
  const size = 2 * reach + 1;
  const fill = new Uint16Array(size * size);
  const edge = new Uint16Array(size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const distance = Math.hypot(x - reach, y - reach);
      const cover = (/** @type {number} */ r) => Math.round(256 * Math.min(1, Math.max(0, r + 0.5 - distance)));
      fill[y * size + x] = cover(radius);
      edge[y * size + x] = cover(radius + rim);
    }
  }
  return { reach, size, fill, edge };
}

/** @typedef {ReturnType<typeof disc>} Disc */

/**
 * Mix one packed pixel into another; weight 256 is all of the second.
 *
 * @param {number} under
 * @param {number} over
 * @param {number} weight
 */
export function mix(under, over, weight) {
  const rest = 256 - weight;
  const outer = (((under & 0xff00ff) * rest + (over & 0xff00ff) * weight) >>> 8) & 0xff00ff;
  const inner = (((under & 0x00ff00) * rest + (over & 0x00ff00) * weight) >>> 8) & 0x00ff00;
  return (0xff000000 | outer | inner) >>> 0;
}

/**
 * @param {{pixels: Uint32Array, width: number, height: number}} target
 * @param {Disc} shape
 * @param {number} x centre, whole device pixels
 * @param {number} y
 * @param {number} color packed pixel
 * @param {number} around packed pixel of the rim
 */
export function stamp({ pixels, width, height }, { reach, size, fill, edge }, x, y, color, around) {
  if (x < reach || y < reach || x >= width - reach || y >= height - reach) return;
  for (let row = 0, i = 0; row < size; row++) {
    let at = (y - reach + row) * width + x - reach;
    for (let column = 0; column < size; column++, i++, at++) {
      const e = edge[i];
      if (e === 0) continue;
      const f = fill[i];
      if (f === 256) {
        pixels[at] = color;
        continue;
      }
      const under = e === 256 ? around : mix(pixels[at], around, e);
      pixels[at] = f === 0 ? under : mix(under, color, f);
    }
  }
}

/**
 * A line as thin as it can be, opaque.
 *
 * @param {{pixels: Uint32Array, width: number, height: number}} target
 * @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 whole device pixels
 * @param {number} color packed pixel
 */
export function stroke({ pixels, width, height }, x0, y0, x1, y1, color) {
  const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0));
  for (let i = 0; i <= steps; i++) {
    const x = Math.round(x0 + ((x1 - x0) * i) / (steps || 1));
    const y = Math.round(y0 + ((y1 - y0) * i) / (steps || 1));
    if (x >= 0 && y >= 0 && x < width && y < height) pixels[y * width + x] = color;
  }
}

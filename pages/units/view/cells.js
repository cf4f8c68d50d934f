// The matrix as pixels: where several cells share a pixel it shows their mean, where a cell has many it fills them. Pure.

/**
 * Which places along an axis each pixel shows: from `first` up to, not including, `last`.
 *
 * @typedef {{first: Int32Array, last: Int32Array, each: number}} Bins `each`: how many share a pixel, on average; below 1 a place has several pixels
 */

/**
 * @param {number} from the window's ends on this axis, in places
 * @param {number} to
 * @param {number} pixels
 * @param {number} total places there are
 * @returns {Bins}
 */
export function binsOf(from, to, pixels, total) {
  const first = new Int32Array(pixels);
  const last = new Int32Array(pixels);
  const each = (to - from) / Math.max(1, pixels);
  for (let p = 0; p < pixels; p++) {
    // a place belongs to the pixel that its middle lies in; a pixel without a middle shows the place it lies in
    const [start, end] = [from + p * each, from + (p + 1) * each];
    let a = Math.ceil(start - 0.5 - 1e-9);
    let b = Math.ceil(end - 0.5 - 1e-9);
    if (b <= a) {
      a = Math.floor((start + end) / 2);
      b = a + 1;
    }
    first[p] = Math.min(total - 1, Math.max(0, a));
    last[p] = Math.min(total, Math.max(first[p] + 1, b));
  }
  return { first, last, each };
}

/**
 * The different bins among the pixels, and which of them each pixel shows.
 *
 * @param {Bins} bins
 */
function distinct({ first, last }) {
  const slot = new Int32Array(first.length);
  let n = 0;
  for (let p = 0; p < first.length; p++) {
    if (p > 0 && first[p] === first[p - 1] && last[p] === last[p - 1]) {
      slot[p] = n - 1;
      continue;
    }
    slot[p] = n++;
  }
  const from = new Int32Array(n);
  const to = new Int32Array(n);
  for (let p = 0; p < first.length; p++) [from[slot[p]], to[slot[p]]] = [first[p], last[p]];
  return { slot, from, to, n };
}

/**
 * @typedef {object} Matrix
 * @property {Uint16Array} codes H × N
 * @property {Float32Array|null} lookup what a code stands for, if not for itself
 * @property {number} count N
 * @property {Float32Array} at colour number of unit u at code q: at[u] + by[u] · (lookup[q] or q)
 * @property {Float32Array} by
 * @property {Uint32Array} units in shown order
 * @property {Uint32Array} images in shown order
 */

/**
 * @param {Matrix} matrix
 * @param {Bins} rows
 * @param {Bins} columns
 * @param {Uint32Array} colors 256 of them
 * @param {Uint32Array} pixels rows × columns, written
 */
export function paintCells(matrix, rows, columns, colors, pixels) {
  const { slot, from, to, n } = distinct(columns);
  const { units, at, by } = matrix;
  const width = slot.length;
  const sums = new Float64Array(n);
  const line = new Uint32Array(n);
  for (let y = 0; y < rows.first.length; y++) {
    const [top, bottom] = [rows.first[y], rows.last[y]];
    if (y > 0 && top === rows.first[y - 1] && bottom === rows.last[y - 1]) {
      pixels.copyWithin(y * width, (y - 1) * width, y * width);
      continue;
    }
    sums.fill(0);
    for (let row = top; row < bottom; row++) {
      const unit = units[row];
      if (matrix.lookup) addLooked(matrix, matrix.lookup, unit, from, to, at[unit], by[unit], sums);
      else addRow(matrix, unit, from, to, at[unit], by[unit], sums);
    }
    const share = 1 / (bottom - top);
    for (let x = 0; x < n; x++) {
      const i = sums[x] * share + 0.5;
      line[x] = colors[i >= 255 ? 255 : i <= 0 ? 0 : i | 0];
    }
    for (let x = 0, p = y * width; x < width; x++, p++) pixels[p] = line[slot[x]];
  }
}

/**
 * Adds a unit's mean colour number in every bin of images.
 *
 * @param {Matrix} matrix
 * @param {number} unit
 * @param {Int32Array} from
 * @param {Int32Array} to
 * @param {number} at
 * @param {number} by
 * @param {Float64Array} sums
 */
function addRow({ codes, count, images }, unit, from, to, at, by, sums) {
  const base = unit * count;
  for (let x = 0; x < sums.length; x++) {
    const [a, b] = [from[x], to[x]];
    let sum = 0;
    for (let k = a; k < b; k++) sum += codes[base + images[k]];
    sums[x] += at + (by * sum) / (b - a);
  }
}

/**
 * @param {Matrix} matrix
 * @param {Float32Array} lookup
 * @param {number} unit
 * @param {Int32Array} from
 * @param {Int32Array} to
 * @param {number} at
 * @param {number} by
 * @param {Float64Array} sums
 */
function addLooked({ codes, count, images }, lookup, unit, from, to, at, by, sums) {
  const base = unit * count;
  for (let x = 0; x < sums.length; x++) {
    const [a, b] = [from[x], to[x]];
    let sum = 0;
    for (let k = a; k < b; k++) sum += lookup[codes[base + images[k]]];
    sums[x] += at + (by * sum) / (b - a);
  }
}

/**
 * How many cells a pixel stands for, as a sentence; empty where every cell has a pixel of its own.
 *
 * @param {Bins} rows
 * @param {Bins} columns
 */
export function meanWords(rows, columns) {
  if (rows.each <= 1 && columns.each <= 1) return '';
  const [down, across] = [rows, columns].map(({ each }) => Math.max(1, each));
  const number = (/** @type {number} */ n) => String(n >= 10 ? Math.round(n) : Number(n.toFixed(1)));
  const whole = [down, across].every((n) => Math.abs(n - Math.round(n)) < 1e-6);
  return `each pixel is the mean of ${whole ? '' : 'about '}${number(down)} × ${number(across)} cells`;
}

// The cells themselves: a canvas of colours, numbers in cells that are large enough, and what marks the pinned ones.

import { pixel } from '../../kit/view/color.js';
import { el, watchSize } from '../../kit/view/dom.js';
import { raster } from '../../kit/view/raster.js';
import { withCursor } from '../../kit/view/reader.js';
import { isDark } from '../../kit/view/theme.js';
import { binsOf, meanWords, paintCells } from './cells.js';
import { codesOf } from './scales.js';

const WIDE = 4.4; // sizes of a letter that a number needs
const HIGH = 1.5;

/**
 * @typedef {import('./order.js').Order} Order
 * @typedef {import('./zoom.js').Part} Part
 * @typedef {{order: Order, scale: import('./scales.js').Scale, part: Part}} Shown what the matrix shows now
 * @typedef {ReturnType<typeof createField>} Field
 */

/**
 * @param {Pick<import('./types.js').Context, 'findings'|'page'|'theme'>} context
 * @param {() => Shown|null} shown
 * @param {(unit: number) => boolean} standsOut others are veiled
 * @param {() => void} resized
 */
export function createField({ findings, page, theme }, shown, standsOut, resized) {
  const canvas = el('canvas', { class: 'cae-matrix-map', ...withCursor('heatmap', 'Matrix of units and images: arrow keys move the selected cell.'), 'data-testid': 'matrix' });
  const over = el('canvas', { class: 'cae-matrix-numbers', 'aria-hidden': 'true' });
  const mark = (/** @type {string} */ kind) => el('div', { class: `cae-matrix-${kind}`, hidden: '' });
  const [rowMark, columnMark, cellMark, cursor, frame] = ['row-mark', 'column-mark', 'cell-mark', 'cursor', 'frame'].map(mark);
  const element = el('div', { class: 'cae-matrix-field' }, canvas, over, rowMark, columnMark, cellMark, cursor, frame);
  const map = raster(canvas);
  const ink = /** @type {CanvasRenderingContext2D} */ (over.getContext('2d'));
  let size = { width: 0, height: 0, ratio: 1 };
  let note = '';
  let written = false;

  const unwatch = watchSize(element, (width, height) => {
    size = { width, height, ratio: Math.min(2, window.devicePixelRatio || 1) };
    resized();
  });

  const colors = (/** @type {Shown} */ { scale }) => (scale.signed ? theme().maps.signed : theme().maps.amount);

  /** Called in the animation frame; nothing here may read the layout. */
  function paint() {
    const now = shown();
    const codes = codesOf(findings, page.view.show);
    if (!now || !codes || !size.width) return;
    const { order, scale, part } = now;
    const [wide, high] = [Math.max(1, Math.round(size.width * size.ratio)), Math.max(1, Math.round(size.height * size.ratio))];
    map.resize(wide, high);
    const rows = binsOf(part.top, part.bottom, high, findings.hidden);
    const columns = binsOf(part.left, part.right, wide, findings.count);
    const { units, images } = order;
    const { at, by } = scale;
    paintCells({ codes: codes.codes, lookup: codes.lookup, count: findings.count, at, by, units, images }, rows, columns, colors(now), map.pixels);
    veil(rows, units);
    map.show();
    note = meanWords(rows, columns);
    number(now);
    place();
  }

  /** Rows without a unit that stands out go back. @param {import('./cells.js').Bins} rows @param {Uint32Array} units */
  function veil({ first, last }, units) {
    const paper = pixel(theme().background);
    const { pixels, width } = map;
    for (let y = 0; y < first.length; y++) {
      if (units.subarray(first[y], last[y]).some(standsOut)) continue;
      for (let p = y * width; p < (y + 1) * width; p++) pixels[p] = mixed(pixels[p], paper);
    }
  }

  /** The numbers, where there is room for them. @param {Shown} now */
  function number(now) {
    const { order, scale, part } = now;
    const em = theme().size;
    const [wide, high] = [size.width / (part.right - part.left), size.height / (part.bottom - part.top)];
    const fits = wide >= WIDE * em && high >= HIGH * em;
    if (!fits && !written) return;
    over.width = Math.round(size.width * size.ratio);
    over.height = Math.round(size.height * size.ratio);
    written = fits;
    if (!fits) return;
    const table = colors(now);
    ink.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    ink.font = `${em}px ${theme().font}`;
    ink.textAlign = 'center';
    ink.textBaseline = 'middle';
    const codes = codesOf(findings, page.view.show);
    if (!codes) return;
    for (let row = Math.floor(part.top); row < Math.min(findings.hidden, part.bottom); row++) {
      const unit = order.units[row];
      for (let column = Math.floor(part.left); column < Math.min(findings.count, part.right); column++) {
        const image = order.images[column];
        const code = codes.codes[unit * findings.count + image];
        const i = Math.round(scale.at[unit] + scale.by[unit] * (codes.lookup ? codes.lookup[code] : code));
        const color = table[Math.min(255, Math.max(0, i))];
        ink.fillStyle = isDark([color & 255, (color >> 8) & 255, (color >> 16) & 255]) ? '#fff' : '#111';
        ink.fillText(findings.told(page.view.show, unit, image).replace('= ', ''), (column + 0.5 - part.left) * wide, (row + 0.5 - part.top) * high);
      }
    }
  }

  /**
   * @param {HTMLElement} node
   * @param {[number, number]|null} down rows it covers; null: none are marked
   * @param {[number, number]|null} across
   */
  function cover(node, down, across) {
    const now = shown();
    node.hidden = !now || !down || !across;
    if (!now || !down || !across) return;
    const { part } = now;
    const on = (/** @type {number} */ at, /** @type {number} */ a, /** @type {number} */ b) => Math.min(1, Math.max(0, (at - a) / (b - a)));
    const [top, bottom] = down.map((at) => on(at, part.top, part.bottom));
    const [left, right] = across.map((at) => on(at, part.left, part.right));
    node.hidden = bottom <= top || right <= left;
    node.style.cssText = `top: ${100 * top}%; height: ${100 * (bottom - top)}%; left: ${100 * left}%; width: ${100 * (right - left)}%`;
  }

  /** The frames of the pinned unit and image, wherever they stand now. */
  function place() {
    const now = shown();
    const { unit, image } = page.pins;
    const row = !now || unit === null ? undefined : now.order.rows[unit];
    const column = !now || image === null ? undefined : now.order.columns[findings.place(image)];
    /** @type {[number, number]|null} */
    const down = row === undefined ? null : [row, row + 1];
    /** @type {[number, number]|null} */
    const across = column === undefined ? null : [column, column + 1];
    cover(rowMark, down, [0, findings.count]);
    cover(columnMark, [0, findings.hidden], across);
    cover(cellMark, down, across);
  }

  return {
    element,
    canvas,
    frame,
    paint,
    place,
    /** What a pixel stands for. */
    note: () => note,
    size: () => size,
    /** @param {{row: number, column: number}|null} cell */
    point(cell) {
      cover(cursor, cell && [cell.row, cell.row + 1], cell && [cell.column, cell.column + 1]);
    },
    destroy: unwatch,
  };
}

/** A quarter of the one colour in three quarters of the other, channel by channel. @param {number} a @param {number} b */
function mixed(a, b) {
  const even = (((a & 0xff00ff) + 3 * (b & 0xff00ff)) >>> 2) & 0xff00ff;
  const odd = ((((a >>> 8) & 0xff00ff) + 3 * ((b >>> 8) & 0xff00ff)) >>> 2) & 0xff00ff;
  return ((odd << 8) | even) >>> 0;
}

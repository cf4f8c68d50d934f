// The cells of the heatmap: their pixels, the pinned image's beside them, class names above, and the marks of pins and
// pointer.

import { css } from '../color.js';
import { el, watchSize } from '../dom.js';
import { blit, raster } from '../raster.js';
import { withCursor } from '../reader.js';
import { classRuns } from '../scene.js';
import { groupName } from './groupname.js';

const LEAST = 2; // CSS pixels of a unit's row

/** @typedef {{row: number, column: number}} Cell `row` counts all rows, also those of another part */

/**
 * In how many rows a part is shown, so that all parts are alike and none has rows lower than can be told apart.
 *
 * @param {number} rows
 * @param {number} height CSS pixels
 */
export function rowsOfPart(rows, height) {
  const parts = Math.ceil(rows / Math.max(1, Math.floor(height / LEAST)));
  return Math.ceil(rows / Math.max(1, parts));
}

/**
 * @param {import('../scene.js').Scene} scene
 * @param {() => import('../theme.js').Theme} theme
 * @param {() => void} resized other units may be shown now
 */
export function createHeatField(scene, theme, resized) {
  const canvas = el('canvas', { class: 'cae-heat-map', ...withCursor('heatmap', 'Heatmap: arrow keys move the cursor, Enter pins the unit.') });
  const extra = el('canvas', { class: 'cae-heat-extra', 'aria-hidden': 'true' });
  const map = raster(canvas);
  const single = raster(extra);
  const groups = el('div', { class: 'cae-heat-groups', 'aria-hidden': 'true' });
  const [rowMark, columnMark, cursorMark] = ['row', 'column', 'cursor'].map((name) => el('div', { class: `cae-heat-${name}`, hidden: '' }));
  const field = el('div', { class: 'cae-heat-field' }, canvas, rowMark, columnMark, cursorMark);
  const pinned = el('div', { class: 'cae-heat-pinned', title: 'the pinned image' }, extra);

  /** @type {import('../frames.js').Section|null} */
  let heat = null;
  let high = 0; // CSS pixels
  let anchor = 0; // the row whose part is shown, however high the rows become
  /** @type {number|null} the unit whose part was turned to */
  let turned = null;
  /** @type {{labels: ArrayLike<number>, dark: boolean}|null} what the class names were written for */
  let named = null;

  const rows = () => heat?.shape[0] ?? 0;
  const columns = () => scene.heatImages.length;

  /** The rows that are shown: up to, not including, `to`. */
  function range() {
    const each = Math.max(1, rowsOfPart(rows(), high || LEAST * rows()));
    const parts = Math.max(1, Math.ceil(rows() / each));
    const page = Math.min(Math.floor(anchor / each), parts - 1);
    return { from: page * each, to: Math.min(rows(), (page + 1) * each), page, pages: parts, each };
  }

  /** @param {number} row */
  function turn(row) {
    anchor = row;
    paint();
    mark();
  }

  /** Bring a row into what is shown. @param {number} row */
  function reveal(row) {
    if (row < 0 || row >= rows()) return;
    const { from, to } = range();
    if (row < from || row >= to) turn(row);
    else anchor = row;
  }

  function mark() {
    const { unit, image } = scene.pins;
    const { from, to } = range();
    coverRow(rowMark, unit === null ? -1 : scene.rowOf(unit) - from, to - from);
    coverColumn(columnMark, image === null ? -1 : scene.heatImages.indexOf(image), columns());
  }

  const unwatch = watchSize(field, (_, height) => {
    high = height;
    paint();
    mark();
    resized();
  });

  function paint() {
    if (!heat) return;
    const { amount, signed } = theme().maps;
    const [colors, zero] = scene.difference ? [signed, 128] : [amount, 0];
    const { values, shape: [, wide] } = heat;
    const { from, to } = range();
    const shown = Math.min(wide, columns() || wide);
    map.resize(shown, to - from);
    if (wide === shown) {
      const { pixels } = map;
      for (let i = 0, at = from * wide; at < to * wide; i++, at++) pixels[i] = colors[values[at] + zero];
    } else {
      for (let row = from; row < to; row++) blit(map, 0, row - from, { rows: 1, columns: shown }, values, row * wide, colors, zero);
    }
    map.show();
    pinned.classList.toggle('cae-filled', wide > shown);
    if (wide <= shown) return;
    single.resize(1, to - from);
    for (let row = from; row < to; row++) single.pixels[row - from] = amount[values[row * wide + shown]];
    single.show();
  }

  /** Class names over their columns; only when the data or the theme changes. */
  function nameGroups() {
    const { images, heatImages } = scene;
    if (!images || heatImages.length === 0) return;
    if (named && named.labels === images.labels && named.dark === theme().dark) return;
    named = { labels: images.labels, dark: theme().dark };
    const colors = theme().classes;
    const places = classRuns(heatImages, images.labels).map(({ label, first, last }, n) =>
      groupName(images.classes[label] ?? '', n, first / heatImages.length, last / heatImages.length, css(colors[label % colors.length])),
    );
    groups.replaceChildren(...places);
  }

  return {
    canvas,
    groups,
    field,
    pinned,
    rows,
    columns,
    paint,
    nameGroups,
    /** @param {import('../frames.js').Section} section */
    draw(section) {
      heat = section;
      paint();
    },
    range,
    /** To another part. @param {number} page */
    turn: (page) => turn(page * range().each),
    /** A unit that has just been pinned is brought into what is shown. */
    mark() {
      const { unit } = scene.pins;
      if (unit !== null && unit !== turned) reveal(scene.rowOf(unit));
      turned = unit;
      mark();
    },
    /** @param {Cell|null} cell */
    point(cell) {
      if (cell) reveal(cell.row);
      const { from, to } = range();
      coverRow(cursorMark, cell ? cell.row - from : -1, to - from);
      if (cell) coverColumn(cursorMark, cell.column, columns());
    },
    /** The cell under the pointer. @param {MouseEvent} event @returns {Cell|null} */
    cellAt({ clientX, clientY }) {
      const box = canvas.getBoundingClientRect();
      const { from, to } = range();
      const row = from + Math.floor(((clientY - box.top) / box.height) * (to - from));
      const column = Math.floor(((clientX - box.left) / box.width) * columns());
      const inside = row >= from && row < to && column >= 0 && column < columns();
      return inside ? { row, column } : null;
    },
    /** The middle of a cell, in the window. @param {Cell} cell @returns {[number, number]} */
    middleOf({ row, column }) {
      const box = canvas.getBoundingClientRect();
      const { from, to } = range();
      return [box.left + ((column + 0.5) / columns()) * box.width, box.top + ((row - from + 0.5) / (to - from)) * box.height];
    },
    destroy: unwatch,
  };
}

/** @param {HTMLElement} mark @param {number} row -1: none @param {number} n of rows */
function coverRow(mark, row, n) {
  mark.hidden = row < 0 || row >= n;
  if (mark.hidden) return;
  mark.style.top = `${(100 * row) / n}%`;
  mark.style.height = `${100 / n}%`;
}

/** @param {HTMLElement} mark @param {number} column -1: none @param {number} n of columns */
function coverColumn(mark, column, n) {
  mark.hidden = column < 0;
  if (mark.hidden) return;
  mark.style.left = `${(100 * column) / n}%`;
  mark.style.width = `${100 / n}%`;
}

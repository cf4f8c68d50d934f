// The cells of the heatmap: their pixels, the pinned image's beside them, class names above, and the marks of pins and
// pointer.

import { css } from '../color.js';
import { el } from '../dom.js';
import { blit, raster } from '../raster.js';
import { withCursor } from '../reader.js';
import { classRuns } from '../scene.js';
import { groupName } from './groupname.js';

/**
 * @typedef {{row: number, column: number}} Cell
 *
 * @param {import('../scene.js').Scene} scene
 * @param {() => import('../theme.js').Theme} theme
 */
export function createHeatField(scene, theme) {
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
  /** @type {{labels: ArrayLike<number>, dark: boolean}|null} what the class names were written for */
  let named = null;

  const rows = () => heat?.shape[0] ?? 0;
  const columns = () => scene.heatImages.length;

  function paint() {
    if (!heat) return;
    const { amount, signed } = theme().maps;
    const [colors, zero] = scene.difference ? [signed, 128] : [amount, 0];
    const { values, shape: [high, wide] } = heat;
    const shown = Math.min(wide, columns() || wide);
    map.resize(shown, high);
    if (wide === shown) {
      const { pixels } = map;
      for (let i = 0; i < values.length; i++) pixels[i] = colors[values[i] + zero];
    } else {
      for (let row = 0; row < high; row++) blit(map, 0, row, { rows: 1, columns: shown }, values, row * wide, colors, zero);
    }
    map.show();
    pinned.classList.toggle('cae-filled', wide > shown);
    if (wide <= shown) return;
    single.resize(1, high);
    for (let row = 0; row < high; row++) single.pixels[row] = amount[values[row * wide + shown]];
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
    mark() {
      const { unit, image } = scene.pins;
      coverRow(rowMark, unit === null ? -1 : scene.rowOf(unit), rows());
      coverColumn(columnMark, image === null ? -1 : scene.heatImages.indexOf(image), columns());
    },
    /** @param {Cell|null} cell */
    point(cell) {
      coverRow(cursorMark, cell?.row ?? -1, rows());
      if (cell) coverColumn(cursorMark, cell.column, columns());
    },
    /** The cell under the pointer. @param {MouseEvent} event @returns {Cell|null} */
    cellAt({ clientX, clientY }) {
      const box = canvas.getBoundingClientRect();
      const row = Math.floor(((clientY - box.top) / box.height) * rows());
      const column = Math.floor(((clientX - box.left) / box.width) * columns());
      const inside = row >= 0 && row < rows() && column >= 0 && column < columns();
      return inside ? { row, column } : null;
    },
    /** The middle of a cell, in the window. @param {Cell} cell @returns {[number, number]} */
    middleOf({ row, column }) {
      const box = canvas.getBoundingClientRect();
      return [box.left + ((column + 0.5) / columns()) * box.width, box.top + ((row + 0.5) / rows()) * box.height];
    },
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

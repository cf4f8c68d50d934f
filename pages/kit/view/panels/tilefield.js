// The tiles themselves: a grid that fills its room, their pixels, and the frames of pin and cursor.

import { el } from '../dom.js';
import { blit, raster } from '../raster.js';
import { withCursor } from '../reader.js';

/**
 * The grid of n square tiles that fills a box best.
 *
 * @param {number} n
 * @param {number} width
 * @param {number} height
 * @returns {{columns: number, rows: number, pitch: number}}
 */
export function gridFor(n, width, height) {
  let best = { columns: 1, rows: n, pitch: 0 };
  for (let columns = 1; columns <= n; columns++) {
    const rows = Math.ceil(n / columns);
    const pitch = Math.min(width / columns, height / rows);
    // a grid without gaps is worth a little size
    const full = rows * columns === n ? 1.15 : 1;
    if (pitch * full > best.pitch) best = { columns, rows, pitch: pitch * full };
  }
  return { ...best, pitch: Math.min(width / best.columns, height / best.rows) };
}

/**
 * @param {import('../scene.js').Scene} scene
 * @param {() => import('../theme.js').Theme} theme
 */
export function createTileField(scene, theme) {
  const canvas = el('canvas', { class: 'cae-tiles-map', ...withCursor('pictures', 'Units as images: arrow keys move between units, Enter pins one.') });
  const atlas = raster(canvas);
  const pinMark = el('div', { class: 'cae-tile-mark', hidden: '' });
  const cursorMark = el('div', { class: 'cae-tile-mark cae-cursor', hidden: '' });
  const letters = el('div', { class: 'cae-tile-letters', 'aria-hidden': 'true' });
  const element = el('div', { class: 'cae-tiles-field' }, canvas, letters, pinMark, cursorMark);
  let lettered = '';

  /** @type {import('../frames.js').Section|null} */
  let tiles = null;
  let box = { width: 1, height: 1 };
  let grid = { columns: 1, rows: 1, pitch: 1 };
  /** @type {number|null} unit under the cursor */
  let cursor = null;

  const units = () => tiles?.shape[0] ?? 0;
  const rowOf = (/** @type {number|null} */ unit) => (unit === null ? -1 : scene.rowOf(unit));

  function arrange() {
    if (!tiles) return;
    grid = gridFor(units(), box.width, box.height);
    element.style.width = `${Math.floor(grid.columns * grid.pitch)}px`;
    element.style.height = `${Math.floor(grid.rows * grid.pitch)}px`;
    mark();
  }

  function paint() {
    const { images } = scene;
    if (!tiles || !images) return;
    const { signed } = theme().maps;
    const size = images.rows * images.columns;
    const zoom = Math.max(1, Math.floor(grid.pitch / images.columns));
    const [wide, high] = [images.columns * zoom + 1, images.rows * zoom + 1];
    if (atlas.resize(grid.columns * wide - 1, grid.rows * high - 1)) mark();
    for (let unit = 0; unit < units(); unit++) {
      const [x, y] = [(unit % grid.columns) * wide, Math.floor(unit / grid.columns) * high];
      blit(atlas, x, y, images, tiles.values, unit * size, signed, 128, zoom);
    }
    atlas.show();
  }

  function mark() {
    frame(pinMark, rowOf(scene.pins.unit), units(), grid);
    frame(cursorMark, rowOf(cursor), units(), grid);
    name();
  }

  /** Letters on the tiles of units that are near-copies of each other. */
  function name() {
    if (!scene.letterOf) return;
    const found = Array.from({ length: units() }, (_, row) => scene.letterOf?.(scene.unitAt(row)) ?? '');
    const key = `${grid.columns} ${found}`;
    if (key === lettered) return;
    lettered = key;
    letters.replaceChildren();
    found.forEach((text, row) => {
      if (!text) return;
      const node = el('span', {}, text);
      frame(node, row, units(), grid);
      letters.append(node);
    });
  }

  return {
    canvas,
    element,
    units,
    mark,
    columns: () => grid.columns,
    /** @param {import('../frames.js').Section} section */
    draw(section) {
      const rearranged = units() !== section.shape[0];
      tiles = section;
      if (rearranged) arrange();
      paint();
    },
    /** @param {number} width @param {number} height of the room there is */
    resize(width, height) {
      box = { width, height };
      arrange();
      paint();
    },
    restyle() {
      if (atlas.width > 1) atlas.pixels.fill(0);
      paint();
    },
    /** @param {number|null} unit */
    point(unit) {
      cursor = unit;
      frame(cursorMark, rowOf(cursor), units(), grid);
    },
    /** The unit under the pointer. @param {MouseEvent} event */
    unitAt({ clientX, clientY }) {
      const area = canvas.getBoundingClientRect();
      const column = Math.floor(((clientX - area.left) / area.width) * grid.columns);
      const row = Math.floor(((clientY - area.top) / area.height) * grid.rows);
      const index = row * grid.columns + column;
      return column >= 0 && column < grid.columns && index >= 0 && index < units() ? scene.unitAt(index) : null;
    },
    /** The middle of a tile, in the window. @param {number} index @returns {[number, number]} */
    middleOf(index) {
      const area = canvas.getBoundingClientRect();
      return [
        area.left + (((index % grid.columns) + 0.5) * area.width) / grid.columns,
        area.top + ((Math.floor(index / grid.columns) + 0.5) * area.height) / grid.rows,
      ];
    },
  };
}

/**
 * Put a frame around a tile.
 *
 * @param {HTMLElement} node
 * @param {number} index of the tile; what is none of them has no frame
 * @param {number} n tiles
 * @param {{columns: number, rows: number}} grid
 */
function frame(node, index, n, { columns, rows }) {
  node.hidden = index < 0 || index >= n;
  if (node.hidden) return;
  node.style.left = `${(100 * (index % columns)) / columns}%`;
  node.style.top = `${(100 * Math.floor(index / columns)) / rows}%`;
  node.style.width = `${100 / columns}%`;
  node.style.height = `${100 / rows}%`;
}

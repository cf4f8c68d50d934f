// Ten test images over a model's ten reconstructions, and the filters of its first layer.

import { el, watchSize } from '../../kit/view/dom.js';
import { onPixels } from '../../kit/view/onscale.js';
import { gridFor } from '../../kit/view/panels/tilefield.js';
import { blit, raster } from '../../kit/view/raster.js';

/** @typedef {import('./kin.js').Kin} Kin */

const GAP = 1;
const APART = 2; // of filters
const COARSE = 34; // smaller images are enlarged to about this width, pixel by pixel

/**
 * @param {Kin} kin
 * @param {string} name
 * @param {() => import('../../kit/view/theme.js').Theme} theme
 */
export function createStrip(kin, name, theme) {
  const canvas = el('canvas', { class: 'cae-kin-strip', width: 289, height: 57, role: 'img', 'aria-label': 'Reconstructions' });
  const map = raster(canvas);

  return {
    element: canvas,
    paint() {
      const { originals } = kin;
      const strip = kin.pictures[name]?.strip;
      if (!originals || !strip) return;
      const [rows, columns] = kin.side;
      const shape = { rows, columns };
      const zoom = Math.max(1, Math.round(COARSE / columns));
      const [wide, high] = [columns * zoom + GAP, rows * zoom + GAP];
      const count = originals.shape[0];
      map.resize(count * wide - GAP, 2 * high - GAP);
      const { gray } = theme().maps;
      const made = onPixels(strip).values;
      for (let i = 0; i < count; i++) {
        blit(map, i * wide, 0, shape, originals.values, i * rows * columns, gray, 0, zoom);
        blit(map, i * wide, high, shape, made, i * rows * columns, gray, 0, zoom);
      }
      map.show();
    },
    /** Of which classes, in words. */
    classes: () => kin.shown.map((id) => kin.classes[kin.labels[id]] ?? `image ${id}`).join(', '),
  };
}

/**
 * @param {Kin} kin
 * @param {string} name
 * @param {() => import('../../kit/view/theme.js').Theme} theme
 */
export function createFilters(kin, name, theme) {
  const canvas = el('canvas', { class: 'cae-kin-tiles', width: 1, height: 1, role: 'img', 'aria-label': 'Filters' });
  const element = el('div', { class: 'cae-kin-box' }, canvas);
  const map = raster(canvas);
  let box = { width: 0, height: 0 };

  function paint() {
    const tiles = kin.pictures[name]?.tiles;
    if (!tiles || !box.width) return;
    const [rows, columns] = kin.side;
    const shape = { rows, columns };
    const grid = gridFor(tiles.shape[0], box.width, box.height);
    const zoom = Math.max(1, Math.round(grid.pitch / columns));
    const [wide, high] = [columns * zoom + APART, rows * zoom + APART];
    map.resize(grid.columns * wide - APART, grid.rows * high - APART);
    const width = `${Math.floor(grid.columns * grid.pitch)}px`;
    if (canvas.style.width !== width) canvas.style.width = width;
    const { signed } = theme().maps;
    for (let i = 0; i < tiles.shape[0]; i++) {
      blit(map, (i % grid.columns) * wide, Math.floor(i / grid.columns) * high, shape, tiles.values, i * rows * columns, signed, 128, zoom);
    }
    map.show();
  }

  return {
    element,
    canvas,
    paint,
    destroy: watchSize(element, (width, height) => {
      box = { width, height };
      paint();
    }),
    count: () => kin.pictures[name]?.tiles?.shape[0] ?? 0,
    hi: () => kin.pictures[name]?.tiles?.hi ?? null,
    restyle() {
      map.pixels.fill(0);
    },
  };
}

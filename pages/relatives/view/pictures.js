// Ten test images over a model's ten reconstructions, and the filters of its first layer.

import { el } from '../../kit/view/dom.js';
import { onPixels } from '../../kit/view/onscale.js';
import { gridFor } from '../../kit/view/panels/tilefield.js';
import { blit, raster } from '../../kit/view/raster.js';

/** @typedef {import('./kin.js').Kin} Kin */

const GAP = 1;
const COARSE = 34; // smaller images are enlarged to about this width, pixel by pixel
/** The box of the filters: so many of the smallest stand beside and below each other. */
const [ACROSS, DOWN] = [16, 4];

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
  const canvas = el('canvas', { class: 'cae-kin-tiles', width: 463, height: 115, role: 'img', 'aria-label': 'Filters' });
  const map = raster(canvas);

  return {
    element: canvas,
    paint() {
      const tiles = kin.pictures[name]?.tiles;
      if (!tiles) return;
      const [rows, columns] = kin.side;
      const grid = gridFor(tiles.shape[0], ACROSS, DOWN);
      const zoom = Math.max(1, Math.round(grid.pitch * COARSE / 2 / columns));
      const [wide, high] = [columns * zoom + GAP, rows * zoom + GAP];
      if (map.resize(grid.columns * wide - GAP, grid.rows * high - GAP)) {
        // as large as the box allows, in whole rows and columns
        canvas.style.width = `${(100 * grid.columns * grid.pitch) / ACROSS}%`;
      }
      const { signed } = theme().maps;
      for (let i = 0; i < tiles.shape[0]; i++) {
        blit(map, (i % grid.columns) * wide, Math.floor(i / grid.columns) * high, { rows, columns }, tiles.values, i * rows * columns, signed, 128, zoom);
      }
      map.show();
    },
    count: () => kin.pictures[name]?.tiles?.shape[0] ?? 0,
    hi: () => kin.pictures[name]?.tiles?.hi ?? null,
    restyle() {
      map.pixels.fill(0);
    },
  };
}

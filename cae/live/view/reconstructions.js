// Ten test images, the model's reconstructions, the signed error; the eleventh column is the pinned image.

import { el, raster } from './dom.js';
import { blit, colorBar, createPanel } from './panel.js';
import { STRIP } from './state.js';

const GAP = 1; // atlas pixels between columns
const APART = 5; // before the pinned one
const COARSE = 34; // smaller images are enlarged to about this width, pixel by pixel

/**
 * @param {import('./panel.js').Context} context
 * @returns {import('./panel.js').View}
 */
export function createReconstructions({ session, act, theme }) {
  const panel = createPanel({
    name: 'reconstructions',
    title: 'Reconstructions of test images',
    how: 'What goes in, what the model makes of it, and output minus input. Click a column for another image of its class.',
  });
  const bar = colorBar({ middle: true });
  bar.ends('error\u2002−1', '+1');
  panel.legend.append(bar.element);

  const canvas = el('canvas', { class: 'cae-strip-map', width: 323, height: 86, role: 'img', 'aria-label': 'Reconstructions' });
  const atlas = raster(canvas);
  const frame = el('div', { class: 'cae-strip-pin' }, el('span', {}, 'pinned image'));
  const columns = Array.from({ length: STRIP }, (_, column) =>
    el('button', { class: 'cae-swap', type: 'button', on: { click: () => act.swap(column) } }),
  );
  const grid = el('div', { class: 'cae-strip' }, canvas, ...columns, frame);
  const names = el('div', { class: 'cae-strip-rows', 'aria-hidden': 'true' });
  for (const name of ['input', 'output', 'error']) names.append(el('span', {}, name));
  panel.body.append(names, grid);

  /** @type {import('./frames.js').Section|null} */
  let strip = null;
  let errors = new Int16Array(0);

  /** Where a column starts, in atlas pixels. @param {number} column @param {number} width of an image */
  const left = (column, width) => column * (width + GAP) + (column === STRIP ? APART : 0);

  /** Put the buttons over the columns; only when the images' shape changes. @param {number} width */
  function arrange(width) {
    const total = left(STRIP, width) + width;
    const percent = (/** @type {number} */ x) => `${(100 * x) / total}%`;
    [...columns, frame].forEach((node, column) => {
      node.style.left = percent(left(column, width));
      node.style.width = percent(width);
    });
  }

  function paint() {
    const { data, shown } = session;
    if (!data || !strip || shown.length === 0) return;
    const zoom = Math.max(1, Math.floor(COARSE / data.columns));
    const [width, height] = [data.columns * zoom, data.rows * zoom];
    if (atlas.resize(left(STRIP, width) + width, 3 * (height + GAP) - GAP)) arrange(width);
    const size = data.rows * data.columns;
    const { gray, signed } = theme().maps;
    if (errors.length !== size) errors = new Int16Array(size);
    const count = Math.min(STRIP + 1, shown.length, strip.shape[0]);
    if (count <= STRIP) blank(left(STRIP, width), width);
    for (let column = 0; column < count; column++) {
      const x = left(column, width);
      const [from, to] = [shown[column] * size, column * size];
      // half the error fits the table of colours; 0 stays exactly 0
      for (let i = 0; i < size; i++) errors[i] = (strip.values[to + i] - data.images[from + i]) / 2;
      blit(atlas, x, 0, data, data.images, from, gray, 0, zoom);
      blit(atlas, x, height + GAP, data, strip.values, to, gray, 0, zoom);
      blit(atlas, x, 2 * (height + GAP), data, errors, 0, signed, 128, zoom);
    }
    atlas.show();
  }

  /** @param {number} x @param {number} width */
  function blank(x, width) {
    const { pixels, width: stride, height } = atlas;
    for (let row = 0; row < height; row++) pixels.fill(0, row * stride + x, row * stride + x + width);
  }

  function nameColumns() {
    const { shown, settings } = session;
    frame.classList.toggle('cae-filled', settings.image !== null && shown.length > STRIP);
    columns.forEach((button, column) => {
      const name = column < shown.length ? session.imageName(shown[column]) : '';
      const label = `Swap ${name} for the next of its class`;
      if (button.title === name) return;
      button.title = name;
      button.setAttribute('aria-label', label);
    });
  }

  return {
    element: panel.element,
    draw({ sections }) {
      if (sections.strip) strip = sections.strip;
      if (sections.strip || sections.images) paint();
    },
    words: nameColumns,
    restyle() {
      bar.colors(theme().maps.signed);
      paint();
    },
    describe: {
      element: canvas,
      text() {
        const names = session.shown.map((id) => session.imageName(id)).join('; ');
        return `Test images above their reconstructions and the signed error, from left to right: ${names}.`;
      },
    },
    destroy() {},
  };
}

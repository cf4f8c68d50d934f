// Ten test images, the model's reconstructions, the signed error; the eleventh column is the pinned image.

import { el, raster } from './dom.js';
import { blit, colorBar, createPanel } from './panel.js';
import { STRIP } from './state.js';

const GAP = 1; // data pixels between columns
const APART = 5; // before the pinned one

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

  const canvas = el('canvas', { class: 'cae-strip-map', role: 'img', 'aria-label': 'Reconstructions' });
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
  let place = '';

  /** @param {number} column */
  const left = (column, width = 1) => column * (width + GAP) + (column === STRIP ? APART : 0);

  /** Put the buttons over the columns; only when the images' shape changes. */
  function arrange(/** @type {number} */ width) {
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
    const { rows, columns: width } = data;
    if (atlas.resize(left(STRIP, width) + width, 3 * (rows + GAP) - GAP) || place !== `${rows} ${width}`) {
      place = `${rows} ${width}`;
      arrange(width);
    }
    const { gray, signed } = theme().maps;
    const { pixels, width: stride } = atlas;
    const size = rows * width;
    const background = signed[128];
    const count = Math.min(STRIP + 1, shown.length, strip.shape[0]);
    if (count <= STRIP) blank(left(STRIP, width), width);
    for (let column = 0; column < count; column++) {
      const x = left(column, width);
      const from = shown[column] * size;
      const to = column * size;
      blit(atlas, x, 0, { rows, columns: width }, data.images, from, gray);
      blit(atlas, x, rows + GAP, { rows, columns: width }, strip.values, to, gray);
      for (let row = 0; row < rows; row++) {
        let at = (2 * (rows + GAP) + row) * stride + x;
        for (let i = row * width, end = i + width; i < end; i++) {
          const error = strip.values[to + i] - data.images[from + i];
          // half the error fits the table; 0 stays exactly 0
          pixels[at++] = error ? signed[128 + Math.trunc(error / 2)] : background;
        }
      }
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

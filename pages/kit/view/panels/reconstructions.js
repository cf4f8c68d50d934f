// Ten test images, the model's reconstructions, the signed error; the eleventh column is the pinned image.

import { el, raster, textOf } from '../dom.js';
import { sig3 } from '../format.js';
import { blit, colorBar, createPanel } from '../panel.js';
import { STRIP } from '../run/strip.js';

const GAP = 1; // atlas pixels between columns
const APART = 5; // before the pinned one
const COARSE = 34; // smaller images are enlarged to about this width, pixel by pixel

/**
 * @param {import('../panel.js').Context} context
 * @returns {import('../panel.js').View}
 */
export function createReconstructions({ session, act, theme, tip, still = false }) {
  const how =
    'What goes in, what the model makes of it, and output minus input.' +
    (still ? ' The same images at every λ.' : ' Click a column for another image of its class.');
  const panel = createPanel({
    name: 'reconstructions',
    title: 'Reconstructions of test images',
    how,
  });
  const bar = colorBar({ middle: true });
  bar.ends('error\u2002−1', '+1');
  panel.legend.append(bar.element);

  const canvas = el('canvas', { class: 'cae-strip-map', width: 323, height: 86, role: 'img', 'aria-label': 'Reconstructions' });
  const atlas = raster(canvas);
  const frame = el('div', { class: 'cae-strip-pin', hidden: still }, el('span', {}, 'pinned image'));
  const columns = Array.from({ length: STRIP }, (_, column) =>
    still
      ? el('span', { class: 'cae-swap cae-still', on: { pointermove: (/** @type {PointerEvent} */ e) => hover(column, e), pointerleave: () => tip.hide(panel) } })
      : el('button', { class: 'cae-swap', type: 'button', on: { click: () => act.swap(column) } }),
  );
  const grid = el('div', { class: 'cae-strip' }, canvas, ...columns, frame);
  const names = el('div', { class: 'cae-strip-rows', 'aria-hidden': 'true' });
  for (const name of ['input', 'output']) names.append(el('span', {}, name));
  const third = textOf(names.appendChild(el('span')));
  third('error');
  panel.body.append(names, grid);

  /** @type {import('../frames.js').Section|null} */
  let strip = null;
  /** @type {import('../frames.js').Section|null} what the output is compared with instead of the input */
  let other = null;
  let errors = new Int16Array(0);

  /** The image's name, and how far off its reconstruction is. @param {number} column @param {PointerEvent} event */
  function hover(column, { clientX, clientY }) {
    const { data, shown } = session;
    if (!data || !strip || column >= shown.length) return tip.hide(panel);
    const size = data.rows * data.columns;
    let sum = 0;
    for (let i = 0; i < size; i++) {
      const before = other ? other.values[column * size + i] : data.images[shown[column] * size + i];
      sum += Math.abs(strip.values[column * size + i] - before);
    }
    const words = `mean ${other ? 'change' : 'error'} of a pixel ${sig3(sum / size / 255)}`;
    tip.show(panel, clientX, clientY, [session.imageName(shown[column]), words], shown[column]);
  }

  /** Where a column starts, in atlas pixels. @param {number} column @param {number} width of an image */
  const left = (column, width) => column * (width + GAP) + (column === STRIP ? APART : 0);

  /** Atlas pixels across. @param {number} width */
  const totalOf = (width) => (still ? left(STRIP, width) - APART - GAP : left(STRIP, width) + width);

  /** Put the buttons over the columns; only when the images' shape changes. @param {number} width */
  function arrange(width) {
    const total = totalOf(width);
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
    if (atlas.resize(totalOf(width), 3 * (height + GAP) - GAP)) arrange(width);
    const size = data.rows * data.columns;
    const { gray, signed } = theme().maps;
    if (errors.length !== size) errors = new Int16Array(size);
    const count = Math.min(still ? STRIP : STRIP + 1, shown.length, strip.shape[0]);
    if (count <= STRIP && !still) blank(left(STRIP, width), width);
    for (let column = 0; column < count; column++) {
      const x = left(column, width);
      const [from, to] = [shown[column] * size, column * size];
      // half the error fits the table of colours; 0 stays exactly 0
      for (let i = 0; i < size; i++) errors[i] = (strip.values[to + i] - (other ? other.values[to + i] : data.images[from + i])) / 2;
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
    third(other ? 'change' : 'error');
    bar.ends(other ? 'change\u2002−1' : 'error\u2002−1', '+1');
    panel.setHow(other ? 'What goes in, the output on the right, and how it differs from the one on the left.' : how);
    panel.setTitle(other ? 'Reconstructions, right − left' : 'Reconstructions of test images');
    frame.classList.toggle('cae-filled', settings.image !== null && shown.length > STRIP);
    columns.forEach((button, column) => {
      const name = column < shown.length ? session.imageName(shown[column]) : '';
      const label = `Swap ${name} for the next of its class`;
      if (still || button.title === name) return;
      button.title = name;
      button.setAttribute('aria-label', label);
    });
  }

  return {
    element: panel.element,
    draw({ sections }) {
      if (sections.strip) {
        strip = sections.strip;
        other = sections.other ?? null;
      }
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

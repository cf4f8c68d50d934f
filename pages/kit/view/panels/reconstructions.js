// Ten test images, the model's reconstructions, the signed error. Where images can be swapped, the eleventh column is the
// pinned image.

import { el, textOf } from '../dom.js';
import { sig3 } from '../format.js';
import { colorBar, createPanel } from '../panel.js';
import { blit, raster } from '../raster.js';
import { imageName } from '../scene.js';
import { STRIP } from '../strip.js';

const GAP = 1; // atlas pixels between columns
const APART = 5; // before the pinned one
const COARSE = 34; // smaller images are enlarged to about this width, pixel by pixel
const HOW = 'What goes in, what the model makes of it, and output minus input.';
const HOW_DIFFERENT = 'What goes in, the output on the right, and how it differs from the one on the left.';

/** Where a column starts, in atlas pixels. @param {number} column @param {number} width of an image */
const left = (column, width) => column * (width + GAP) + (column === STRIP ? APART : 0);

/**
 * @param {import('../panel.js').Context} context
 * @returns {import('../panel.js').Panel}
 */
export function createReconstructions({ scene, act, theme, tip }) {
  const { swap } = act;
  const how = `${HOW} ${swap ? 'Click a column for another image of its class.' : 'The same images at every λ.'}`;
  const panel = createPanel({ name: 'reconstructions', title: 'Reconstructions of test images', how });
  const bar = colorBar({ middle: true });
  bar.ends('error\u2002−1', '+1');
  panel.legend.append(bar.element);

  const strip = createStrip(scene, theme, swap ? STRIP + 1 : STRIP);
  const columns = swap ? swappable(swap) : pointed();
  const pinned = swap ? el('div', { class: 'cae-strip-pin', title: 'the pinned image' }, el('span', {}, 'pinned')) : null;
  const places = pinned ? [...columns, pinned] : columns;
  const names = el('div', { class: 'cae-strip-rows', 'aria-hidden': 'true' });
  for (const name of ['input', 'output']) names.append(el('span', {}, name));
  const setThird = textOf(names.appendChild(el('span')));
  setThird('error');
  panel.body.append(names, el('div', { class: 'cae-strip' }, strip.canvas, ...places));

  /** Places that say how far off their image is. */
  function pointed() {
    return Array.from({ length: STRIP }, (_, column) => {
      const place = el('span', { class: 'cae-swap cae-still' });
      place.addEventListener('pointermove', ({ clientX, clientY }) => {
        const error = strip.errorOf(column);
        if (error === null) return tip.hide(panel);
        const image = scene.shown[column];
        const words = `mean ${scene.difference ? 'change' : 'error'} of a pixel ${sig3(error)}`;
        tip.show(panel, clientX, clientY, [imageName(scene.images, image), words], image);
      });
      place.addEventListener('pointerleave', () => tip.hide(panel));
      return place;
    });
  }

  function paint() {
    const width = strip.paint();
    if (!width) return;
    // only when the images' shape has changed
    const { canvas } = strip;
    panel.body.style.setProperty('--cae-shape', String(canvas.width / canvas.height));
    const percent = (/** @type {number} */ x) => `${(100 * x) / strip.total(width)}%`;
    places.forEach((node, column) => {
      node.style.left = percent(left(column, width));
      node.style.width = percent(width);
    });
  }

  function words() {
    const { difference, shown, images } = scene;
    setThird(difference ? 'change' : 'error');
    bar.ends(difference ? 'change\u2002−1' : 'error\u2002−1', '+1');
    panel.setHow(difference ? HOW_DIFFERENT : how);
    panel.setTitle(difference ? 'Reconstructions, right − left' : 'Reconstructions of test images');
    pinned?.classList.toggle('cae-filled', scene.pins.image !== null && shown.length > STRIP);
    if (!swap) return;
    columns.forEach((button, column) => {
      const name = column < shown.length ? imageName(images, shown[column]) : '';
      if (button.title === name) return;
      button.title = name;
      button.setAttribute('aria-label', `Swap ${name} for the next of its class`);
    });
  }

  return {
    element: panel.element,
    draw(sections) {
      if (sections.strip) strip.take(sections.strip);
      if (sections.strip || sections.images) paint();
    },
    words,
    restyle() {
      bar.colors(theme().maps.signed);
      paint();
    },
    describe: {
      element: strip.canvas,
      text() {
        const names = scene.shown.map((id) => imageName(scene.images, id)).join('; ');
        return `Test images above their reconstructions and the signed error, from left to right: ${names}.`;
      },
    },
    destroy() {},
  };
}

/** Buttons over the columns. @param {(column: number) => void} swap @returns {HTMLElement[]} */
const swappable = (swap) =>
  Array.from({ length: STRIP }, (_, column) => el('button', { class: 'cae-swap', type: 'button', on: { click: () => swap(column) } }));

/**
 * The pixels: images over their reconstructions over the errors.
 *
 * @param {import('../scene.js').Scene} scene
 * @param {() => import('../theme.js').Theme} theme
 * @param {number} places columns there is room for
 */
function createStrip(scene, theme, places) {
  const canvas = el('canvas', { class: 'cae-strip-map', width: 323, height: 86, role: 'img', 'aria-label': 'Reconstructions' });
  const atlas = raster(canvas);
  /** @type {import('../frames.js').Section|null} */
  let strip = null;
  let errors = new Int16Array(0);

  /** Atlas pixels across. @param {number} width of an image */
  const total = (width) => left(places - 1, width) + width;

  /** What a column's reconstruction is compared with: the image, or the other side's. @param {import('../scene.js').Images} images @param {number} column */
  function against(images, column) {
    const size = images.rows * images.columns;
    const { difference } = scene;
    return difference ? { values: difference.strip.values, from: column * size } : { values: images.pixels, from: scene.shown[column] * size };
  }

  /** @param {number} x @param {number} width */
  function blank(x, width) {
    const { pixels, width: stride, height } = atlas;
    for (let row = 0; row < height; row++) pixels.fill(0, row * stride + x, row * stride + x + width);
  }

  return {
    canvas,
    total,
    /** @param {import('../frames.js').Section} section */
    take(section) {
      strip = section;
    },
    /** @returns {number} the width of an image where columns stand elsewhere now, else 0 */
    paint() {
      const { images, shown } = scene;
      if (!images || !strip || shown.length === 0) return 0;
      const zoom = Math.max(1, Math.floor(COARSE / images.columns));
      const [width, height] = [images.columns * zoom, images.rows * zoom];
      const resized = atlas.resize(total(width), 3 * (height + GAP) - GAP);
      const size = images.rows * images.columns;
      const { gray, signed } = theme().maps;
      if (errors.length !== size) errors = new Int16Array(size);
      const count = Math.min(places, shown.length, strip.shape[0]);
      if (count < places) blank(left(places - 1, width), width);
      for (let column = 0; column < count; column++) {
        const x = left(column, width);
        const [image, made] = [shown[column] * size, column * size];
        const { values, from } = against(images, column);
        // half the error fits the table of colours; 0 stays exactly 0
        for (let i = 0; i < size; i++) errors[i] = (strip.values[made + i] - values[from + i]) / 2;
        blit(atlas, x, 0, images, images.pixels, image, gray, 0, zoom);
        blit(atlas, x, height + GAP, images, strip.values, made, gray, 0, zoom);
        blit(atlas, x, 2 * (height + GAP), images, errors, 0, signed, 128, zoom);
      }
      atlas.show();
      return resized ? width : 0;
    },
    /** How far off a column's pixels are on average, from 0 to 1. @param {number} column */
    errorOf(column) {
      const { images, shown } = scene;
      if (!images || !strip || column >= shown.length) return null;
      const size = images.rows * images.columns;
      const { values, from } = against(images, column);
      let sum = 0;
      for (let i = 0; i < size; i++) sum += Math.abs(strip.values[column * size + i] - values[from + i]);
      return sum / size / 255;
    },
  };
}

// One image: what the model makes of it, which units it moves, and which small changes of it the code follows.

import { el, textOf } from '../../../kit/view/dom.js';
import { count, sig3 } from '../../../kit/view/format.js';
import { attempt } from '../../../kit/view/failure.js';
import { colorBar } from '../../../kit/view/panel.js';
import { blit, raster, showImage } from '../../../kit/view/raster.js';
import { throttle } from '../../../kit/view/throttle.js';
import { worded } from '../../../kit/view/touch.js';
import { FACTS, toCsv } from '../../../kit/view/csv.js';
import { createPart } from '../../../kit/view/figure.js';
import { createDirections } from './directions.js';
import { figureFacts } from './facts.js';
import { createFrame } from './frame.js';
import { createSensitive } from './sensitive.js';
import { sensitiveWords } from './sentences.js';

const REDRAW = 200; // milliseconds
const REWORD = 500;

/**
 * @param {import('../types.js').Context} context
 * @returns {import('../types.js').Panel}
 */
export function createImage(context) {
  const { findings, page } = context;
  const panel = createFrame(context, {
    name: 'image', title: 'One image', file: 'image', csv,
    how: 'J(x) says how the code moves with small changes of this image. Units with φ′ near 0 ignore them all; the spectrum says how many directions the others follow, and how far.',
  });
  const pair = createPair(context);
  const numbers = createNumbers();
  const sensitive = createSensitive(context);
  const spectrum = createPart(context, { name: 'image_spectrum', title: 'Singular values of J(x)' });
  const directions = createDirections(context);
  const parts = [pair, sensitive, directions];
  const which = el('p', { class: 'cae-why' });
  const setWhich = textOf(which);
  const sub = (/** @type {string} */ name) => el('h3', { class: 'cae-sub' }, name);
  const content = el(
    'div', { class: 'cae-image-content' },
    el('div', { class: 'cae-block cae-pair-block' }, pair.element, numbers.element),
    el('div', { class: 'cae-stack' }, sub('Units in their sensitive range'), which, sensitive.element),
    el('div', { class: 'cae-stack' }, sub('Spectrum of J(x): singular values'), spectrum.element),
    directions.element,
  );
  const hint = el('p', { class: 'cae-invite' }, worded('Click an image, in the matrix or among those that drive a unit, to see which units it moves, and along which directions the code follows.'));
  panel.body.append(content, hint);
  let complete = false; // whether what the server says of the image is here

  function words() {
    const { image } = page.pins;
    const chosen = image !== null && findings.place(image) >= 0 && findings.units !== null;
    content.hidden = !chosen;
    hint.hidden = chosen;
    panel.element.classList.toggle('cae-empty', !chosen);
    if (!chosen) {
      panel.setTitle('One image');
      return;
    }
    panel.setTitle(`Image ${image}: ${findings.className(image) ?? 'no class'}`);
    setWhich(sensitiveWords(sensitive.sensitive(), findings.hidden));
    const header = findings.image?.header ?? null;
    complete = header !== null;
    numbers.set([
      header && sig3(header.penalty), header && sig3(header.participation), header && `${count(header.rank)} of ${count(Math.min(header.pixels, findings.hidden))}`,
      `${count(sensitive.sensitive())} of ${count(findings.hidden)}`,
    ]);
  }

  function show() {
    const { image } = page.pins;
    if (image === null || findings.place(image) < 0) return;
    for (const part of parts) part.show();
  }

  const redraw = throttle(() => attempt(panel.element, show), REDRAW);
  const reword = throttle(() => attempt(panel.element, words), REWORD);

  function csv() {
    const { image } = page.pins;
    const header = findings.image?.header;
    if (image === null) return toCsv(FACTS, []);
    return toCsv(FACTS, [
      ['image', image, 'class', findings.className(image)], ['image', image, '‖J(x)‖²', header?.penalty],
      ['image', image, 'participation ratio', header?.participation], ['image', image, 'rank', header?.rank],
      ...sensitive.csv(), ...figureFacts(spectrum), ...directions.csv(),
    ]);
  }

  return {
    element: panel.element,
    update(what) {
      // of the λ before, until that of this one is here
      panel.element.classList.toggle('cae-stale', page.source.kind === 'atlas' && findings.image !== null && !findings.current(findings.image));
      spectrum.update(what);
      if (what.has('pins') || what.has('statics')) {
        redraw.now();
        reword.now();
        return;
      }
      redraw.soon();
      if (what.has('thresholds') || (what.has('image') && !complete)) {
        redraw.now();
        reword.now();
      } else reword.soon();
    },
    restyle() {
      for (const part of [...parts, spectrum]) part.restyle?.();
      words();
    },
    destroy() {
      redraw.destroy();
      reword.destroy();
      for (const part of [...parts, spectrum]) part.destroy();
    },
  };
}

/** The image's figures. */
function createNumbers() {
  const element = el('dl', { class: 'cae-image-numbers' });
  const setters = ['‖J(x)‖²', 'participation ratio', 'rank of J', 'sensitive units'].map((name) => {
    const value = el('dd');
    element.append(el('dt', {}, name), value);
    return textOf(value);
  });
  return { element, set: (/** @type {(string|null)[]} */ values) => setters.forEach((set, i) => set(values[i] ?? '–')) };
}

/**
 * The image, its reconstruction, and their difference.
 *
 * @param {import('../types.js').Context} context
 * @returns {import('./frame.js').Part}
 */
function createPair({ findings, page, theme }) {
  const bar = colorBar({ middle: true });
  bar.ends('−1', '+1');
  const [input, output, error] = ['input', 'reconstruction', 'error'].map((name) => {
    const canvas = el('canvas', { class: 'cae-image-map', role: 'img', 'aria-label': name });
    return { element: el('figure', { class: 'cae-image' }, el('figcaption', {}, name), canvas), map: raster(canvas) };
  });
  error.element.append(bar.element);
  const element = el('div', { class: 'cae-pair' }, input.element, output.element, error.element);

  /** @param {typeof input} one @param {ArrayLike<number>|null} values @param {Uint32Array} table @param {number} [shift] */
  function draw({ map }, values, table, shift = 0) {
    const [rows, columns] = findings.side;
    map.resize(columns, rows);
    if (values) blit(map, 0, 0, { rows, columns }, values, 0, table, shift);
    else map.pixels.fill(0);
    map.show();
  }

  function show() {
    const { image } = page.pins;
    if (image === null || findings.place(image) < 0) return;
    const { gray, signed } = theme().maps;
    const { images } = findings;
    if (!images) return;
    showImage(input.map, images, image, gray);
    const from = findings.place(image) * findings.pixels;
    const section = findings.image?.sections.reconstruction;
    if (!section) {
      draw(output, null, gray);
      draw(error, null, signed);
      return;
    }
    // a linear output may leave 0 to 1; what does is shown at the ends
    const [lo, hi] = [section.lo ?? 0, section.hi ?? 1];
    const made = Float32Array.from(section.values, (q) => lo + ((hi - lo) / 255) * q);
    draw(output, made.map((v) => Math.round(255 * Math.min(1, Math.max(0, v)))), gray);
    const off = made.map((v, i) => Math.round(127 * Math.max(-1, Math.min(1, v - images.pixels[from + i] / 255))));
    draw(error, off, signed, 128);
  }

  return {
    element,
    show,
    restyle() {
      bar.colors(theme().maps.signed);
      show();
    },
    destroy() {},
  };
}

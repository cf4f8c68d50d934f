// What a unit looks for: its weights as a signed image, and those by which it writes, where they are others.

import { el, textOf } from '../../../kit/view/dom.js';
import { sig3 } from '../../../kit/view/format.js';
import { colorBar } from '../../../kit/view/panel.js';
import { blit, raster } from '../../../kit/view/raster.js';
import { growing, largest, signedBytes } from './stats.js';

/**
 * One signed image with its scale.
 *
 * @param {() => import('../../../kit/view/theme.js').Theme} theme
 */
function signedImage(theme) {
  const canvas = el('canvas', { class: 'cae-image-map', role: 'img' });
  const map = raster(canvas);
  const bar = colorBar({ middle: true });
  const caption = el('figcaption', {});
  const setCaption = textOf(caption);
  const element = el('figure', { class: 'cae-image' }, caption, canvas, bar.element);
  const end = growing();
  /** @type {{values: ArrayLike<number>, side: [number, number], hi: number}|null} */
  let shown = null;

  function paint() {
    if (!shown) {
      map.resize(1, 1);
      map.pixels.fill(0);
      map.show();
      return;
    }
    const [rows, columns] = shown.side;
    map.resize(columns, rows);
    blit(map, 0, 0, { rows, columns }, signedBytes(shown.values, shown.hi), 0, theme().maps.signed, 128);
    map.show();
  }

  return {
    element,
    /**
     * @param {string} name
     * @param {ArrayLike<number>|null} values
     * @param {[number, number]} side
     * @param {string} of what the scale is kept for
     */
    show(name, values, side, of) {
      setCaption(name);
      const hi = values ? end(of, largest(values)) : 0;
      shown = values && { values, side, hi };
      bar.ends(hi ? `−${sig3(hi)}` : '0', hi ? `+${sig3(hi)}` : '0');
      canvas.setAttribute('aria-label', values ? `${name}, from minus to plus ${sig3(hi)}` : name);
      paint();
    },
    restyle() {
      bar.colors(theme().maps.signed);
      paint();
    },
  };
}

/**
 * @param {import('../types.js').Context} context
 * @returns {import('./frame.js').Part}
 */
export function createWeights({ findings, page, theme }) {
  const encoder = signedImage(theme);
  const decoder = signedImage(theme);
  const element = el('div', { class: 'cae-unit-weights' }, encoder.element, decoder.element);

  return {
    element,
    show() {
      const { unit } = page.pins;
      const { sections, header } = findings.unit ?? {};
      const of = `${findings.build} ${unit}`;
      const { tied, sizes = [] } = findings.about;
      decoder.element.hidden = tied !== false || sizes.length > 2;
      const mean = header ? header.weights_are === 'mean gradient' : sizes.length > 2;
      encoder.show(mean ? 'mean ∂h/∂x over images' : tied === false ? 'encoder weights' : 'weights', sections?.weights.values ?? null, findings.side, of);
      decoder.show('decoder weights', sections?.decoder?.values ?? null, findings.side, of);
    },
    restyle() {
      encoder.restyle();
      decoder.restyle();
    },
    destroy() {},
  };
}

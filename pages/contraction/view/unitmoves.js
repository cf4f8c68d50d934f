// How far h of every unit has moved, signed, a cell a unit; on a scale that does not jump.

import { el } from '../../kit/view/dom.js';
import { sig3 } from '../../kit/view/format.js';
import { onScale } from '../../kit/view/onscale.js';
import { colorBar } from '../../kit/view/panel.js';
import { raster } from '../../kit/view/raster.js';
import { Scale } from './scale.js';

const COLUMNS = 64;
const LEAST = 0.01; // end of the scale: what is less is rounding

/** @param {() => import('../../kit/view/theme.js').Theme} theme */
export function createUnitMoves(theme) {
  const canvas = el('canvas', { class: 'cae-moves-map', role: 'img', 'aria-label': 'Δh of every unit' });
  const map = raster(canvas);
  const bar = colorBar({ middle: true });
  const scale = new Scale(LEAST);
  /** @type {import('../../kit/view/frames.js').Section|null} */
  let shown = null;

  function draw() {
    if (!shown) return map.pixels.fill(0) && map.show();
    const units = shown.values.length;
    const columns = Math.min(COLUMNS, units);
    map.resize(columns, Math.ceil(units / columns));
    map.pixels.fill(0);
    const { signed } = theme().maps;
    onScale(shown, scale.top).section.values.forEach((/** @type {number} */ q, /** @type {number} */ i) => (map.pixels[i] = signed[q + 128]));
    map.show();
  }

  return {
    element: el('div', { class: 'cae-moves' }, el('div', { class: 'cae-moves-head' }, el('span', {}, 'Δh of every unit'), bar.element), canvas),
    reset: () => scale.reset(LEAST),
    /** @param {import('../../kit/view/frames.js').Section|undefined} section */
    show(section) {
      shown = section ?? null;
      scale.take(section?.hi);
      draw();
    },
    words: () => bar.ends(`−${sig3(scale.top)}`, `+${sig3(scale.top)}`),
    restyle() {
      bar.colors(theme().maps.signed);
      draw();
    },
  };
}

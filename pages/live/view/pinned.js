// The pinned unit: its weights enlarged, and the factors of its part in the penalty.

import { gainName } from '../../kit/view/activation.js';
import { el, textOf } from '../../kit/view/dom.js';
import { percent, sig3 } from '../../kit/view/format.js';
import { colorBar, createPanel } from '../../kit/view/panel.js';
import { blit, raster } from '../../kit/view/raster.js';
import { worded } from '../../kit/view/touch.js';

/**
 * @param {import('./layout.js').LiveContext} context
 * @returns {import('../../kit/view/panel.js').Panel}
 */
export function createPinned({ run, act, theme }) {
  const panel = createPanel({
    name: 'pinned',
    title: 'Pinned unit',
    how: 'Its part of the penalty: how far it is from saturation, squared, times the length of its weights, squared.',
  });
  const bar = colorBar({ middle: true });
  panel.legend.append(bar.element);
  const canvas = el('canvas', { class: 'cae-pin-map', role: 'img', 'aria-label': 'No unit is pinned' });
  const map = raster(canvas);
  const hint = el('p', { class: 'cae-hint' }, worded('Click a unit, in the heatmap or among the images, to pin it here.'));
  const numbers = el('dl', { class: 'cae-pin-numbers' });
  /** @param {string} name */
  const row = (name) => {
    const term = el('dt');
    const setName = textOf(term);
    setName(name);
    const value = el('dd');
    numbers.append(term, value);
    return { setName, set: textOf(value) };
  };
  const rows = [
    row('mean h(1−h)'), row('mean (h(1−h))²'), row('‖W‖²'), row('product'), row('share of the penalty'),
  ];
  const unpin = el('button', { type: 'button', class: 'cae-button cae-quiet', on: { click: act.unpin } }, 'Unpin');
  const side = el('div', { class: 'cae-pin-side' }, numbers, unpin);
  panel.body.append(canvas, side, hint);

  /** @type {import('../../kit/view/frames.js').Section|null} */
  let tile = null;

  function paint() {
    const { images } = run;
    if (!images || !tile || tile.values.length !== images.rows * images.columns) return;
    map.resize(images.columns, images.rows);
    blit(map, 0, 0, images, tile.values, 0, theme().maps.signed, 128);
    map.show();
  }

  return {
    element: panel.element,
    draw(sections, fresh) {
      const none = run.header?.unit === null;
      if (fresh || none) tile = sections.pin_tile ?? (none ? null : tile);
      if (!sections.pin_tile) return;
      tile = sections.pin_tile;
      paint();
    },
    words() {
      const { settings } = run;
      const pin = run.pinned?.unit === settings.unit ? run.pinned : null;
      panel.element.classList.toggle('cae-empty', settings.unit === null);
      panel.setTitle(settings.unit === null ? 'Pinned unit' : `Pinned: unit ${settings.unit}, its weights`);
      if (tile) bar.ends(`−${sig3(tile.hi)}`, `+${sig3(tile.hi)}`);
      const gain = gainName(run.activation);
      rows[0].setName(`mean ${gain}`);
      rows[1].setName(gain === 'φ′' ? 'mean φ′²' : `mean (${gain})²`);
      const values = pin ? [sig3(pin.gain), sig3(pin.gain2), sig3(pin.norm2), sig3(pin.product), percent(pin.share)] : null;
      rows.forEach(({ set }, i) => set(values ? values[i] : '–'));
    },
    restyle() {
      bar.colors(theme().maps.signed);
      paint();
    },
    describe: {
      element: canvas,
      text() {
        const { pinned: pin } = run;
        if (!pin || run.settings.unit !== pin.unit) return 'No unit is pinned';
        return (
          `Encoder weights of unit ${pin.unit}; mean ${gainName(run.activation)} ${sig3(pin.gain)}, squared length ${sig3(pin.norm2)}, ` +
          `${percent(pin.share)} of the penalty.`
        );
      },
    },
    destroy() {},
  };
}

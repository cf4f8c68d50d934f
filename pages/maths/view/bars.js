// One number a unit, as bars side by side; that of the unit in question stands out.

import { el, textOf, watchSize } from '../../kit/view/dom.js';
import { sig3 } from '../../kit/view/format.js';

/**
 * Where the scale of some numbers ends, so that 0 is always on it. Pure.
 *
 * @param {ArrayLike<number>} values
 * @returns {[number, number]}
 */
export function endsOf(values) {
  let [lo, hi] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    lo = Math.min(lo, values[i]);
    hi = Math.max(hi, values[i]);
  }
  return [lo, hi];
}

/**
 * @param {object} options
 * @param {() => import('../../kit/view/theme.js').Theme} options.theme
 * @param {string} options.name above them
 * @param {string} options.label for a screen reader
 */
export function createBars({ theme, name, label }) {
  const canvas = el('canvas', { class: 'cae-bars-map', role: 'img', 'aria-label': label });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const stage = el('div', { class: 'cae-bars-stage' }, canvas);
  const ends = el('span', { class: 'cae-tensor-ends' });
  const setEnds = textOf(ends);
  const element = el('figure', { class: 'cae-bars' }, el('figcaption', {}, el('span', {}, name), ends), stage);
  let [width, height] = [0, 0];
  /** @type {ArrayLike<number>} */
  let values = [];
  let unit = -1;

  const unwatch = watchSize(stage, (wide, high) => {
    const ratio = window.devicePixelRatio || 1;
    [width, height] = [Math.round(wide * ratio), Math.round(high * ratio)];
    Object.assign(canvas, { width, height });
    paint();
  });

  function paint() {
    context.clearRect(0, 0, width, height);
    const [lo, hi] = endsOf(values);
    if (!values.length || !width || hi === lo) return;
    const y = (/** @type {number} */ v) => ((hi - v) / (hi - lo)) * height;
    const each = width / values.length;
    const gap = each > 4 ? 1 : 0;
    const { ink, line } = theme();
    context.fillStyle = line;
    context.fillRect(0, Math.min(height - 1, Math.round(y(0))), width, 1);
    if (unit >= 0 && unit < values.length) {
      // a low bar is found by what lies behind it
      context.globalAlpha = 0.12;
      context.fillStyle = ink;
      context.fillRect(Math.floor(unit * each) - gap, 0, Math.max(1, Math.ceil(each)) + gap, height);
    }
    context.globalAlpha = 0.42;
    context.fillStyle = ink;
    for (let i = 0; i < values.length; i++) if (i !== unit) bar(i);
    context.globalAlpha = 1;
    if (unit >= 0 && unit < values.length) bar(unit);
    /** @param {number} i */
    function bar(i) {
      const [top, bottom] = [y(Math.max(0, values[i])), y(Math.min(0, values[i]))];
      const left = Math.floor(i * each);
      context.fillRect(left, top, Math.max(1, Math.floor((i + 1) * each) - left - gap), Math.max(bottom - top, 0.5));
    }
  }

  return {
    element,
    /** Called in the animation frame. @param {ArrayLike<number>|undefined} next @param {number} which */
    draw(next, which) {
      if (!next) return;
      values = next;
      unit = which;
      paint();
    },
    words() {
      const [lo, hi] = endsOf(values);
      setEnds(values.length ? `${lo < 0 ? sig3(lo) : '0'} to ${sig3(hi)}` : '');
    },
    restyle: paint,
    destroy: unwatch,
  };
}

/** @typedef {ReturnType<typeof createBars>} Bars */

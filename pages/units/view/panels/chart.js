// A small chart on a canvas, drawn at every refresh: its pixels, the pointer over it, and axes that theme alike.

import { el, watchSize } from '../../../kit/view/dom.js';
import { listenToPointer } from '../../../kit/view/pointing.js';
import { throttle } from '../../../kit/view/throttle.js';

/**
 * @typedef {import('../../../kit/view/theme.js').Theme} Theme
 * @typedef {{x: number, y: number}} Spot in CSS pixels
 * @typedef {{context: CanvasRenderingContext2D, width: number, height: number, theme: Theme, spot: Spot|null}} Sheet `spot`: the pointer
 */

const DESCRIBE = 2000; // milliseconds between two descriptions for screen readers
const FINE = 3; // pixels along each CSS pixel, in exported pictures

/** @type {Map<HTMLElement, (ratio: number|null) => void>} how each chart that stands is drawn finer */
const standing = new Map();

/**
 * Do something while the charts in an element are drawn fine enough to be enlarged.
 *
 * @template T
 * @param {HTMLElement} within
 * @param {() => Promise<T>} work
 */
export async function sharply(within, work) {
  const charts = [...standing].filter(([element]) => within.contains(element));
  for (const [, sharpen] of charts) sharpen(FINE);
  try {
    return await work();
  } finally {
    for (const [, sharpen] of charts) sharpen(null);
  }
}

/**
 * @param {object} options
 * @param {string} options.name of its class
 * @param {string} options.label what a screen reader is told
 * @param {() => Theme} options.theme
 * @param {import('../../../kit/view/tooltip.js').Tooltip} options.tip
 * @param {(sheet: Sheet) => void} options.draw
 * @param {(spot: Spot) => {lines: string[], image?: number|null}|null} [options.hover] what the tooltip says there
 * @param {(spot: Spot) => void} [options.click]
 */
export function createChart({ name, label, theme, tip, draw, hover, click }) {
  const canvas = el('canvas', { class: 'cae-chart-map', role: 'img', 'aria-label': label });
  const element = el('div', { class: `cae-chart cae-chart-${name}${click ? ' cae-clickable' : ''}` }, canvas);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  let size = { width: 0, height: 0, ratio: 1 };
  /** @type {Spot|null} */
  let spot = null;

  function paint() {
    if (!size.width) return;
    context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    const now = theme();
    context.font = `${now.size}px ${now.font}`;
    context.textBaseline = 'middle';
    context.lineWidth = 1;
    draw({ context, width: size.width, height: size.height, theme: now, spot });
    if (spot && hover) {
      const told = hover(spot);
      if (told) tip.update(element, told.lines);
    }
  }

  /** @param {Spot|null} to @param {number} x @param {number} y */
  function show(to, x, y) {
    spot = to;
    const told = spot && hover?.(spot);
    if (told) tip.show(element, x, y, told.lines, told.image ?? null);
    else tip.hide(element);
    paint();
  }

  /** @param {MouseEvent} event */
  function spotOf(event) {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  listenToPointer(canvas, { at: spotOf, show: hover && show, take: click });

  /** @param {number} width @param {number} height @param {number|null} [finer] */
  function resize(width, height, finer = null) {
    const ratio = finer ?? Math.min(2, window.devicePixelRatio || 1);
    size = { width, height, ratio };
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    paint();
  }
  let told = label;
  const tell = throttle(() => canvas.setAttribute('aria-label', told), DESCRIBE);
  const unwatch = watchSize(element, resize);
  standing.set(element, (ratio) => resize(size.width, size.height, ratio));

  return {
    element,
    paint,
    /** @param {string} text */
    describe(text) {
      told = text;
      if (canvas.getAttribute('aria-label') !== text) tell.soon();
    },
    destroy() {
      tell.destroy();
      unwatch();
      standing.delete(element);
      tip.hide(element);
    },
  };
}

/**
 * A ruled line across or down, one pixel wide and sharp.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} length
 * @param {boolean} [down]
 */
export function rule(context, x, y, length, down = false) {
  if (down) context.fillRect(Math.round(x) - 0.5, y, 1, length);
  else context.fillRect(x, Math.round(y) - 0.5, length, 1);
}

/**
 * A text that stays inside from and to.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} x where its middle should be
 * @param {number} y
 * @param {number} from
 * @param {number} to
 */
export function inside(context, text, x, y, from, to) {
  const half = context.measureText(text).width / 2;
  context.textAlign = 'center';
  context.fillText(text, Math.max(from + half, Math.min(to - half, x)), y);
}

// The loss chart: what is shown of it, hover and zoom. Drawing is lossplot.js.

import { css, seriesColors } from '../../kit/view/color.js';
import { el, watchSize } from '../../kit/view/dom.js';
import { count, sig3 } from '../../kit/view/format.js';
import { HELD_PENALTY, HELD_RECON, LAM, STEP, TRAIN_PENALTY, TRAIN_RECON } from '../../kit/view/run/history.js';
import { lambdaText } from '../../kit/view/lambda.js';
import { SERIES, drawLoss, seriesAt, yOf } from './lossplot.js';
import { createPanel } from '../../kit/view/panel.js';

const REDRAW = 200; // milliseconds between drawings
const REDRAW_LOOKED_AT = 100;
const SLOW_MOTION = 10; // steps a second up to which every frame is drawn
const NAMES = /** @type {const} */ ([
  ['recon', 'reconstruction'], ['penalty', '‖J‖²'], ['weighted', 'λ‖J‖²'],
]);

/**
 * @param {import('./layout.js').LiveContext} context
 * @returns {import('../../kit/view/panel.js').Panel}
 */
export function createLossChart({ run, theme, tip }) {
  const panel = createPanel({
    name: 'loss',
    title: 'Loss per image',
    how: 'Thick lines are held-out images, thin ones training. Upright lines mark changes. Drag to zoom, double-click to go back.',
  });
  const canvas = el('canvas', { class: 'cae-loss-map', role: 'img', tabindex: '0', 'aria-label': 'Loss chart' });
  const over = el('canvas', { class: 'cae-loss-over', 'aria-hidden': 'true' });
  const stage = el('div', { class: 'cae-loss-stage' }, canvas, over);
  const chips = el('div', { class: 'cae-chips', role: 'group', 'aria-label': 'Lines shown' });
  const out = el('button', { type: 'button', class: 'cae-button cae-quiet', disabled: '', on: { click: () => zoom(null) } }, 'Zoom out');
  panel.body.append(chips, stage);
  const owner = {};

  /** @type {Set<string>} what is switched off */
  const off = new Set();
  /** @type {{from: number, to: number}|null} */
  let zoomed = null;
  /** @type {import('./lossplot.js').Geometry|null} */
  let geometry = null;
  /** @type {number|null} step under the crosshair */
  let cursor = null;
  /** @type {{start: number, now: number}|null} pixels of a drag */
  let drag = null;
  let pointer = { x: 0, y: 0 };
  let size = { width: 0, height: 0, ratio: 1 };
  let drawnAt = -Infinity;
  let timer = 0;

  /** @type {[string, HTMLButtonElement][]} */
  const swatches = [];
  /** @param {string} key @param {string} name */
  const chip = (key, name) => {
    const button = el('button', { type: 'button', class: `cae-chip cae-chip-${key}`, 'aria-pressed': 'true' }, name);
    button.addEventListener('click', () => {
      if (!off.delete(key)) off.add(key);
      button.setAttribute('aria-pressed', String(!off.has(key)));
      draw();
    });
    chips.append(button);
    swatches.push([key, button]);
  };
  for (const [key, name] of NAMES) chip(key, name);
  chip('train', 'training');
  chip('held', 'held-out');
  panel.legend.append(out);

  const visible = (/** @type {import('./lossplot.js').Series} */ s) => !off.has(s.key) && !off.has(s.held ? 'held' : 'train');

  function draw() {
    window.clearTimeout(timer);
    timer = 0;
    if (!size.width) return;
    drawnAt = performance.now();
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    const last = Math.max(run.history.lastStep(), run.header?.step ?? 0, 10);
    const steps = zoomed ?? { from: 0, to: last };
    geometry = drawLoss({ context, ...size, theme: theme() }, run.history, run.marks, steps, visible);
    crosshair();
  }

  /** Draw now or a little later, so that it is not drawn more often than it can be read. */
  function soon() {
    const { speed } = run.settings;
    const slow = run.header?.state !== 'running' || (speed > 0 && speed <= SLOW_MOTION);
    const wait = slow ? 0 : (cursor === null ? REDRAW : REDRAW_LOOKED_AT) - (performance.now() - drawnAt);
    if (wait <= 0) draw();
    else if (!timer) timer = window.setTimeout(draw, wait);
  }

  /** @param {{from: number, to: number}|null} range */
  function zoom(range) {
    zoomed = range;
    out.disabled = range === null;
    draw();
  }

  const stepAt = (/** @type {number} */ x) => {
    if (!geometry) return 0;
    const { from, to, left, right } = geometry;
    return from + (Math.min(1, Math.max(0, (x - left) / (right - left))) * (to - from));
  };
  const xOf = (/** @type {number} */ step) => {
    if (!geometry) return 0;
    const { from, to, left, right } = geometry;
    return left + ((step - from) / (to - from || 1)) * (right - left);
  };

  /** The upright line, the dots on the curves, or the part that a drag will show. */
  function crosshair() {
    const context = /** @type {CanvasRenderingContext2D} */ (over.getContext('2d'));
    context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    if (!geometry || cursor === null) return;
    const { plots, left, right } = geometry;
    const [top, bottom] = [plots[0].top, plots[1].bottom];
    if (drag && Math.abs(drag.now - drag.start) > 3) {
      const edges = [drag.start, drag.now].map((x) => Math.min(right, Math.max(left, x))).sort((a, b) => a - b);
      context.fillStyle = theme().ink;
      context.globalAlpha = 0.14;
      context.fillRect(edges[0], top, edges[1] - edges[0], bottom - top);
      context.globalAlpha = 1;
      return;
    }
    const { history } = run;
    const row = history.nearest(cursor);
    if (row < 0) return;
    const x = xOf(history.at(row, STEP));
    if (x < left - 1 || x > right + 1) return;
    context.fillStyle = theme().ink;
    context.fillRect(Math.round(x), top, 1, bottom - top);
    const colors = seriesColors(theme().dark);
    for (const series of SERIES) {
      const value = seriesAt(history, series, row);
      const plot = plots[series.key === 'recon' ? 0 : 1];
      if (!series.held || !visible(series) || (plot.log && !(value > 0))) continue;
      context.fillStyle = css(colors[series.key]);
      context.beginPath();
      context.arc(x, yOf(plot, value), 3.5, 0, 7);
      context.fill();
    }
    tip.show(owner, pointer.x, pointer.y, words(row));
  }

  /** @param {number} row */
  function words(row) {
    const { history } = run;
    const at = (/** @type {number} */ column) => history.at(row, column);
    const lam = at(LAM);
    const pair = (/** @type {string} */ name, /** @type {number} */ train, /** @type {number} */ held) =>
      `${name} ${sig3(train)} training, ${sig3(held)} held-out`;
    return [
      `step ${count(at(STEP))}, λ ${lambdaText(lam)}`,
      pair('reconstruction', at(TRAIN_RECON), at(HELD_RECON)),
      pair('‖J‖²', at(TRAIN_PENALTY), at(HELD_PENALTY)),
      pair('λ‖J‖²', lam * at(TRAIN_PENALTY), lam * at(HELD_PENALTY)),
    ];
  }

  /** @param {number|null} step */
  function point(step) {
    cursor = step;
    if (step === null) tip.hide(owner);
    crosshair();
  }

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || event.pointerType === 'touch') return;
    drag = { start: event.offsetX, now: event.offsetX };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    pointer = { x: event.clientX, y: event.clientY };
    if (drag) drag.now = event.offsetX;
    point(stepAt(event.offsetX));
  });
  canvas.addEventListener('pointerup', () => {
    if (!drag) return;
    const [from, to] = [stepAt(drag.start), stepAt(drag.now)].sort((a, b) => a - b);
    const far = Math.abs(drag.now - drag.start) > 8;
    drag = null;
    if (far && to - from >= 2) zoom({ from, to });
    else crosshair();
  });
  canvas.addEventListener('pointercancel', () => (drag = null));
  canvas.addEventListener('pointerleave', () => point(null));
  canvas.addEventListener('blur', () => point(null));
  canvas.addEventListener('dblclick', () => zoom(null));
  canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !geometry) return;
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (!by) return;
    const from = cursor === null ? geometry.to : xOf(cursor);
    const x = cursor === null ? geometry.right : from + by * 8;
    const box = canvas.getBoundingClientRect();
    pointer = { x: box.left + x, y: box.top + box.height / 3 };
    point(stepAt(x));
    event.preventDefault();
  });

  const unwatch = watchSize(stage, (width, height) => {
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    size = { width, height, ratio };
    for (const layer of [canvas, over]) {
      layer.width = Math.round(width * ratio);
      layer.height = Math.round(height * ratio);
    }
    draw();
  });

  return {
    element: panel.element,
    draw(sections, fresh) {
      if (fresh) {
        zoom(null);
        point(null);
      } else if (sections.loss || sections.history || sections.marks) soon();
    },
    restyle() {
      const colors = seriesColors(theme().dark);
      for (const [key, button] of swatches) if (colors[key]) button.style.setProperty('--cae-class', css(colors[key]));
      draw();
    },
    describe: {
      element: canvas,
      text() {
        const { header } = run;
        if (!header) return 'Loss chart';
        return (
          `Loss over ${count(header.step)} steps, now on held-out images: reconstruction ${sig3(header.recon)}, ` +
          `squared Jacobian norm ${sig3(header.penalty)}, times λ ${sig3(header.weighted)}. Arrow keys read out the curves.`
        );
      },
    },
    destroy() {
      unwatch();
      window.clearTimeout(timer);
    },
  };
}

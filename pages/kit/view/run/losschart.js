// The loss chart: what is shown of it, hover and zoom. Drawing is lossplot.js and losscursor.js.

import { listenToArrows } from '../arrows.js';
import { seriesColors } from '../color.js';
import { el, watchSize } from '../dom.js';
import { attempt } from '../failure.js';
import { count, sig3 } from '../format.js';
import { lambdaText } from '../lambda.js';
import { createPanel } from '../panel.js';
import { announce, withCursor } from '../reader.js';
import { HELD_PENALTY, HELD_RECON, LAM, STEP, TRAIN_PENALTY, TRAIN_RECON } from './history.js';
import { createLossChips } from './losschips.js';
import { drawCrosshair, drawDrag, stepAt, xOf } from './losscursor.js';
import { drawLoss } from './lossplot.js';

const REDRAW = 200; // milliseconds between drawings
const REDRAW_LOOKED_AT = 100;
const SLOW_MOTION = 10; // steps a second up to which every frame is drawn
const KEY_STEP = 8; // pixels

/**
 * @param {object} context
 * @param {import('./run.js').Run} context.run
 * @param {() => import('../theme.js').Theme} context.theme
 * @param {import('../tooltip.js').Tooltip} context.tip
 * @param {string} [context.one] what is trained on, in the singular
 * @returns {import('../panel.js').Panel}
 */
export function createLossChart({ run, theme, tip, one = 'image' }) {
  const panel = createPanel({
    name: 'loss',
    title: `Loss per ${one}`,
    how: `Thick lines are held-out ${one}s, thin ones training. Upright lines mark changes. Drag to zoom, double-click to go back.`,
  });
  const canvas = el('canvas', { class: 'cae-loss-map', ...withCursor('chart', 'Loss chart: arrow keys read out the curves.') });
  const over = el('canvas', { class: 'cae-loss-over', 'aria-hidden': 'true' });
  const stage = el('div', { class: 'cae-loss-stage' }, canvas, over);
  const chips = createLossChips(draw);
  const out = el('button', { type: 'button', class: 'cae-button cae-quiet', disabled: '', on: { click: () => zoom(null) } }, 'Zoom out');
  panel.legend.append(out);
  panel.body.append(chips.element, stage);

  /** @type {{from: number, to: number}|null} */
  let zoomed = null;
  /** @type {import('./lossplot.js').Geometry|null} */
  let geometry = null;
  let size = { width: 0, height: 0, ratio: 1 };
  let drawnAt = -Infinity;
  let timer = 0;
  const cursor = attachCursor(canvas, () => geometry, crosshair, zoom, () => {
    const step = cursor.step();
    return step === null || run.history.nearest(step) < 0 ? [] : wordsOf(run.history, run.history.nearest(step));
  });

  /** @param {HTMLCanvasElement} layer */
  function scaled(layer) {
    const context = /** @type {CanvasRenderingContext2D} */ (layer.getContext('2d'));
    context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    return context;
  }

  function draw() {
    window.clearTimeout(timer);
    timer = 0;
    if (!size.width) return;
    drawnAt = performance.now();
    const last = Math.max(run.history.lastStep(), run.header?.step ?? 0, 10);
    const steps = zoomed ?? { from: 0, to: last };
    geometry = drawLoss({ context: scaled(canvas), ...size, theme: theme() }, run.history, run.marks, steps, chips.visible);
    crosshair();
  }

  /** Draw now or a little later, so that it is not drawn more often than it can be read. */
  function soon() {
    const { speed } = run.settings;
    const slow = run.header?.state !== 'running' || (speed > 0 && speed <= SLOW_MOTION);
    const wait = slow ? 0 : (cursor.step() === null ? REDRAW : REDRAW_LOOKED_AT) - (performance.now() - drawnAt);
    if (wait <= 0) draw();
    else if (!timer) timer = window.setTimeout(() => attempt(panel.element, draw), wait);
  }

  /** @param {{from: number, to: number}|null} range */
  function zoom(range) {
    zoomed = range;
    out.disabled = range === null;
    draw();
  }

  function crosshair() {
    const step = cursor.step();
    if (step === null) tip.hide(canvas);
    const context = scaled(over);
    context.clearRect(0, 0, size.width, size.height);
    if (!geometry || step === null) return;
    const drag = cursor.drag();
    if (drag) return drawDrag(context, geometry, drag, theme());
    const row = run.history.nearest(step);
    if (row < 0 || !drawCrosshair(context, geometry, run.history, row, chips.visible, theme())) return;
    const { x, y } = cursor.place();
    tip.show(canvas, x, y, wordsOf(run.history, row));
  }

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
        cursor.leave();
      } else if (sections.loss || sections.history || sections.marks) soon();
    },
    restyle() {
      chips.restyle(seriesColors(theme().dark));
      draw();
    },
    describe: { element: canvas, text: () => describe(run.header, one) },
    destroy() {
      unwatch();
      window.clearTimeout(timer);
    },
  };
}

/** @param {import('./run.js').Header|null} header @param {string} one */
function describe(header, one) {
  if (!header) return 'Loss chart';
  return (
    `Loss over ${count(header.step)} steps, now on held-out ${one}s: reconstruction ${sig3(header.recon)}, ` +
    `squared Jacobian norm ${sig3(header.penalty)}, times λ ${sig3(header.weighted)}. Arrow keys read out the curves.`
  );
}

/** What is read out. @param {import('./history.js').History} history @param {number} row */
function wordsOf(history, row) {
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

/**
 * The step that is pointed at, by pointer or arrow keys, and the part that is dragged over.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {() => import('./lossplot.js').Geometry|null} geometry
 * @param {() => void} moved
 * @param {(range: {from: number, to: number}|null) => void} zoom
 * @param {() => string[]} read what the curves say at the cursor
 */
function attachCursor(canvas, geometry, moved, zoom, read) {
  /** @type {number|null} */
  let step = null;
  /** @type {{start: number, now: number}|null} pixels of a drag */
  let drag = null;
  let place = { x: 0, y: 0 }; // in the window

  const at = (/** @type {number} */ x) => {
    const now = geometry();
    return now ? stepAt(now, x) : 0;
  };
  /** @param {number|null} to */
  function point(to) {
    step = to;
    moved();
  }

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || event.pointerType === 'touch') return;
    drag = { start: event.offsetX, now: event.offsetX };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    place = { x: event.clientX, y: event.clientY };
    if (drag) drag.now = event.offsetX;
    point(at(event.offsetX));
  });
  canvas.addEventListener('pointerup', () => {
    if (!drag) return;
    const [from, to] = [at(drag.start), at(drag.now)].sort((a, b) => a - b);
    const far = Math.abs(drag.now - drag.start) > 8;
    drag = null;
    if (far && to - from >= 2) zoom({ from, to });
    else moved();
  });
  canvas.addEventListener('pointercancel', () => (drag = null));
  canvas.addEventListener('pointerleave', () => point(null));
  canvas.addEventListener('blur', () => point(null));
  canvas.addEventListener('dblclick', () => zoom(null));
  listenToArrows(canvas, (right) => {
    const now = geometry();
    if (!right || !now) return false;
    const x = step === null ? now.right : xOf(now, step) + right * KEY_STEP;
    const box = canvas.getBoundingClientRect();
    place = { x: box.left + x, y: box.top + box.height / 3 };
    point(at(x));
    announce(canvas, read);
  });

  return {
    step: () => step,
    place: () => place,
    /** A drag that is one. */
    drag: () => (drag && Math.abs(drag.now - drag.start) > 3 ? drag : null),
    leave: () => point(null),
  };
}

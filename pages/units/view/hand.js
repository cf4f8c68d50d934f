// What the hand does on the matrix: point, select, drag a frame to zoom in, pinch, pan; and the keys that do the same.

import { listenToArrows } from '../../kit/view/arrows.js';
import { cellAt, framed, panned, showing, whole, zoomed } from './zoom.js';

const CLICK = 5; // pixels that a click may move
const TWICE = 400; // milliseconds between the halves of a double click
const WHEEL = 0.0022; // of a zoom, per pixel of the wheel
export const STEP = 1.6; // of the buttons and keys
const PAN = 0.12; // of what is shown, at a key

/**
 * @typedef {import('./zoom.js').Part} Part
 * @typedef {{row: number, column: number}} Cell
 *
 * @typedef {object} Target
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLElement} frame
 * @property {() => Part|null} part
 * @property {() => import('./zoom.js').Extent} extent
 * @property {(part: Part) => void} move
 * @property {(cell: Cell) => void} pick
 * @property {(cell: Cell|null, x: number, y: number) => void} hover
 * @property {() => Cell|null} chosen where the pins stand
 * @property {(cell: Cell) => void} choose by a key
 * @property {() => void} panned by a key
 */

/** @param {Target} target */
export function attachHand(target) {
  const { canvas, frame, extent, move } = target;
  /** @type {Map<number, {x: number, y: number}>} */
  const fingers = new Map();
  /** @type {{x: number, y: number, part: Part, pans: boolean, moved: boolean}|null} */
  let drag = null;
  /** @type {{apart: number, row: number, column: number, part: Part}|null} */
  let pinch = null;
  let picked = -Infinity;

  /** The pointer as shares of the canvas. @param {{clientX: number, clientY: number}} event */
  function share({ clientX, clientY }) {
    const box = canvas.getBoundingClientRect();
    return { x: (clientX - box.left) / box.width, y: (clientY - box.top) / box.height, box };
  }
  /** @param {number} x @param {number} y @param {Part} part */
  const place = (x, y, part) => ({
    row: part.top + y * (part.bottom - part.top),
    column: part.left + x * (part.right - part.left),
  });

  function stop() {
    drag = null;
    frame.hidden = true;
    canvas.classList.remove('cae-panning');
  }

  /** @param {PointerEvent} event */
  function down(event) {
    const part = target.part();
    if (!part || event.button !== 0) return;
    const { x, y } = share(event);
    fingers.set(event.pointerId, { x, y });
    if (fingers.size === 2) {
      stop();
      const [a, b] = [...fingers.values()];
      const middle = place((a.x + b.x) / 2, (a.y + b.y) / 2, part);
      pinch = { apart: Math.hypot(a.x - b.x, a.y - b.y), ...middle, part };
    } else {
      drag = { x, y, part, pans: event.shiftKey, moved: false };
    }
    if (event.pointerType !== 'touch' || fingers.size === 2) canvas.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  function moving(event) {
    const { x, y, box } = share(event);
    if (fingers.has(event.pointerId)) fingers.set(event.pointerId, { x, y });
    if (pinch && fingers.size === 2) return pinched(pinch);
    if (!drag) return hovered(event);
    const far = Math.hypot((x - drag.x) * box.width, (y - drag.y) * box.height);
    if (!drag.moved && far < CLICK) return;
    if (event.pointerType === 'touch') return; // one finger scrolls the page
    drag.moved = true;
    target.hover(null, 0, 0);
    if (drag.pans) {
      canvas.classList.add('cae-panning');
      const { part } = drag;
      move(panned(part, (drag.y - y) * (part.bottom - part.top), (drag.x - x) * (part.right - part.left), extent()));
      return;
    }
    const inside = (/** @type {number} */ v) => Math.min(1, Math.max(0, v));
    const [left, right] = [drag.x, inside(x)].sort((a, b) => a - b);
    const [top, bottom] = [drag.y, inside(y)].sort((a, b) => a - b);
    frame.hidden = false;
    frame.style.cssText = `left: ${100 * left}%; width: ${100 * (right - left)}%; top: ${100 * top}%; height: ${100 * (bottom - top)}%`;
  }

  /** @param {NonNullable<typeof pinch>} start */
  function pinched({ apart, row, column, part }) {
    const [a, b] = [...fingers.values()];
    const factor = Math.max(0.02, Math.hypot(a.x - b.x, a.y - b.y)) / Math.max(0.02, apart);
    const next = zoomed(part, factor, row, column, extent());
    const middle = place((a.x + b.x) / 2, (a.y + b.y) / 2, next);
    move(panned(next, row - middle.row, column - middle.column, extent()));
  }

  /** @param {PointerEvent} event */
  function up(event) {
    const was = drag;
    fingers.delete(event.pointerId);
    if (pinch) {
      if (fingers.size === 0) pinch = null;
      return stop();
    }
    stop();
    if (!was) return;
    if (!was.moved) {
      const cell = cellAt(was.part, was.x, was.y, extent()); // the one that was shown; the hand may have trembled since
      const twice = event.timeStamp - picked < TWICE; // the second half of a double click lets nothing go
      picked = event.timeStamp;
      if (cell && !twice) target.pick(cell);
    } else if (!was.pans) {
      const { x, y } = share(event);
      const inside = (/** @type {number} */ v) => Math.min(1, Math.max(0, v));
      move(framed(was.part, { x0: was.x, y0: was.y, x1: inside(x), y1: inside(y) }, extent()));
    }
  }

  /** @param {PointerEvent} event */
  function lost(event) {
    fingers.delete(event.pointerId);
    pinch = null;
    stop();
    target.hover(null, 0, 0);
  }

  /** @param {{clientX: number, clientY: number}} event */
  function hovered(event) {
    const part = target.part();
    if (!part) return;
    const { x, y } = share(event);
    target.hover(cellAt(part, x, y, extent()), event.clientX, event.clientY);
  }

  /** @param {WheelEvent} event */
  function wheel(event) {
    const part = target.part();
    if (!part || !(event.ctrlKey || event.metaKey)) return; // the wheel alone scrolls the page
    event.preventDefault();
    const { x, y, box } = share(event);
    const { row, column } = place(x, y, part);
    const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? box.height : 1);
    const factor = Math.exp(-Math.max(-240, Math.min(240, pixels)) * WHEEL * (event.deltaMode === 0 && Math.abs(pixels) < 40 ? 4 : 1));
    move(zoomed(part, factor, row, column, extent()));
    hovered(event);
  }

  /** @param {number} right @param {number} down @param {KeyboardEvent} event */
  function arrow(right, down, event) {
    const part = target.part();
    if (!part) return false;
    const [rows, columns] = [part.bottom - part.top, part.right - part.left];
    const chosen = target.chosen();
    if (event.shiftKey || !chosen) {
      move(panned(part, down * Math.max(1, PAN * rows), right * Math.max(1, PAN * columns), extent()));
      target.panned();
      return;
    }
    const all = extent();
    const row = Math.min(all.rows - 1, Math.max(0, chosen.row + down));
    const column = Math.min(all.columns - 1, Math.max(0, chosen.column + right));
    target.choose({ row, column });
    move(showing(part, row, column, all));
  }

  const all = () => move(whole(extent()));
  /** @type {[string, (event: any) => void, AddEventListenerOptions?][]} */
  const listeners = [
    ['pointerdown', down], ['pointermove', moving], ['pointerup', up], ['pointercancel', lost], ['pointerleave', (e) => drag || pinch || lost(e)],
    ['dblclick', all], ['wheel', wheel, { passive: false }],
  ];
  for (const [name, listener, options] of listeners) canvas.addEventListener(name, listener, options);
  listenToArrows(canvas, arrow);
  return {
    all,
    /** Larger or smaller about the pins, or the middle. @param {number} factor */
    zoom(factor) {
      const part = target.part();
      if (!part) return;
      const chosen = target.chosen();
      const inside = chosen && chosen.row + 0.5 > part.top && chosen.row < part.bottom && chosen.column + 0.5 > part.left && chosen.column < part.right;
      const row = inside ? chosen.row + 0.5 : (part.top + part.bottom) / 2;
      const column = inside ? chosen.column + 0.5 : (part.left + part.right) / 2;
      move(zoomed(part, factor, row, column, extent()));
    },
  };
}

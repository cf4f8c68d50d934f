// The hand on the image: what the pointer and the arrow keys make of the pushes there are.

import { listenToArrows } from '../../kit/view/arrows.js';
import { dragged, nudged, stroked } from './pushes.js';

/** @typedef {import('./pushes.js').Push} Push @typedef {import('./pushes.js').Spot} Spot */

/** @param {import('./pushes.js').Tool} tool */
export const isPen = (tool) => tool === 'draw' || tool === 'erase';

/**
 * @param {HTMLElement} element the image
 * @param {object} on
 * @param {() => import('./pushes.js').Tool} on.tool
 * @param {() => import('./pushes.js').Side} on.side
 * @param {() => Push[]} on.pushes there are now
 * @param {(pushes: Push[]) => void} on.push
 * @param {(at: Spot|null) => void} on.pen where the pen is that the arrow keys move; null: it is in the pointer's hand
 * @param {() => void} on.keyed a key has pushed, or moved the pen
 */
export function listenToHand(element, { tool, side, pushes, push, pen, keyed }) {
  /** @type {{box: DOMRect, from: Spot, last: Spot, begun: Push[]}|null} */
  let drag = null;
  let at = { x: 0.5, y: 0.5 };

  /** @param {PointerEvent} event @param {DOMRect} box @returns {Spot} */
  const spot = ({ clientX, clientY }, { left, top, width, height }) => ({ x: (clientX - left) / width, y: (clientY - top) / height });

  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    element.setPointerCapture(event.pointerId);
    const box = element.getBoundingClientRect();
    const from = spot(event, box);
    drag = { box, from, last: from, begun: pushes() };
    pen(null);
    if (isPen(tool())) push(stroked(pushes(), tool(), { from, to: from }, side()));
  });
  element.addEventListener('pointermove', (event) => {
    if (!drag) return;
    const to = spot(event, drag.box);
    if (isPen(tool())) push(stroked(pushes(), tool(), { from: drag.last, to }, side()));
    else push(dragged(drag.begun, tool(), { from: drag.from, to }, side()));
    drag.last = to;
  });
  for (const end of ['pointerup', 'pointercancel', 'lostpointercapture']) element.addEventListener(end, () => (drag = null));

  listenToArrows(
    element,
    (right, down, event) => {
      if (isPen(tool())) {
        const [rows, columns] = side();
        at = { x: Math.min(1, Math.max(0, at.x + right / columns)), y: Math.min(1, Math.max(0, at.y + down / rows)) };
        pen(at);
      } else push(nudged(pushes(), tool(), right, down, event.shiftKey, side()));
      keyed();
    },
    () => {
      if (!isPen(tool())) return false;
      push(stroked(pushes(), tool(), { from: at, to: at }, side()));
      pen(at);
      keyed();
      return true;
    },
  );
  element.addEventListener('blur', () => pen(null));
}

// What a hand does on the map: drag to move or turn it, wheel and pinch to come nearer, click a dot or an empty place, draw
// round dots. Places are in CSS pixels of the map.

const STILL = 4; // CSS pixels: a click that wavers is no drag
const TURN = 0.008; // radians a pixel
const NOTCH = 0.0016; // of the zoom, a pixel of the wheel

/**
 * @typedef {object} Moves
 * @property {() => boolean} lassoes whether a drag draws round dots
 * @property {() => boolean} turns whether a drag turns
 * @property {(dx: number, dy: number) => void} pan
 * @property {(across: number, down: number) => void} turn
 * @property {(factor: number, x: number, y: number) => void} zoom
 * @property {(x: number, y: number, event: PointerEvent) => void} hover
 * @property {() => void} leave
 * @property {(x: number, y: number, shift: boolean) => void} click
 * @property {(corners: number[]) => void} draw the line so far
 * @property {() => void} drawn it ends where it is
 */

/** @param {HTMLElement} element @param {Moves} moves */
export function listenToHand(element, moves) {
  /** The pointers that are down, and where each is. @type {Map<number, {x: number, y: number}>} */
  const down = new Map();
  /** @type {'none'|'still'|'drag'|'lasso'|'pinch'} */
  let doing = 'none';
  /** @type {number[]} */
  let corners = [];
  let begun = { x: 0, y: 0 };

  const where = (/** @type {MouseEvent} */ { offsetX: x, offsetY: y }) => ({ x, y });
  const spread = () => {
    const [a, b] = [...down.values()];
    return { length: Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  };

  element.addEventListener('pointerdown', (event) => {
    if (event.button > 0) return;
    element.setPointerCapture(event.pointerId);
    down.set(event.pointerId, where(event));
    moves.leave();
    if (down.size > 1) {
      doing = 'pinch';
      return;
    }
    begun = where(event);
    doing = event.altKey || moves.lassoes() ? 'lasso' : 'still';
    corners = [begun.x, begun.y];
  });

  element.addEventListener('pointermove', (event) => {
    const before = down.get(event.pointerId);
    const now = where(event);
    if (!before) return moves.hover(now.x, now.y, event);
    if (doing === 'pinch' && down.size > 1) {
      const from = spread();
      down.set(event.pointerId, now);
      const to = spread();
      moves.pan(to.x - from.x, to.y - from.y);
      moves.zoom(to.length / from.length, to.x, to.y);
      return;
    }
    if (doing === 'still' && Math.hypot(now.x - begun.x, now.y - begun.y) > STILL) doing = 'drag';
    if (doing === 'lasso') {
      corners.push(now.x, now.y);
      moves.draw(corners);
    } else if (doing === 'drag') {
      const [dx, dy] = [now.x - before.x, now.y - before.y];
      if (moves.turns() && !event.shiftKey) moves.turn(dx * TURN, dy * TURN);
      else moves.pan(dx, dy);
    } else return;
    down.set(event.pointerId, now);
  });

  /** @param {PointerEvent} event */
  function up(event) {
    if (!down.delete(event.pointerId)) return;
    const was = doing;
    if (!down.size) doing = 'none';
    if (was === 'lasso') moves.drawn();
    else if (was === 'still' && event.type === 'pointerup') moves.click(begun.x, begun.y, event.shiftKey);
  }
  element.addEventListener('pointerup', up);
  element.addEventListener('pointercancel', up);
  element.addEventListener('pointerleave', () => moves.leave());
  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const lines = event.deltaMode === 1 ? 16 : 1;
      moves.zoom(Math.exp(-Math.max(-400, Math.min(400, event.deltaY * lines)) * NOTCH), event.offsetX, event.offsetY);
    },
    { passive: false },
  );
}

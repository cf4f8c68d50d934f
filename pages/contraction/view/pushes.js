// What a hand does to an image, as the server is told it: pushes in the order in which they were made, each with its amounts
// (`cae/push.py`). Pure: nothing here is changed, other pushes are made.

/**
 * @typedef {'shift'|'rotate'|'scale'|'noise'|'occlude'|'blur'|'draw'|'erase'} Tool
 * @typedef {{[name: string]: any}} Amounts
 * @typedef {[name: string, amounts: Amounts]} Push
 * @typedef {[rows: number, columns: number]} Side of an image
 * @typedef {{x: number, y: number}} Spot on the image, in shares of its width and height
 * @typedef {{from: Spot, to: Spot}} Drag
 */

const MOST = 8; // pushes at once: beyond, a tool adds to the last it made
const BOX = 0.3; // of the image's width: the box that the arrow keys move
const PEN = 1 / 22; // of the image's width: the radius of what draws

/** @type {readonly {tool: Tool, title: string, how: string}[]} */
export const TOOLS = [
  { tool: 'shift', title: 'Shift', how: 'Pull the image aside.' },
  { tool: 'rotate', title: 'Rotate', how: 'Pull the image round its middle.' },
  { tool: 'scale', title: 'Scale', how: 'Pull up or right to enlarge it, down or left to shrink it.' },
  { tool: 'noise', title: 'Noise', how: 'Pull up or right for more noise, back for less.' },
  { tool: 'occlude', title: 'Occlude', how: 'Pull a grey box open over the image; arrow keys move it, with Shift they open it.' },
  { tool: 'blur', title: 'Blur', how: 'Pull up or right to blur it, back to sharpen it again.' },
  { tool: 'draw', title: 'Draw', how: 'Draw on the image; arrow keys move the pen, Enter sets a dot.' },
  { tool: 'erase', title: 'Erase', how: 'Rub out what is there; arrow keys move the rubber, Enter rubs.' },
];

/** @param {number} v @param {number} lo @param {number} hi */
const within = (v, lo, hi) => Math.round(1000 * Math.min(hi, Math.max(lo, v))) / 1000;
/** How far up and right. @param {Drag} drag */
const up = ({ from, to }) => to.x - from.x - (to.y - from.y);

/** @type {{[tool: string]: {none: Amounts, drag: (a: Amounts, drag: Drag, side: Side) => Amounts, key: (a: Amounts, right: number, down: number, fine: boolean, side: Side) => Amounts}}} */
const HANDS = {
  shift: {
    none: { right: 0, down: 0 },
    drag: ({ right, down }, { from, to }, [rows, columns]) => ({
      right: within(right + (to.x - from.x) * columns, -columns, columns), down: within(down + (to.y - from.y) * rows, -rows, rows),
    }),
    key: (a, right, down, fine, [rows, columns]) => {
      const step = fine ? 0.25 : 1;
      return { right: within(a.right + step * right, -columns, columns), down: within(a.down + step * down, -rows, rows) };
    },
  },
  rotate: {
    none: { degrees: 0 },
    drag: ({ degrees }, { from, to }) => ({ degrees: turned(degrees + angle(to) - angle(from)) }),
    key: ({ degrees }, right, down, fine) => ({ degrees: turned(degrees - (fine ? 1 : 5) * (right + down)) }),
  },
  scale: {
    none: { octaves: 0 },
    drag: ({ octaves }, drag) => ({ octaves: within(octaves + up(drag), -3, 3) }),
    key: ({ octaves }, right, down, fine) => ({ octaves: within(octaves + (fine ? 0.025 : 0.1) * (right - down), -3, 3) }),
  },
  noise: {
    none: { sigma: 0, seed: 0 },
    drag: ({ sigma, seed }, drag) => ({ sigma: within(sigma + up(drag) / 2, 0, 1), seed }),
    key: ({ sigma, seed }, right, down, fine) => ({ sigma: within(sigma + (fine ? 0.01 : 0.05) * (right - down), 0, 1), seed }),
  },
  blur: {
    none: { sigma: 0 },
    drag: ({ sigma }, drag, [, columns]) => ({ sigma: within(sigma + (up(drag) * columns) / 6, 0, columns / 3) }),
    key: ({ sigma }, right, down, fine, [, columns]) => ({ sigma: within(sigma + (fine ? 0.05 : 0.25) * (right - down), 0, columns / 3) }),
  },
  occlude: {
    none: { size: 0, across: 0.5, down: 0.5 },
    drag: (_, { from, to }, [rows, columns]) => ({
      size: within(2 * Math.max(Math.abs(to.x - from.x) * columns, Math.abs(to.y - from.y) * rows), 0, 2 * Math.max(rows, columns)),
      across: within(from.x, 0, 1), down: within(from.y, 0, 1),
    }),
    key: ({ size, across, down }, right, downward, fine, [rows, columns]) => {
      if (size === 0) return { size: within(BOX * columns, 1, columns), across, down };
      if (fine) return { size: within(size + right - downward, 1, 2 * Math.max(rows, columns)), across, down };
      return { size, across: within(across + right / columns, 0, 1), down: within(down + downward / rows, 0, 1) };
    },
  },
};

/** Anticlockwise, in degrees, round the image's middle. @param {Spot} spot */
const angle = ({ x, y }) => (-180 / Math.PI) * Math.atan2(y - 0.5, x - 0.5);
/** The same turn, between −180 and 180 degrees. @param {number} degrees */
const turned = (degrees) => within(degrees - 360 * Math.round(degrees / 360), -180, 180);

/** The push a tool makes. @param {Tool} tool */
const nameOf = (tool) => (tool === 'erase' ? 'draw' : tool);

/**
 * The place among the pushes that a tool changes; one after them all where it makes another.
 *
 * @param {Push[]} pushes
 * @param {string} name
 */
function placeOf(pushes, name) {
  const last = pushes.map(([one]) => one).lastIndexOf(name);
  const own = last >= 0 && (last === pushes.length - 1 || pushes.length >= MOST);
  return own ? last : Math.min(pushes.length, MOST - 1);
}

/** @param {Push[]} pushes @param {string} name @param {(amounts: Amounts|null) => Amounts} change @returns {Push[]} */
function changed(pushes, name, change) {
  const place = placeOf(pushes, name);
  const before = pushes[place]?.[0] === name ? pushes[place][1] : null;
  return [...pushes.slice(0, place), [name, change(before)], ...pushes.slice(place + 1)];
}

/**
 * The pushes after a drag, from those there were when it began.
 *
 * @param {Push[]} pushes
 * @param {Tool} tool any but those that draw
 * @param {Drag} drag
 * @param {Side} side
 */
export const dragged = (pushes, tool, drag, side) => changed(pushes, tool, (a) => HANDS[tool].drag(a ?? HANDS[tool].none, drag, side));

/**
 * The pushes after an arrow key.
 *
 * @param {Push[]} pushes
 * @param {Tool} tool any but those that draw
 * @param {number} right
 * @param {number} down
 * @param {boolean} fine
 * @param {Side} side
 */
export const nudged = (pushes, tool, right, down, fine, side) => changed(pushes, tool, (a) => HANDS[tool].key(a ?? HANDS[tool].none, right, down, fine, side));

/**
 * The pushes after a stroke of the pen or the rubber.
 *
 * @param {Push[]} pushes
 * @param {Tool} tool 'draw' or 'erase'
 * @param {Drag} stroke
 * @param {Side} side
 */
export function stroked(pushes, tool, stroke, side) {
  return changed(pushes, nameOf(tool), (a) => ({ ink: inked(a?.ink ?? new Int8Array(side[0] * side[1]), tool === 'draw', stroke, side) }));
}

/**
 * Ink with a stroke more: from −127, rubbed out, to 127.
 *
 * @param {Int8Array} ink
 * @param {boolean} draws
 * @param {Drag} stroke
 * @param {Side} side
 */
export function inked(ink, draws, { from, to }, [rows, columns]) {
  const made = Int8Array.from(ink);
  const radius = Math.max(0.7, PEN * columns);
  const [x0, y0, x1, y1] = [from.x * columns, from.y * rows, to.x * columns, to.y * rows];
  const length = (x1 - x0) ** 2 + (y1 - y0) ** 2;
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, i++) {
      const [x, y] = [column + 0.5, row + 0.5];
      const along = length > 0 ? Math.min(1, Math.max(0, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length)) : 0;
      const away = Math.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0));
      const cover = Math.round(127 * Math.min(1, Math.max(0, radius + 0.5 - away)));
      if (cover > 0) made[i] = draws ? Math.max(made[i], cover) : Math.min(made[i], -cover);
    }
  }
  return made;
}

/** As the server takes them: ink as text. @param {Push[]} pushes */
export function toWire(pushes) {
  return pushes.map(([name, amounts]) => [name, amounts.ink ? { ink: btoa(String.fromCharCode(...new Uint8Array(amounts.ink.buffer))) } : amounts]);
}

/** What a push does, in words. @param {Push} push */
export function pushWords([name, amounts]) {
  /** @param {number} v */
  const say = (v) => String(v).replace('-', '−');
  switch (name) {
    case 'shift': return `shifted by ${say(amounts.right)} right, ${say(amounts.down)} down`;
    case 'rotate': return `rotated by ${say(amounts.degrees)}°`;
    case 'scale': return `scaled by ${say(Number((2 ** amounts.octaves).toFixed(2)))}`;
    case 'noise': return `noise of ${say(amounts.sigma)}`;
    case 'blur': return `blurred by ${say(amounts.sigma)}`;
    case 'occlude': return `a box of ${say(amounts.size)} over it`;
    default: return 'drawn on';
  }
}

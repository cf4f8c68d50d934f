// Where the classes' names stand in the latent plane: at the edge of their dots, off the others', not over each other, and
// where they stood before unless another place is clearly better. Pure; lengths in device pixels.

const DIRECTIONS = 16;
const RINGS = [0, 1.7, 2.8, 4]; // standard deviations of the class's core in that direction
const CELL = 0.4; // of an em: how finely the dots are counted
const [OVER_NAME, OVER_FREE, ASTRAY] = [20, 80, 4]; // what it costs, in covered dots
const PER_EM = 0.9; // each em away from its class
const STAYS = 3; // the dots that another place must spare, at least
const EASE = 0.5; // of the way to a new place, each time

/**
 * @typedef {{left: number, top: number, right: number, bottom: number}} Box
 * @typedef {{label: number, x: number, y: number, xx: number, xy: number, yy: number}} Mass a class: middle and spread of its core
 * @typedef {{label: number, x: number, y: number, atX: number, atY: number}} Placed middle of the name, middle of its class
 *
 * @typedef {object} Plane
 * @property {ArrayLike<number>} places x, y of each dot
 * @property {ArrayLike<number>} labels class of each
 * @property {number} width
 * @property {number} height
 * @property {number} em
 * @property {number[]} names width of each class's name
 * @property {Box[]} avoid what no name may cover
 */

/** @param {number[]} values @returns {number} */
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

/**
 * The core of each class that has dots: its middle is no mean, which would lie where nothing is when they lie at two places,
 * and its spread is that of the nearer half of them.
 *
 * @param {Plane} plane
 * @returns {Mass[]}
 */
function masses({ places, labels, names }) {
  /** @type {number[][]} */
  const members = names.map(() => []);
  for (let id = 0; id < labels.length; id++) members[labels[id]]?.push(2 * id);
  return members.flatMap((own, label) => {
    if (!own.length) return [];
    const [x, y] = [median(own.map((at) => places[at])), median(own.map((at) => places[at + 1]))];
    const square = (/** @type {number} */ at) => (places[at] - x) ** 2 + (places[at + 1] - y) ** 2;
    const half = median(own.map(square));
    const mass = { label, x, y, xx: 0, xy: 0, yy: 0 };
    const near = own.filter((at) => square(at) <= half);
    for (const at of near) {
      const [dx, dy] = [places[at] - x, places[at + 1] - y];
      mass.xx += (dx * dx) / near.length;
      mass.xy += (dx * dy) / near.length;
      mass.yy += (dy * dy) / near.length;
    }
    return [mass];
  });
}

/** How many dots lie in a box, from sums over all that lie above and left. @param {Plane} plane */
function counted({ places, width, height, em }) {
  const cell = CELL * em;
  const [columns, rows] = [Math.ceil(width / cell) + 1, Math.ceil(height / cell) + 1];
  const sums = new Uint32Array(columns * rows);
  for (let i = 0; i < places.length; i += 2) {
    const [column, row] = [Math.floor(places[i] / cell) + 1, Math.floor(places[i + 1] / cell) + 1];
    if (column > 0 && row > 0 && column < columns && row < rows) sums[row * columns + column] += 1;
  }
  for (let row = 1; row < rows; row++) {
    for (let column = 1, along = 0; column < columns; column++) {
      along += sums[row * columns + column];
      sums[row * columns + column] = along + sums[(row - 1) * columns + column];
    }
  }
  const bounded = (/** @type {number} */ v, /** @type {number} */ most) => Math.min(most, Math.max(0, Math.round(v / cell)));
  return (/** @type {Box} */ box) => {
    const [left, right] = [bounded(box.left, columns - 1), bounded(box.right, columns - 1)];
    const [top, bottom] = [bounded(box.top, rows - 1), bounded(box.bottom, rows - 1)];
    return sums[bottom * columns + right] - sums[top * columns + right] - sums[bottom * columns + left] + sums[top * columns + left];
  };
}

/** The share of a box that another covers. @param {Box} a @param {Box} b */
export function shared(a, b) {
  const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return wide > 0 && high > 0 ? (wide * high) / ((a.right - a.left) * (a.bottom - a.top)) : 0;
}

/** The box of a name: its line and what underlines it. @param {number} x @param {number} y @param {number} wide @param {number} em @returns {Box} */
export const boxOf = (x, y, wide, em) => ({ left: x - wide / 2, right: x + wide / 2, top: y - 0.62 * em, bottom: y + 0.85 * em });

export class Placing {
  constructor() {
    /** @type {Map<number, {place: number, dx: number, dy: number, toX: number, toY: number}>} of each name: which place, and how far it is from its class */
    this.kept = new Map();
  }

  /** All names may stand elsewhere. */
  forget() {
    this.kept.clear();
  }

  /** Whether every name is where it goes. */
  get settled() {
    return [...this.kept.values()].every(({ dx, dy, toX, toY }) => Math.abs(dx - toX) < 1 && Math.abs(dy - toY) < 1);
  }

  /** @param {Plane} plane @returns {Placed[]} */
  place(plane) {
    const all = masses(plane);
    const count = counted(plane);
    const { width, height, em, names } = plane;
    for (const label of [...this.kept.keys()]) if (!all.some((one) => one.label === label)) this.kept.delete(label);
    /** @param {Mass} mass */
    const boxAt = ({ label, x, y }, dx = 0, dy = 0) => boxOf(x + dx, y + dy, names[label], em);
    /** @type {Map<number, Box>} where each name goes */
    const boxes = new Map();
    for (const mass of all) {
      const kept = this.kept.get(mass.label);
      if (kept) boxes.set(mass.label, boxAt(mass, kept.toX, kept.toY));
    }
    // those that have no place yet may choose again, once the others have one
    const rounds = boxes.size === all.length ? 1 : 3;
    for (let round = 0; round < rounds; round++) {
      for (const mass of all) {
        const kept = this.kept.get(mass.label);
        const { place, dx, dy } = best(mass, kept?.place ?? -1, (box) => cost(mass, box), { width, height, em, wide: names[mass.label] });
        const now = kept && round === 0 ? kept : { dx, dy };
        this.kept.set(mass.label, { ...now, place, toX: dx, toY: dy });
        boxes.set(mass.label, boxAt(mass, dx, dy));
      }
    }

    /** @param {Mass} mass @param {Box} box */
    function cost(mass, box) {
      const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
      const own = Math.hypot(x - mass.x, y - mass.y);
      let sum = count(box) + (PER_EM * own) / em;
      for (const [label, other] of boxes) {
        const share = label === mass.label ? 0 : shared(box, other);
        if (share > 0) sum += OVER_NAME * (1 + 3 * share);
      }
      for (const one of plane.avoid) if (shared(one, box) > 0) sum += OVER_FREE;
      return all.some((other) => Math.hypot(x - other.x, y - other.y) < own) ? sum + ASTRAY : sum;
    }

    return this.moved(all, boxes, plane);
  }

  /**
   * The names on their way to where they go; one that would cross another is there at once.
   *
   * @param {Mass[]} all
   * @param {Map<number, Box>} boxes where each goes
   * @param {Plane} plane
   * @returns {Placed[]}
   */
  moved(all, boxes, { width, height, em, names, avoid }) {
    /** @type {Box[]} */
    const drawn = [];
    return all.map(({ label, x: atX, y: atY }) => {
      const kept = /** @type {{dx: number, dy: number, toX: number, toY: number}} */ (this.kept.get(label));
      kept.dx += (kept.toX - kept.dx) * EASE;
      kept.dy += (kept.toY - kept.dy) * EASE;
      const half = names[label] / 2 + 2;
      const place = () => [Math.min(width - half, Math.max(half, atX + kept.dx)), Math.min(height - em, Math.max(em, atY + kept.dy))];
      let [x, y] = place();
      const crossed = [...drawn, ...avoid, ...[...boxes].filter(([other]) => other !== label).map(([, box]) => box)];
      if (crossed.some((box) => shared(boxOf(x, y, names[label], em), box) > 0)) {
        Object.assign(kept, { dx: kept.toX, dy: kept.toY });
        [x, y] = place();
      }
      drawn.push(boxOf(x, y, names[label], em));
      return { label, x, y, atX, atY };
    });
  }
}

/**
 * The best place for a name, from its class's middle; the one it has, if that is hardly worse.
 *
 * @param {Mass} mass
 * @param {number} before the place it has, or -1
 * @param {(box: Box) => number} cost
 * @param {{width: number, height: number, em: number, wide: number}} room
 */
function best(mass, before, cost, { width, height, em, wide }) {
  let [least, found] = [Infinity, { place: 0, dx: 0, dy: 0 }];
  let [stays, there] = [Infinity, found];
  const [across, up] = [wide / 2, 0.75 * em];
  for (let place = 0; place < DIRECTIONS * RINGS.length; place++) {
    const ring = RINGS[Math.floor(place / DIRECTIONS)];
    if (ring === 0 && place > 0) continue;
    const angle = (2 * Math.PI * (place % DIRECTIONS)) / DIRECTIONS;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const spread = Math.sqrt(Math.max(0, cos * cos * mass.xx + 2 * cos * sin * mass.xy + sin * sin * mass.yy));
    const away = ring * spread + (ring ? Math.min(across / Math.max(1e-6, Math.abs(cos)), up / Math.max(1e-6, Math.abs(sin))) + 0.4 * em : 0);
    const x = Math.min(width - across - 2, Math.max(across + 2, mass.x + away * cos));
    const y = Math.min(height - em, Math.max(em, mass.y + away * sin));
    const price = cost(boxOf(x, y, wide, em));
    const one = { place, dx: x - mass.x, dy: y - mass.y };
    if (price < least) [least, found] = [price, one];
    if (place === before) [stays, there] = [price, one];
  }
  return stays - least < Math.max(STAYS, 0.25 * stays) ? there : found;
}

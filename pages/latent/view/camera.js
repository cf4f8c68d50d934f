// Where the points of a map are on the screen: its middle and reach follow the data, pan, zoom and turn follow a hand. Pure.

import { Eye } from '../../kit/view/panels/latenteye.js';

const [LEAST, MOST] = [0.5, 400]; // zoom
const FAR = 32000; // device pixels: beyond that a dot is out of sight, and stays one
const TILT = /** @type {const} */ ([-0.5, 0.35]); // radians: how a map in three dimensions stands at first

/** @typedef {{width: number, height: number, margin: number}} Size in device pixels; `margin` is kept free at its edges */

export class Camera {
  constructor() {
    this.eye = new Eye();
    this.depth = 0; // the third coordinate of its middle
    this.dimensions = 2;
    // of the screen's middle, from the data's, as it is turned
    this.x = 0;
    this.y = 0;
    this.reset();
  }

  /** As it was before a hand came. */
  reset() {
    this.zoom = 1;
    [this.x, this.y] = [0, 0];
    this.turned = [1, 0, 0, 0, 1, 0, 0, 0, 1];
    if (this.dimensions === 3) this.turn(...TILT);
    this.moved = false;
  }

  /**
   * The points are others: the view follows them, unless a hand holds it.
   *
   * @param {ArrayLike<number>[]} clouds all of which must be seen
   * @param {number} dimensions
   * @param {Size} size
   * @param {boolean} fresh
   */
  follow(clouds, dimensions, { width, height, margin }, fresh) {
    if (dimensions !== this.dimensions) {
      this.dimensions = dimensions;
      this.reset();
      fresh = true;
    }
    if (this.moved && !fresh) return;
    const box = boxOf(clouds, dimensions);
    const across = (width - 2 * margin) / Math.max(1, height - 2 * margin);
    if (dimensions === 2) return this.eye.follow({ left: box.low[0], right: box.high[0], bottom: box.low[1], top: box.high[1] }, across, false, fresh);
    const middle = box.low.map((low, k) => (low + box.high[k]) / 2);
    const reach = reachOf(clouds, middle);
    this.eye.follow({ left: middle[0] - reach, right: middle[0] + reach, bottom: middle[1] - reach, top: middle[1] + reach }, across, false, fresh);
    if (fresh || Math.abs(middle[2] - this.depth) > 0.04 * this.eye.reach) this.depth = middle[2];
  }

  /** Device pixels of one unit of the map. @param {Size} size */
  scale({ height, margin }) {
    return ((height / 2 - margin) / (this.eye.reach || 1)) * this.zoom;
  }

  /**
   * Where points are, in device pixels.
   *
   * @param {ArrayLike<number>} points
   * @param {Size} size
   * @param {Int16Array} places x, y of each, written into
   * @param {Float32Array} [near] from −1 (far) to 1, written into; of three dimensions
   */
  project(points, size, places, near) {
    const { dimensions: d, depth, turned: m } = this;
    const scale = this.scale(size);
    const { x: ex, y: ey, reach } = this.eye;
    const [left, top] = [size.width / 2 - this.x * scale, size.height / 2 + this.y * scale];
    for (let i = 0, k = 0; k < points.length; i += 1, k += d) {
      const [a, b, c] = [points[k] - ex, points[k + 1] - ey, d === 3 ? points[k + 2] - depth : 0];
      places[2 * i] = held(left + (m[0] * a + m[1] * b + m[2] * c) * scale);
      places[2 * i + 1] = held(top - (m[3] * a + m[4] * b + m[5] * c) * scale);
      if (near) near[i] = d === 3 ? Math.max(-1, Math.min(1, (m[6] * a + m[7] * b + m[8] * c) / reach)) : 1;
    }
  }

  /** The place of the map that is seen there, in two dimensions. @param {number} x @param {number} y device pixels @param {Size} size @returns {[number, number]} */
  placeAt(x, y, size) {
    const scale = this.scale(size);
    return [(x - size.width / 2) / scale + this.x + this.eye.x, (size.height / 2 - y) / scale + this.y + this.eye.y];
  }

  /** @param {number} dx @param {number} dy device pixels @param {Size} size */
  pan(dx, dy, size) {
    const scale = this.scale(size);
    this.x -= dx / scale;
    this.y += dy / scale;
    this.moved = true;
  }

  /** Nearer or farther, what lies there stays. @param {number} factor @param {number} x @param {number} y device pixels @param {Size} size */
  zoomAt(factor, x, y, size) {
    const before = this.scale(size);
    this.zoom = Math.max(LEAST, Math.min(MOST, this.zoom * factor));
    const gained = 1 / before - 1 / this.scale(size);
    this.x += (x - size.width / 2) * gained;
    this.y += (size.height / 2 - y) * gained;
    this.moved = true;
  }

  /** Turn it as it is seen: about the screen's upright, then about its level. @param {number} across @param {number} down radians */
  turn(across, down) {
    const [c, s, e, f] = [Math.cos(across), Math.sin(across), Math.cos(down), Math.sin(down)];
    this.turned = times([1, 0, 0, 0, e, -f, 0, f, e], times([c, 0, s, 0, 1, 0, -s, 0, c], this.turned));
    this.moved = true;
  }
}

/** @param {number} v */
const held = (v) => Math.round(Math.max(-FAR, Math.min(FAR, v)));

/** @param {number[]} a @param {number[]} b three by three */
function times(a, b) {
  return a.map((_, i) => {
    const [row, column] = [3 * Math.floor(i / 3), i % 3];
    return a[row] * b[column] + a[row + 1] * b[column + 3] + a[row + 2] * b[column + 6];
  });
}

/** @param {ArrayLike<number>[]} clouds @param {number} d */
function boxOf(clouds, d) {
  const low = new Array(d).fill(Infinity);
  const high = new Array(d).fill(-Infinity);
  for (const points of clouds) {
    for (let i = 0; i < points.length; i++) {
      const k = i % d;
      if (points[i] < low[k]) low[k] = points[i];
      if (points[i] > high[k]) high[k] = points[i];
    }
  }
  return { low, high };
}

/** @param {ArrayLike<number>[]} clouds @param {number[]} middle */
function reachOf(clouds, [x, y, z]) {
  let most = 0;
  for (const points of clouds) {
    for (let i = 0; i < points.length; i += 3) most = Math.max(most, (points[i] - x) ** 2 + (points[i + 1] - y) ** 2 + (points[i + 2] - z) ** 2);
  }
  return Math.sqrt(most);
}

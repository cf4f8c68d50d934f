// The points of the map: where they are at λ, where they were at λ = 0, and where they are on the way between. Pure.

/**
 * A line between two points that have moved since: its ends go along, what lies between follows.
 *
 * @param {ArrayLike<number>} line
 * @param {ArrayLike<number>} points
 * @param {number} a
 * @param {number} b
 * @param {number} d dimensions
 */
export function spanned(line, points, a, b, d) {
  const last = line.length - d;
  if (last <= 0 || (Math.max(a, b) + 1) * d > points.length) return line;
  return Float32Array.from(line, (v, i) => {
    const [k, t] = [i % d, Math.floor(i / d) / (line.length / d - 1)];
    return v + (1 - t) * (points[a * d + k] - line[k]) + t * (points[b * d + k] - line[last + k]);
  });
}

export class Cloud {
  constructor() {
    /** At λ. @type {ArrayLike<number>} */
    this.points = [];
    /** At λ = 0, laid on the others; null: there is no model at λ = 0 beside. @type {ArrayLike<number>|null} */
    this.without = null;
    this.dimensions = 2;
    /** How far they are on the way from λ = 0 to λ. */
    this.way = 1;
    /** @type {ArrayLike<number>} */
    this.now = [];
    this.written = new Float32Array(0);
  }

  get count() {
    return this.points.length / this.dimensions;
  }

  /** All that the slider can show. */
  get all() {
    return this.without ? [this.points, this.without] : [this.points];
  }

  /**
   * @param {import('../../kit/view/frames.js').Frame} frame of the map
   * @returns {boolean} whether it has points
   */
  take({ sections: { points, points0 } }) {
    this.points = points?.values ?? [];
    this.dimensions = points?.shape[1] ?? this.dimensions;
    this.without = points0?.values.length === this.points.length ? points0.values : null;
    this.go(this.way);
    return points !== undefined;
  }

  clear() {
    [this.points, this.without] = [[], null];
    this.go(this.way);
  }

  /** @param {number} way 0: as at λ = 0; 1: as at λ */
  go(way) {
    this.way = way;
    const { points, without } = this;
    if (!without || way === 1) {
      this.now = points;
      return;
    }
    if (this.written.length !== points.length) this.written = new Float32Array(points.length);
    for (let i = 0; i < points.length; i++) this.written[i] = without[i] + way * (points[i] - without[i]);
    this.now = this.written;
  }
}

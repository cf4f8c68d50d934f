// Dots that lie at one place are moved aside, as the seeds of a sunflower lie: so many can be seen. Pure, and the same of the
// same places: each dot knows its own way out, and goes the further the more of those before it lie where it does.

const STEP = 1.05; // of a dot's radius: a disc of dots that only just touch
const FREE = 0.5; // dots that may lie below another before it moves
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

export class Spread {
  constructor() {
    this.grid = new Float32Array(0);
    this.ways = new Float32Array(0); // cos and sin of each dot's way out
  }

  /** @param {number} count */
  prepare(count) {
    if (this.ways.length === 2 * count) return;
    this.ways = new Float32Array(2 * count);
    for (let i = 0; i < count; i++) this.ways.set([Math.cos(i * GOLDEN), Math.sin(i * GOLDEN)], 2 * i);
  }

  /**
   * Each dot is counted into a grid as a soft blot, after it has asked how many are there already. What a blot shares with
   * itself is 1 wherever it lies between the cells, so that nothing breathes while a mass moves across them.
   *
   * @param {Int16Array} places x, y of each dot in device pixels; changed
   * @param {number} radius of a dot
   * @param {{width: number, height: number}} plane
   * @param {number} farthest that a dot may be moved, about
   */
  apart(places, radius, { width, height }, farthest) {
    const columns = Math.ceil(width / radius) + 3;
    const rows = Math.ceil(height / radius) + 3;
    if (this.grid.length !== columns * rows) this.grid = new Float32Array(columns * rows);
    else this.grid.fill(0);
    this.prepare(places.length / 2);
    const { grid, ways } = this;
    for (let i = 0; i < places.length; i += 2) {
      const [x, y] = [places[i], places[i + 1]];
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const [column, row] = [Math.round(x / radius), Math.round(y / radius)]; // of the blot's first cell
      const [dx, dy] = [x / radius - column, y / radius - row];
      const [a0, a1, a2] = [0.5 * (0.5 - dx) ** 2, 0.75 - dx * dx, 0.5 * (0.5 + dx) ** 2];
      const [b0, b1, b2] = [0.5 * (0.5 - dy) ** 2, 0.75 - dy * dy, 0.5 * (0.5 + dy) ** 2];
      const first = row * columns + column;
      let there = 0;
      for (let r = 0, at = first; r < 3; r++, at += columns) {
        const b = r === 0 ? b0 : r === 1 ? b1 : b2;
        there += b * (a0 * grid[at] + a1 * grid[at + 1] + a2 * grid[at + 2]);
        grid[at] += a0 * b;
        grid[at + 1] += a1 * b;
        grid[at + 2] += a2 * b;
      }
      const others = there / ((a0 * a0 + a1 * a1 + a2 * a2) * (b0 * b0 + b1 * b1 + b2 * b2)) - FREE;
      if (others <= 0) continue;
      const way = STEP * radius * Math.sqrt(others);
      const far = way / Math.sqrt(1 + (way / farthest) ** 2);
      places[i] = Math.round(x + far * ways[i]);
      places[i + 1] = Math.round(y + far * ways[i + 1]);
    }
  }
}

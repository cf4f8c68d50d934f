// The rows of the loss chart, and how many of them a screen can show.

/** Columns of a row, as the frame sends them; the two λ‖J‖²_F follow from them. */
export const STEP = 0;
export const TRAIN_RECON = 1;
export const TRAIN_PENALTY = 2;
export const HELD_RECON = 3;
export const HELD_PENALTY = 4;
export const LAM = 5;
const WIDTH = 6;
/** More rows than a screen has pixels are of no use: beyond this, every second old one is dropped. */
const MOST = 6000;
const RECENT = 1000;

/** A growing table of numbers, one row after another. */
export class History {
  constructor() {
    this.rows = 0;
    this.table = new Float64Array(WIDTH * 1024);
  }

  clear() {
    this.rows = 0;
  }

  /** @param {ArrayLike<number>} values rows of six, in order of their steps */
  append(values) {
    const needed = this.rows * WIDTH + values.length;
    if (needed > this.table.length) {
      const larger = new Float64Array(Math.max(needed, 2 * this.table.length));
      larger.set(this.table);
      this.table = larger;
    }
    this.table.set(values, this.rows * WIDTH);
    this.rows += values.length / WIDTH;
    if (this.rows > MOST) this.halve();
  }

  /** Drop every second row but the latest. */
  halve() {
    const old = this.rows - RECENT;
    let kept = 0;
    for (let row = 0; row < this.rows; row += row < old ? 2 : 1) {
      this.table.copyWithin(kept * WIDTH, row * WIDTH, (row + 1) * WIDTH);
      kept += 1;
    }
    this.rows = kept;
  }

  /**
   * @param {number} row
   * @param {number} column
   */
  at(row, column) {
    return this.table[row * WIDTH + column];
  }

  lastStep() {
    return this.rows ? this.at(this.rows - 1, STEP) : 0;
  }

  /**
   * The first row at or after this step.
   *
   * @param {number} step
   */
  rowAt(step) {
    let low = 0;
    let high = this.rows;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at(middle, STEP) < step) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * The row nearest to this step, or −1 when there is none.
   *
   * @param {number} step
   */
  nearest(step) {
    const row = this.rowAt(step);
    if (row >= this.rows) return this.rows - 1;
    return row > 0 && step - this.at(row - 1, STEP) < this.at(row, STEP) - step ? row - 1 : row;
  }
}

/**
 * At most two points a pixel, the smallest and the largest there, in the order they came: no peak is lost.
 *
 * @param {number} first first row
 * @param {number} end row after the last
 * @param {(row: number) => number} x pixel position, growing
 * @param {(row: number) => number} y value; a NaN breaks the line
 * @returns {number[]} rows to draw
 */
export function thin(first, end, x, y) {
  /** @type {number[]} */
  const kept = [];
  for (let row = first; row < end; ) {
    const pixel = Math.floor(x(row));
    let low = row;
    let high = row;
    for (; row < end && Math.floor(x(row)) === pixel; row++) {
      if (y(row) < y(low)) low = row;
      if (y(row) > y(high)) high = row;
    }
    if (low === high) kept.push(low);
    else kept.push(Math.min(low, high), Math.max(low, high));
  }
  return kept;
}

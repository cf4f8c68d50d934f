// The part of the matrix that is shown, in rows and columns of the shown order; the ends need not be whole. Pure.

/** @typedef {{top: number, bottom: number, left: number, right: number}} Part */
/** @typedef {{rows: number, columns: number}} Extent the whole matrix */

/** @param {Extent} extent @returns {Part} */
export const whole = ({ rows, columns }) => ({ top: 0, bottom: rows, left: 0, right: columns });

/** @param {Part} part @param {Extent} extent */
export function isWhole({ top, bottom, left, right }, { rows, columns }) {
  return top <= 0 && left <= 0 && bottom >= rows && right >= columns;
}

/**
 * A stretch of an axis moved and shortened until it lies on the axis; at least one place long.
 *
 * @param {number} from
 * @param {number} to
 * @param {number} total
 * @returns {[number, number]}
 */
function within(from, to, total) {
  const long = Math.min(total, Math.max(Math.min(1, total), to - from));
  const start = Math.min(total - long, Math.max(0, from));
  return [start, start + long];
}

/** @param {Part} part @param {Extent} extent @returns {Part} */
export function clamped(part, { rows, columns }) {
  const [top, bottom] = within(part.top, part.bottom, rows);
  const [left, right] = within(part.left, part.right, columns);
  return { top, bottom, left, right };
}

/**
 * Shown larger (factor above 1) or smaller about a point that stays where it is.
 *
 * @param {Part} part
 * @param {number} factor
 * @param {number} row the point, in places
 * @param {number} column
 * @param {Extent} extent
 */
export function zoomed(part, factor, row, column, extent) {
  const about = (/** @type {number} */ a, /** @type {number} */ b, /** @type {number} */ p, /** @type {number} */ total) => {
    const long = Math.min(total, Math.max(1, (b - a) / factor));
    const share = b > a ? (p - a) / (b - a) : 0.5;
    return [p - share * long, p + (1 - share) * long];
  };
  const [top, bottom] = about(part.top, part.bottom, row, extent.rows);
  const [left, right] = about(part.left, part.right, column, extent.columns);
  return clamped({ top, bottom, left, right }, extent);
}

/** @param {Part} part @param {number} down in places @param {number} across @param {Extent} extent */
export function panned({ top, bottom, left, right }, down, across, extent) {
  return clamped({ top: top + down, bottom: bottom + down, left: left + across, right: right + across }, extent);
}

/**
 * The whole cells that a dragged frame touches.
 *
 * @param {Part} part what is shown
 * @param {{x0: number, y0: number, x1: number, y1: number}} frame in shares of the shown part, in any direction
 * @param {Extent} extent
 */
export function framed(part, { x0, y0, x1, y1 }, extent) {
  const row = (/** @type {number} */ y) => part.top + y * (part.bottom - part.top);
  const column = (/** @type {number} */ x) => part.left + x * (part.right - part.left);
  return clamped(
    {
      top: Math.floor(row(Math.min(y0, y1))), bottom: Math.ceil(row(Math.max(y0, y1))),
      left: Math.floor(column(Math.min(x0, x1))), right: Math.ceil(column(Math.max(x0, x1))),
    },
    extent,
  );
}

/** Moved as little as it takes to show a cell whole. @param {Part} part @param {number} row @param {number} column @param {Extent} extent */
export function showing(part, row, column, extent) {
  const shift = (/** @type {number} */ a, /** @type {number} */ b, /** @type {number} */ p) => (p < a ? p - a : p + 1 > b ? p + 1 - b : 0);
  return panned(part, shift(part.top, part.bottom, row), shift(part.left, part.right, column), extent);
}

/**
 * The cell under a point, or null beside the matrix.
 *
 * @param {Part} part
 * @param {number} x share of the shown width
 * @param {number} y share of the shown height
 * @param {Extent} extent
 */
export function cellAt(part, x, y, { rows, columns }) {
  const row = Math.floor(part.top + y * (part.bottom - part.top));
  const column = Math.floor(part.left + x * (part.right - part.left));
  const inside = x >= 0 && y >= 0 && x < 1 && y < 1 && row < rows && column < columns;
  return inside ? { row, column } : null;
}

// What a line that was drawn round dots holds. Pure.

/**
 * @param {ArrayLike<number>} polygon x, y of each corner
 * @param {number} x
 * @param {number} y
 */
export function inside(polygon, x, y) {
  let within = false;
  for (let i = 0, j = polygon.length - 2; i < polygon.length; j = i, i += 2) {
    const [ax, ay, bx, by] = [polygon[i], polygon[i + 1], polygon[j], polygon[j + 1]];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) within = !within;
  }
  return within;
}

/**
 * The dots within it.
 *
 * @param {ArrayLike<number>} places x, y of each dot
 * @param {ArrayLike<number>} polygon x, y of each corner
 * @returns {number[]}
 */
export function caught(places, polygon) {
  /** @type {number[]} */
  const ids = [];
  for (let i = 0; i < places.length; i += 2) if (inside(polygon, places[i], places[i + 1])) ids.push(i / 2);
  return ids;
}

// Which dot lies near, and which lies that way. Pure; places are x, y of each dot, y downwards.

/**
 * The dot nearest to a place.
 *
 * @param {ArrayLike<number>} places
 * @param {number} x
 * @param {number} y
 * @param {number} within no farther than this
 * @returns {number|null}
 */
export function nearest(places, x, y, within) {
  let best = -1;
  let least = within ** 2;
  for (let i = 0; i < places.length; i += 2) {
    const distance = (places[i] - x) ** 2 + (places[i + 1] - y) ** 2;
    if (distance < least) [least, best] = [distance, i / 2];
  }
  return best < 0 ? null : best;
}

/**
 * The nearest dot in a direction, or the same.
 *
 * @param {ArrayLike<number>} places
 * @param {number} from a dot
 * @param {number} dx
 * @param {number} dy
 */
export function onward(places, from, dx, dy) {
  const [x, y] = [places[2 * from], places[2 * from + 1]];
  let best = from;
  let least = Infinity;
  for (let i = 0; i < places.length; i += 2) {
    const [along, aside] = [(places[i] - x) * dx + (places[i + 1] - y) * dy, (places[i] - x) * dy + (places[i + 1] - y) * dx];
    if (along > 0 && Math.abs(aside) <= along && along + Math.abs(aside) < least) {
      [least, best] = [along + Math.abs(aside), i / 2];
    }
  }
  return best;
}

// Where a unit's line lies in the plane. Pure.

/** How far a place is from a unit's line. @param {import('./world.js').World} world @param {number} unit @param {[number, number]} place */
export function distance(world, unit, [x, y]) {
  const { w, b } = world.unit(unit);
  const length = Math.hypot(w[0], w[1]);
  return length > 0 ? Math.abs(w[0] * x + w[1] * y + b - world.steepest) / length : Infinity;
}

/**
 * The unit whose line is nearest to a place, if it is near.
 *
 * @param {import('./world.js').World} world
 * @param {[number, number]} place
 * @param {number} near
 */
export function nearLine(world, place, near) {
  /** @type {number|null} */
  let found = null;
  let least = near;
  for (let unit = 0; unit < world.hidden; unit++) {
    const far = distance(world, unit, place);
    if (far <= least) [found, least] = [unit, far];
  }
  return found;
}

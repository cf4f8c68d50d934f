// Points that a person draws: strokes become points, points become the name of a data set. Pure.

export const DRAWN = 'plane-drawn:';
const MOST = 1500;
const ENDS = 127; // of a coordinate
const APART = 3; // of these, between two points of a stroke

/** @typedef {[number, number]} Point from −1 to 1, upwards */

/**
 * The points of strokes, evenly spaced along each; a stroke of one place is a point.
 *
 * @param {Point[][]} strokes
 * @returns {Point[]}
 */
export function pointsOf(strokes) {
  const apart = APART / ENDS;
  /** @type {Point[]} */
  const found = [];
  for (const stroke of strokes) {
    let since = apart;
    stroke.forEach((to, i) => {
      const from = stroke[Math.max(0, i - 1)];
      const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
      if (i === 0) {
        found.push(to);
        since = 0;
        return;
      }
      let at = apart - since;
      for (; at <= length; at += apart) found.push([from[0] + ((to[0] - from[0]) * at) / length, from[1] + ((to[1] - from[1]) * at) / length]);
      since = length - (at - apart);
    });
  }
  if (found.length <= MOST) return found;
  return Array.from({ length: MOST }, (_, i) => found[Math.floor((i * found.length) / MOST)]);
}

/** The name of the data set that these points are. @param {Point[]} points */
export function nameOf(points) {
  const bytes = points.flatMap((point) => point.map((one) => Math.round(ENDS * Math.min(1, Math.max(-1, one))) & 255));
  return DRAWN + btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

// Which test images the reconstructions show. Pure.

/** Columns of reconstructions, without that of the pinned image. */
export const STRIP = 10;

/**
 * One test image of each class; with fewer classes than columns the next images fill the strip.
 *
 * @param {ArrayLike<number>} labels
 * @returns {number[]}
 */
export function firstOfEachClass(labels) {
  /** @type {Map<number, number>} */
  const first = new Map();
  for (let id = 0; id < labels.length; id++) if (!first.has(labels[id])) first.set(labels[id], id);
  const ids = [...first.keys()].sort((a, b) => a - b).map((label) => first.get(label) ?? 0).slice(0, STRIP);
  for (let id = 0; ids.length < STRIP && id < labels.length; id++) if (!ids.includes(id)) ids.push(id);
  return ids;
}

/**
 * The next test image of the same class that the strip doesn't show.
 *
 * @param {ArrayLike<number>} labels
 * @param {number[]} strip
 * @param {number} column
 * @returns {number}
 */
export function nextOfClass(labels, strip, column) {
  const from = strip[column];
  for (let i = 1; i < labels.length; i++) {
    const id = (from + i) % labels.length;
    if (labels[id] === labels[from] && !strip.includes(id)) return id;
  }
  return from;
}

// What the shared panels draw from: the test images, the model that is shown, and what is pinned. A live run is such a
// scene (`run/run.js`); on the Atlas page each side is one (`side.js`).

/** Units that are shown at once: a page of them. */
export const PAGE = 128;

/**
 * @typedef {import('./frames.js').Section} Section
 * @typedef {import('./tab.js').Pins} Pins
 *
 * @typedef {object} Images the test images; where they are others, it is another object
 * @property {ArrayLike<number>} pixels N × D, 0 to 255
 * @property {ArrayLike<number>} labels
 * @property {string[]} classes
 * @property {ArrayLike<number>} [ids] their numbers in the data set, ascending, where they are not its first
 * @property {number} count N
 * @property {number} rows
 * @property {number} columns
 *
 * @typedef {{unit: number, image: number, h: number, gain: number}} Probe one cell of the heatmap, exactly
 *
 * @typedef {object} Difference right minus left: drawn in place of the right side's own amounts
 * @property {Section} strip the left side's reconstructions, which the right side's are compared with
 * @property {Section} latent where the images lie on the left
 * @property {Section} heat signed
 * @property {Section} tiles signed
 *
 * @typedef {object} Scene
 * @property {Images|null} images null until they have come
 * @property {number[]} shown the images of the reconstructions
 * @property {number[]} heatImages the images of the heatmap's columns
 * @property {number} hidden H, the units there are
 * @property {string} activation
 * @property {Pins} pins
 * @property {(row: number) => number} unitAt the unit of a row of the heatmap, or of a tile
 * @property {(unit: number) => number} rowOf the row of a unit, or one that is not there
 * @property {(unit: number) => ArrayLike<number>|null} figuresOf mean φ′, mean φ′², ‖W‖² and the share of the penalty
 * @property {(unit: number) => string} [letterOf] a unit's group of near-copies; empty where it stands alone
 * @property {number} [copies] how many units are in such a group
 * @property {number|null} explained share of the variance of h that the latent plane shows
 * @property {number|null} sat share of h that is saturated
 * @property {Probe|null} probe the last answer to what the pointer asked
 * @property {Difference|null} difference
 * @property {boolean} [paired] whether another model's panels stand beside these: what differs is said there, not in the titles
 * @property {boolean} clipped whether some weights lie beyond the ends of their scale
 * @property {number} page of the units, from 0
 * @property {number} pages
 */

/**
 * The images that a frame brings.
 *
 * @param {import('./frames.js').Frame} frame
 * @returns {Images}
 */
export function imagesOf({ header, sections: { images, labels, ids } }) {
  const [rows, columns] = header.side ?? [1, images.shape[1]];
  return { pixels: images.values, labels: labels.values, ids: ids?.values, classes: header.classes ?? [], count: images.shape[0], rows, columns };
}

/** Where the image of this number stands among them; −1 if it is not there. @param {Pick<Images, 'ids'|'count'>} images @param {number} id */
export function placeAmong({ ids, count }, id) {
  if (!ids) return id < count ? id : -1;
  let [from, to] = [0, ids.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (ids[middle] < id) from = middle + 1;
    else to = middle;
  }
  return ids[from] === id ? from : -1;
}

/**
 * The class and number of a test image, in words.
 *
 * @param {Images|null} images
 * @param {number} id its number in the data set
 */
export function imageName(images, id) {
  const place = images ? placeAmong(images, id) : -1;
  if (!images || place < 0) return `image ${id}`;
  return `${images.classes[images.labels[place]] ?? 'image'}, image ${id}`;
}

/** What a key has done to a unit or an image, in words. @param {string} name @param {boolean} pinned */
export const pinWords = (name, pinned) => `${name} ${pinned ? 'is pinned' : 'is no longer pinned'}`;

/**
 * Neighbours of one class among images.
 *
 * @param {ArrayLike<number>} ids
 * @param {ArrayLike<number>} labels of all images
 */
export function classRuns(ids, labels) {
  /** @type {{label: number, first: number, last: number}[]} `last` is the one after it */
  const runs = [];
  for (let first = 0; first < ids.length; ) {
    const label = labels[ids[first]];
    let last = first;
    while (last < ids.length && labels[ids[last]] === label) last++;
    runs.push({ label, first, last });
    first = last;
  }
  return runs;
}

// A model that a run keeps as it was ("A"), shown beside what training makes of it. Nothing here touches the document.

import { PAGE } from '../scene.js';

const PREFIX = 'a_'; // before the names of its sections

/**
 * Its settings, its figures, and which images and units are shown of it.
 *
 * @typedef {object} KeptNumbers
 * @property {number} step
 * @property {number} lam
 * @property {number} recon
 * @property {number} penalty
 * @property {number} weighted
 * @property {number|null} sat
 * @property {number} dead
 * @property {number} explained
 * @property {number} hidden
 * @property {string} activation
 * @property {boolean} tied
 * @property {string} output
 * @property {number} seed
 * @property {number[]} strip_images
 * @property {number} page
 * @property {number} pages
 *
 * @typedef {{numbers: KeptNumbers, sections: import('../frames.js').Sections}} Kept
 */

/**
 * What a frame brings of it.
 *
 * @param {KeptNumbers|null} numbers
 * @param {import('../frames.js').Sections} all
 * @returns {Kept|null}
 */
export function keptOf(numbers, all) {
  if (!numbers) return null;
  const own = Object.entries(all).filter(([name]) => name.startsWith(PREFIX));
  return { numbers, sections: Object.fromEntries(own.map(([name, section]) => [name.slice(PREFIX.length), section])) };
}

/**
 * It, for the panels: the same images and pins as the run's, its own units.
 *
 * @param {import('./run.js').Run} run
 * @returns {import('../scene.js').Scene}
 */
export function keptScene(run) {
  const numbers = () => run.kept?.numbers;
  const first = () => (numbers()?.page ?? 0) * PAGE;
  return {
    get images() {
      return run.images;
    },
    get shown() {
      return numbers()?.strip_images ?? [];
    },
    get heatImages() {
      return run.heatImages;
    },
    get hidden() {
      return numbers()?.hidden ?? run.hidden;
    },
    get activation() {
      return numbers()?.activation ?? run.activation;
    },
    /** A pinned unit is the run's; here it is one only if the models have the same units. */
    get pins() {
      const { unit, image } = run.pins;
      return { unit: unit !== null && unit < (numbers()?.hidden ?? 0) ? unit : null, image };
    },
    get explained() {
      return numbers()?.explained ?? null;
    },
    get sat() {
      return numbers()?.sat ?? null;
    },
    get page() {
      return numbers()?.page ?? 0;
    },
    get pages() {
      return numbers()?.pages ?? 1;
    },
    unitAt: (row) => first() + row,
    rowOf: (unit) => unit - first(),
    figuresOf(unit) {
      const table = run.kept?.sections.units?.values;
      return table && unit >= 0 && 4 * unit + 3 < table.length ? table.subarray(4 * unit, 4 * unit + 4) : null;
    },
    probe: null,
    difference: null,
    clipped: false,
  };
}

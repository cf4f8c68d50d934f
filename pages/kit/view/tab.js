// What the pages of one browser tab share: the live run goes on, and what is selected stays selected, wherever one goes.

/**
 * @typedef {{unit: number|null, image: number|null}} Selection
 *
 * `session`: the run outlives a visit to another page; a reload of the browser's page starts anew. `selection`: null
 * until a page has said what is selected; before that the address decides. `units`: what the Units page looked at last,
 * and how.
 *
 * @type {{session: import('./run/run.js').Session|null, selection: Selection|null, units: import('../../units/view/types.js').Page|null}}
 */
export const tab = { session: null, selection: null, units: null };

/** @param {Selection} selection */
export function shareSelection({ unit, image }) {
  tab.selection = { unit, image };
}

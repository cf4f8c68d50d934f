// What the pages of one browser tab share: the live run goes on, and what is selected stays selected, wherever one goes.

/**
 * @typedef {{unit: number|null, image: number|null}} Selection
 *
 * `session`: the run outlives a visit to another page; a reload of the browser's page starts anew. `selection`: null
 * until a page has said what is selected; before that the address decides.
 *
 * @type {{session: import('./run/run.js').Session|null, selection: Selection|null}}
 */
export const tab = { session: null, selection: null };

/** @param {Selection} selection */
export function shareSelection({ unit, image }) {
  tab.selection = { unit, image };
}

// What the pages of one browser tab share: the live run goes on, and what is pinned stays pinned, wherever one goes.

/**
 * @typedef {{unit: number|null, image: number|null}} Pins
 *
 * `run` outlives a visit to another page; a reload of the browser's page starts anew. `pins`: null until a page has
 * said what is pinned; before that the address decides.
 *
 * `opens`: the kind of source that the next page with one is to open, if it was asked for by a link.
 *
 * @type {{run: import('./run/run.js').Run|null, pins: Pins|null, opens: 'live'|null}}
 */
export const tab = { run: null, pins: null, opens: null };

/** @param {Pins} pins */
export function sharePins({ unit, image }) {
  tab.pins = { unit, image };
}

/**
 * What a page that opens looks at, with what this tab has pinned if a page has said so; its pins are shared from then on.
 *
 * @template {Pins} T
 * @param {T} own
 * @returns {T}
 */
export function withPins(own) {
  sharePins(tab.pins ?? own);
  return { ...own, ...tab.pins };
}

// What the pages of one browser tab share: the live run goes on, what is pinned stays pinned, and the source that is looked
// at is the one that the next page opens, wherever one goes.

/**
 * @typedef {{unit: number|null, image: number|null, b?: number|null}} Pins a unit, an image, and a second one that it is held against
 *
 * `run` outlives a visit to another page; a reload of the browser's page starts anew. `pins`: null until a page has
 * said what is pinned; before that the address decides. `source`: the one that a page of this tab has opened last, how
 * many images of it, and the id of those that are selected. `plane` and `relatives`: the runs of these
 * pages, each one of its own.
 *
 * @type {{run: import('./run/run.js').Run|null, plane: import('./run/run.js').Run|null, relatives: import('./run/run.js').Run|null, pins: Pins|null, source: {source: import('./source/sources.js').Source, images?: number, select?: string|null}|null}}
 */
export const tab = { run: null, plane: null, relatives: null, pins: null, source: null };

/** A page that knows no second image leaves it as it is. @param {Pins} pins */
export function sharePins({ unit, image, b = tab.pins?.b ?? null }) {
  tab.pins = { unit, image, b };
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

/**
 * The source a page begins with: the one this tab looks at, unless the address names another.
 *
 * @template {{source: import('./source/sources.js').Source, picked: string, images: number}} T
 * @param {T} own what the page had, or was asked for
 * @param {string} search the address's query string
 * @returns {T}
 */
export function withSource(own, search) {
  if (!tab.source || new URLSearchParams(search).has('source')) return own;
  return { ...own, ...tab.source, picked: tab.source.source.kind };
}

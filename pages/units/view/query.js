// What the address of the Units page says beside its source: what is shown and how, and the thresholds.

const VIEW = /** @type {const} */ (['show', 'sort', 'group', 'scale']);
/** Written only when they are not the defaults. */
const QUIET = /** @type {const} */ (['most', 'dead', 'shrunk', 'steep']);

/**
 * @param {import('./types.js').Page} page
 * @param {import('./types.js').Thresholds} defaults
 * @returns {import('../../kit/view/source/query.js').Said}
 */
export function said({ view, thresholds, images }, defaults) {
  return [
    ...VIEW.map((name) => pair(name, view[name])),
    pair('images', images), // the source's, in the place where links have it
    pair('low', thresholds.low),
    pair('high', thresholds.high),
    ...QUIET.map((name) => pair(name, thresholds[name] === defaults[name] ? null : thresholds[name])),
  ];
}

/** @param {string} name @param {unknown} value @returns {[string, unknown]} */
const pair = (name, value) => [name, value];

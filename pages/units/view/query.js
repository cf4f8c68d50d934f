// The page's address: the source, what of it is shown and how, the thresholds, what is pinned.

import { NAMES, toQuery as liveQuery } from '../../kit/view/run/query.js';

/** @typedef {import('./types.js').Page} Page */

const VIEW = /** @type {const} */ (['show', 'sort', 'group', 'scale']);
/** Written only when they are not the defaults. */
const QUIET = /** @type {const} */ (['most', 'dead', 'shrunk', 'steep']);
const OWN = ['source', 'atlas', 'at', 'checkpoint', 'data', 'images', 'low', 'high', ...VIEW, ...QUIET, 'unit', 'image'];

/**
 * @param {Page} page
 * @param {import('../../kit/view/run/run.js').Settings} live those of the live run
 * @param {import('./types.js').Thresholds} defaults
 * @param {string} [search] the query string to start from; parameters that are not ours stay as they are
 * @returns {string}
 */
export function toQuery({ source, view, thresholds, pins, images }, live, defaults, search = '') {
  const query = new URLSearchParams(search);
  for (const name of [...OWN, ...NAMES]) query.delete(name);
  /** @param {string} name @param {unknown} value */
  const put = (name, value) => value !== null && value !== undefined && query.set(name, String(value));
  put('source', source.kind);
  if (source.kind === 'atlas') {
    put('atlas', source.key);
    put('at', source.index);
  } else if (source.kind === 'checkpoint') {
    put('checkpoint', source.id);
    put('data', source.dataset);
  }
  for (const name of VIEW) put(name, view[name]);
  put('images', images);
  put('low', thresholds.low);
  put('high', thresholds.high);
  for (const name of QUIET) if (thresholds[name] !== defaults[name]) put(name, thresholds[name]);
  if (source.kind !== 'live') {
    put('unit', pins.unit);
    put('image', pins.image);
    return query.toString();
  }
  return liveQuery({ ...live, ...pins }, query.toString());
}

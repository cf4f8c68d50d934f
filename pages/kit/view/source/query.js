// The address of a page with a source: which one, how it is looked at, what is pinned.

import { NAMES, toQuery as liveQuery } from '../run/query.js';

const OWN = ['source', 'atlas', 'at', 'checkpoint', 'data', 'images', 'unit', 'image'];

/** @typedef {[name: string, value: unknown][]} Said what a page says of itself in its address; null leaves a name out */

/**
 * @param {import('./sources.js').Choice} page
 * @param {import('../run/run.js').Settings} live those of the live run
 * @param {Said} said
 * @param {string} [search] the query string to start from; parameters that are not ours stay as they are
 * @returns {string}
 */
export function toQuery({ source, pins, images }, live, said, search = '') {
  const query = new URLSearchParams(search);
  for (const name of [...OWN, ...said.map(([name]) => name), ...NAMES]) query.delete(name);
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
  for (const [name, value] of said) put(name, value);
  put('images', images); // where the page has put it already, if it has
  if (source.kind === 'live') return liveQuery({ ...live, ...pins }, query.toString());
  put('unit', pins.unit);
  put('image', pins.image);
  return query.toString();
}

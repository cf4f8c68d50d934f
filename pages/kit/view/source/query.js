// The address of a page with a source: which one, how it is looked at, what is pinned.

import { NAMES, toQuery as liveQuery } from '../run/query.js';

const OWN = ['source', 'atlas', 'at', 'checkpoint', 'data', 'images', 'select', 'unit', 'image', 'b'];

/** @typedef {[name: string, value: unknown][]} Said what a page says of itself in its address; null leaves a name out */

/**
 * @param {Pick<import('./sources.js').Choice, 'source'|'pins'|'images'|'select'>} page
 * @param {import('../run/run.js').Settings} live those of the live run
 * @param {Said} said
 * @param {string} [search] the query string to start from; parameters that are not ours stay as they are
 * @returns {string}
 */
export function toQuery({ source, pins, images, select }, live, said, search = '') {
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
  put('select', select);
  if (source.kind === 'live') {
    put('b', pins.b);
    return liveQuery({ ...live, unit: pins.unit, image: pins.image }, query.toString());
  }
  put('unit', pins.unit);
  put('image', pins.image);
  put('b', pins.b);
  return query.toString();
}

// The page's address: the settings of the atlas, and what of it is looked at.

/** Settings that stand in the address as they are. */
const PLAIN = /** @type {const} */ ([
  'dataset', 'hidden', 'activation', 'output', 'tied', 'seed', 'way', 'epochs', 'first_epochs', 'lr', 'batch_size',
]);
const VIEW = /** @type {const} */ (['at', 'left', 'unit', 'image']);

/** @typedef {{at: number|null, left: number|null, unit: number|null, image: number|null}} View */

/**
 * @param {{[name: string]: any}} settings
 * @param {View} view
 * @param {string} [search] the query string to start from
 * @returns {string}
 */
export function toQuery(settings, view, search = '') {
  const query = new URLSearchParams(search);
  query.delete('warm'); // what stood there before ``way``
  for (const name of PLAIN) if (settings[name] !== undefined) query.set(name, String(settings[name]));
  if (settings.lambdas) query.set('lambdas', settings.lambdas.join(' '));
  for (const name of VIEW) {
    if (view[name] === null) query.delete(name);
    else query.set(name, String(view[name]));
  }
  return query.toString();
}

/**
 * The Live page, with the model of one λ to go on from.
 *
 * @param {string} base
 * @param {{[name: string]: any}} settings
 * @param {string} key of the atlas
 * @param {number} index of the λ
 * @returns {string} relative to the site
 */
export function liveLink(base, settings, key, index) {
  const query = new URLSearchParams();
  for (const name of ['dataset', 'hidden', 'activation', 'output', 'tied', 'seed', 'lr']) {
    if (settings[name] !== undefined) query.set(name, String(settings[name]));
  }
  if (settings.batch_size !== undefined) query.set('batch_size', String(settings.batch_size));
  query.set('lam', String(settings.lambdas[index]));
  query.set('start', `${key}.${index}`);
  return `${base}?${query}`;
}

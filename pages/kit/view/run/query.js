// The page's address holds every setting, so that a link reproduces the run. The view owns it.

/** @typedef {import('./run.js').Settings} Settings */

const ALWAYS = /** @type {const} */ ([
  'dataset', 'hidden', 'activation', 'tied', 'output', 'seed', 'lam', 'lr', 'batch_size', 'speed',
]);

/** What the batch size was called in links that are still about. */
const OLD = 'batch';
/** What a run can begin with beside its settings; of a link, one of them. */
const LINKS = ['again', 'record', 'model'];
/** Every name that the Live page's address has of its own. */
export const NAMES = [...ALWAYS, 'budget', 'start', OLD, ...LINKS];

/**
 * The query string with what a link names beside settings, and no other such name.
 *
 * @param {{[name: string]: string}} link
 * @param {string} search
 */
export function withLink(link, search) {
  const query = new URLSearchParams(search);
  for (const name of LINKS) query.delete(name);
  for (const [name, value] of Object.entries(link)) query.set(name, value);
  return query.toString();
}

/**
 * The query string for these settings; parameters that are not ours stay as they are.
 *
 * @param {Settings} settings
 * @param {string} [search] the query string to start from
 * @returns {string}
 */
export function toQuery(settings, search = '') {
  const query = new URLSearchParams(search);
  for (const key of ALWAYS) query.set(key, String(settings[key]));
  query.delete(OLD);
  query.set('budget', String(settings.budget ?? 0));
  if (settings.start) query.set('start', settings.start);
  else query.delete('start');
  for (const key of /** @type {const} */ (['unit', 'image'])) {
    const pinned = settings[key];
    if (pinned === null) query.delete(key);
    else query.set(key, String(pinned));
  }
  return query.toString();
}

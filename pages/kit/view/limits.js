// Between which ends a number may be typed: as the server has them, which checks it again.

/** @typedef {{[name: string]: readonly [number, number]}} Limits */

/**
 * The ranges of these fields.
 *
 * @template {string} N
 * @param {Limits} limits
 * @param {{[name in N]: {name: string, whole?: boolean}}} fields
 * @returns {{[name in N]: import('./format.js').Range}}
 */
export function within(limits, fields) {
  const range = (/** @type {N} */ key) => [key, { ...fields[key], lo: limits[key][0], hi: limits[key][1] }];
  return Object.fromEntries(/** @type {N[]} */ (Object.keys(fields)).map(range));
}

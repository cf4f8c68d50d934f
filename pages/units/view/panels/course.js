// Where on the path of a training or an atlas the page stands. Pure.

/**
 * The place of a λ in an atlas, or null where the source is none or has no such model.
 *
 * @param {import('../../../kit/view/source/sources.js').Source} source
 * @param {number} lam
 * @returns {number|null}
 */
export function indexOf(source, lam) {
  if (source.kind !== 'atlas' || !source.lambdas) return null;
  const index = source.lambdas.findIndex((one) => same(one, lam));
  return index < 0 || (source.done && !source.done.includes(index)) ? null : index;
}

/**
 * Whether this step or λ is the one that is shown.
 *
 * @param {{units: {header: {[name: string]: any}}|null}} findings
 * @param {boolean} along λ
 * @param {number} v
 */
export function isNow({ units }, along, v) {
  const now = along ? units?.header.lam : units?.header.step;
  return typeof now === 'number' && same(now, v);
}

/** The same number, whether it has gone through float32 or not. @param {number} a @param {number} b */
const same = (a, b) => Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b));

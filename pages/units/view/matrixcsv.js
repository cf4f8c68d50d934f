// The matrix as a table: a row a unit in the order shown, a column an image in the order shown. Pure.

import { valueAt } from '../../kit/view/frames.js';
import { codesOf } from './scales.js';

const DIGITS = 5; // what 16 bits hold

/**
 * @param {import('./findings.js').Findings} findings
 * @param {import('./types.js').Show} show
 * @param {import('./order.js').Order} order
 */
export function matrixCsv(findings, show, { units, images }) {
  const codes = codesOf(findings, show);
  if (!codes) return '';
  const short = (/** @type {number} */ x) => String(Number(x.toPrecision(DIGITS)));
  // without a lookup a code stands for the same number in every row: each is written once
  /** @type {string[]} */
  const written = [];
  const { section, lookup } = codes;
  const values = codes.codes;
  const lines = [['unit', 'state', ...Array.from(images, (image) => `image ${findings.id(image)}`)].join(',')];
  for (const unit of units) {
    const cells = [String(unit), findings.state(unit)];
    for (const image of images) {
      const i = unit * findings.count + image;
      if (lookup) cells.push(short(findings.value(show, unit, image)));
      else cells.push((written[values[i]] ??= short(valueAt(section, i))));
    }
    lines.push(cells.join(','));
  }
  return `${lines.join('\n')}\n`;
}

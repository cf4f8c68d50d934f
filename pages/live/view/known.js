// The values of now of the words that the help explains.

import { gainName } from '../../kit/view/activation.js';
import { count, percent, sig3 } from '../../kit/view/format.js';

/** Mean φ′ over all units and images. @param {ArrayLike<number>} table of the units, mean φ′ first of four */
function meanGain(table) {
  let sum = 0;
  for (let i = 0; i < table.length; i += 4) sum += table[i];
  return sum / (table.length / 4);
}

/** @param {import('../../kit/view/run/run.js').Run} run @returns {import('../../kit/view/help.js').Known} */
export function knownOf({ activation, header, units, hidden }) {
  if (!header) return { activation, values: {} };
  return {
    activation,
    values: {
      reconstruction: `now ${sig3(header.recon)}`,
      penalty: `now ${sig3(header.penalty)}`,
      gain: units ? `mean ${gainName(activation)} now ${sig3(meanGain(units.values))}` : '',
      sat: header.sat === null ? '' : `now ${percent(header.sat)}`,
      dead: `now ${count(header.dead)} of ${count(hidden)}`,
    },
  };
}

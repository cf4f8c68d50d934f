// Why a unit of the findings is in its state, in words: for its panel and for the line above all panels.

import { spanOf, reason, whole } from '../../../kit/view/verdict.js';
import { TABLE } from '../findings.js';

/**
 * @param {Pick<import('../types.js').Context, 'findings'|'page'>} context
 * @param {number} unit
 */
export function whyWords({ findings, page }, unit) {
  const figure = findings.table(unit);
  const { activation, about } = findings;
  return whole(reason(findings.state(unit), {
    gain2: figure[TABLE.gain2], norm2: figure[TABLE.norm2], share: figure[TABLE.share], low: figure[TABLE.low], high: figure[TABLE.high],
    std: figure[TABLE.std], reach: figure[TABLE.reach],
  }, findings.units?.header.thresholds ?? page.thresholds, {
    span: spanOf(about), top: about.slope_range?.[1] ?? 1, gain: findings.gainName(), activation,
  }));
}

// The objective as a formula with the numbers of now in it, under λ: what λ weighs against what.

import { css, seriesColors } from '../../kit/view/color.js';
import { el, textOf } from '../../kit/view/dom.js';
import { count, sig3 } from '../../kit/view/format.js';
import { lambdaText } from '../../kit/view/lambda.js';

/**
 * The formula's numbers, λ‖J‖² with the λ that is set, which of a run that pauses is not yet the one it was trained with.
 *
 * @param {{recon: number, penalty: number}} figures
 * @param {number} lam
 */
export const lossOf = ({ recon, penalty }, lam) => ({ loss: recon + lam * penalty, recon, lam, penalty, weighted: lam * penalty });

/**
 * @param {import('../../kit/view/run/run.js').Run} run
 * @param {() => import('../../kit/view/theme.js').Theme} theme
 */
export function createFormula(run, theme) {
  const number = (/** @type {string} */ name) => {
    const value = el('b', { class: `cae-formula-${name}` });
    const set = textOf(value);
    set('–');
    return { value, set };
  };
  const [loss, recon, lam, penalty] = ['loss', 'recon', 'lam', 'penalty'].map(number);
  const terms = {
    recon: el('span', { class: 'cae-term' }, 'reconstruction ', recon.value),
    penalty: el('span', { class: 'cae-term' }, '‖J‖² ', penalty.value),
  };
  const sign = (/** @type {string} */ text) => el('span', { class: 'cae-sign' }, text);
  const weighted = el('span', { class: 'cae-term cae-outer' }, lam.value, sign('×'), terms.penalty);
  const element = el('p', { class: 'cae-formula', 'data-testid': 'formula' }, 'loss ', loss.value, sign('='), terms.recon, sign('+'), weighted);

  return {
    element,
    words() {
      const { header, images } = run;
      if (!header) return;
      const now = lossOf(header, run.settings.lam);
      loss.set(sig3(now.loss));
      recon.set(sig3(now.recon));
      lam.set(lambdaText(now.lam));
      penalty.set(sig3(now.penalty));
      const of = images ? `the ${count(images.count)} held-out images` : 'the held-out images';
      const title = `Means over ${of}, an image’s error summed over its pixels; underlined in the colours of the loss chart. Training lowers the same sum on the training images.`;
      if (element.title !== title) element.title = title;
    },
    restyle() {
      const colors = seriesColors(theme().dark);
      for (const [name, node] of Object.entries({ ...terms, weighted })) node.style.setProperty('--cae-class', css(colors[name]));
    },
  };
}

// The verdict on the pinned unit, where it is seen without scrolling.

import { el, textOf } from '../../../kit/view/dom.js';
import { whyWords } from './why.js';

/** @param {Pick<import('../types.js').Context, 'findings'|'page'>} context */
export function createVerdict({ findings, page }) {
  const name = el('b');
  const words = el('span');
  const [setName, setWords] = [textOf(name), textOf(words)];
  return {
    element: el('p', { class: 'cae-verdict', 'data-testid': 'verdict' }, name, words),
    show() {
      const { unit } = page.pins;
      const chosen = unit !== null && unit < findings.hidden && findings.units !== null;
      setName(chosen ? `Unit ${unit}. ` : '');
      setWords(chosen ? whyWords({ findings, page }, unit) : 'Select a unit, in any panel: this line says what it does, and why.');
    },
  };
}

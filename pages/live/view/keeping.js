// "Keep as A": the model as it is now stays on the screen beside what training makes of it.

import { el, textOf } from '../../kit/view/dom.js';
import { count } from '../../kit/view/format.js';

/**
 * @param {import('../../kit/view/run/run.js').Run} run
 * @param {{keep: (on: boolean) => void}} act
 * @param {import('./beside.js').Beside} beside
 * @param {() => void} changed the difference was switched
 */
export function createKeeping(run, act, beside, changed) {
  const keep = el('button', { type: 'button', class: 'cae-button', 'data-testid': 'keep', on: { click: toggle } });
  const setKeep = textOf(keep);
  const difference = el('button', {
    type: 'button', class: 'cae-button cae-toggle', 'aria-pressed': 'false', hidden: '', 'data-testid': 'difference', title: 'now minus A (d)', on: { click: differ },
  }, 'Difference');

  function toggle() {
    act.keep(run.kept === null);
  }

  function differ() {
    if (!run.kept || !beside.comparable) return;
    beside.differs = !beside.differs;
    difference.setAttribute('aria-pressed', String(beside.differs));
    changed();
  }

  function words() {
    const { kept } = run;
    setKeep(kept ? 'Let A go' : 'Keep as A');
    keep.title = kept ? `A is the model at step ${count(kept.numbers.step)} (b)` : 'this model stays beside what training makes of it (b)';
    difference.hidden = !kept || !beside.comparable;
  }
  words();
  return { elements: [difference, keep], toggle, differ, words };
}

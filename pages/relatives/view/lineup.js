// The line-up: who trains beside the CAE. Who does not go with the run's settings says why.

import { el, textOf } from '../../kit/view/dom.js';

const HINT = 'Same images in the same order, same seed, same number of steps: who joins late catches up.';

/**
 * @param {import('./kin.js').Kin} kin
 * @param {import('./company.js').Company} company
 */
export function createLineup(kin, company) {
  const told = el('p', { class: 'cae-lineup-told', role: 'status' });
  const tell = textOf(told);
  const chips = kin.lineup.map(({ name, title }) => {
    const chip = el('button', {
      type: 'button', class: 'cae-button cae-quiet cae-kin-chip', 'data-name': name,
      on: { click: () => (refusal(name) ? explain(name) : company.toggle(name)), focus: () => explain(name), blur: rest, pointerenter: () => explain(name), pointerleave: rest },
    }, title);
    return { name, chip };
  });
  const element = el(
    'section', { class: 'cae-lineup cae-area cae-tools', 'aria-label': 'Line-up' },
    el('div', { class: 'cae-lineup-row', role: 'group', 'aria-label': 'Who trains beside the CAE' }, el('span', { class: 'cae-lineup-lead' }, 'CAE beside'), ...chips.map(({ chip }) => chip)),
    told,
  );

  const refusal = (/** @type {string} */ name) => kin.entry(name)?.refused ?? '';
  /** @param {string} name */
  function explain(name) {
    const refused = refusal(name);
    tell(refused ? `${kin.title(name)} can’t join: ${refused}` : HINT);
  }
  function rest() {
    tell(HINT);
  }
  rest();

  return {
    element,
    show() {
      for (const { name, chip } of chips) {
        const refused = refusal(name);
        const on = company.has(name) && !refused;
        chip.setAttribute('aria-pressed', String(on));
        if (refused) chip.setAttribute('aria-disabled', 'true');
        else chip.removeAttribute('aria-disabled');
        const title = refused || (on ? 'send away' : 'train it too');
        if (chip.title !== title) chip.title = title;
      }
    },
  };
}

// What the model is: how many units, which activation, tied or not. A change makes a new one at once, and can be undone.

import { spelt } from '../../kit/view/activation.js';
import { el, icon } from '../../kit/view/dom.js';
import { numberField } from '../../kit/view/numberfield.js';

const ACTIVATIONS = ['sigmoid', 'tanh', 'softplus', 'relu', 'gelu', 'identity'];
const [FEWEST, MOST] = [2, 16];

/**
 * @param {import('./building.js').Building} building
 * @param {(error: string) => void} refuse
 */
export function createModel(building, refuse) {
  /** @param {number} by */
  const more = (by) => building.want({ hidden: building.settings.hidden + by });
  const less = el('button', { type: 'button', class: 'cae-button', 'aria-label': 'One unit less', on: { click: () => more(-1) } }, icon('minus'));
  const plus = el('button', { type: 'button', class: 'cae-button', 'aria-label': 'One unit more', on: { click: () => more(1) } }, icon('plus'));
  const units = numberField({
    label: '', name: 'Hidden units', range: { name: 'Hidden units', lo: FEWEST, hi: MOST, whole: true }, width: 3, testid: 'hidden',
    apply: (hidden) => hidden !== null && hidden !== building.settings.hidden && building.want({ hidden }), refuse,
  });
  const activation = el('select', { class: 'cae-select', 'aria-label': 'Activation', on: { change: () => building.want({ activation: activation.value }) } });
  for (const name of ACTIVATIONS) activation.append(el('option', { value: name }, spelt(name)));
  const tied = el('input', { type: 'checkbox', on: { change: () => building.want({ tied: tied.checked }) } });

  function show() {
    const { settings } = building;
    units.show(String(settings.hidden));
    less.disabled = settings.hidden <= FEWEST;
    plus.disabled = settings.hidden >= MOST;
    activation.value = settings.activation;
    tied.checked = settings.tied;
  }
  show();
  return {
    element: el(
      'div', { class: 'cae-model', role: 'group', 'aria-label': 'Model' },
      el('div', { class: 'cae-model-units' }, el('span', { class: 'cae-label', 'aria-hidden': 'true' }, 'Units'), less, units.element, plus),
      el('label', { class: 'cae-field' }, el('span', { class: 'cae-label', 'aria-hidden': 'true' }, 'φ'), activation),
      el('label', { class: 'cae-field cae-model-tied', title: 'the decoder has the encoder’s weights, transposed' }, tied, 'Tied'),
    ),
    show,
  };
}

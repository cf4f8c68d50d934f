// The page's main control: λ on a log scale with an exact 0 at its left end, and a field to type it.

import { el, textOf } from '../dom.js';
import { count } from '../format.js';
import { MARKED, POSITIONS, beyond, lambdaAt, lambdaText, positionOf } from '../lambda.js';
import { numberField } from '../numberfield.js';

const NAME = 'Contraction strength λ';

/**
 * @param {import('./run.js').Run} run
 * @param {Pick<import('./actions.js').Actions, 'set'|'ranges'>} act
 * @param {(error: string) => void} refuse
 */
export function createLambdaControl(run, act, refuse) {
  const slider = el('input', {
    type: 'range',
    min: 0,
    max: POSITIONS,
    step: 1,
    class: 'cae-range',
    'data-testid': 'lambda',
    'aria-label': NAME,
    // at once: what is dragged is sent in the same turn
    on: { input: () => act.set({ lam: lambdaAt(slider.valueAsNumber) }) },
  });
  const marks = el('div', { class: 'cae-ticks', 'aria-hidden': 'true' });
  for (const lam of MARKED) {
    const mark = el('button', { type: 'button', tabindex: '-1', class: 'cae-tick', on: { click: () => act.set({ lam }) } }, String(lam));
    mark.style.setProperty('--cae-at', String(positionOf(lam) / POSITIONS));
    // 0 and 0.01 are neighbours on the slider: the one is written before its place, the other after it
    if (lam > 0 && lam < 0.1) mark.classList.add('cae-after');
    if (lam === 0.1 || lam === 10) mark.classList.add('cae-between');
    marks.append(mark);
  }
  const further = el('span', { class: 'cae-beyond' });
  const setFurther = textOf(further);
  marks.append(further);
  const field = numberField({
    label: '',
    name: 'λ as a number',
    range: act.ranges.lam,
    testid: 'lambda-value',
    width: 7,
    apply: (lam) => lam !== null && act.set({ lam }),
    refuse,
  });
  const letter = el('span', { class: 'cae-lambda-letter', 'aria-hidden': 'true' }, 'λ');
  const called = el('span', { class: 'cae-lambda-name', 'aria-hidden': 'true' }, 'contraction strength');
  const element = el(
    'div',
    { class: 'cae-lambda' },
    letter,
    called,
    el('div', { class: 'cae-lambda-track' }, slider, marks),
    field.element,
  );

  function show() {
    const { lam } = run.settings;
    const position = positionOf(lam);
    if (slider.valueAsNumber !== position) slider.value = String(position);
    slider.style.setProperty('--cae-filled', String(position / POSITIONS));
    slider.setAttribute('aria-valuetext', `λ = ${lambdaText(lam)}`);
    const side = beyond(lam);
    element.classList.toggle('cae-above', side === 'above');
    element.classList.toggle('cae-below', side === 'below');
    setFurther(side === 'above' ? `→ ${lam < 1e4 ? lambdaText(lam) : count(lam)}` : side === 'below' ? `← ${lambdaText(lam)}` : '');
    field.show(lambdaText(lam));
  }
  show();
  return { element, show };
}

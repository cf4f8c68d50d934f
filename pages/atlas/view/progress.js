// How far the training is, in words and as a bar; Cancel and Resume. And the figures of the λ that is shown.

import { el, textOf } from '../../kit/view/dom.js';
import { count, percent, sig3 } from '../../kit/view/format.js';
import { remaining } from '../../kit/view/lambdas.js';
import { within } from '../../kit/view/limits.js';
import { numberField } from '../../kit/view/numberfield.js';
import { satWords } from '../../kit/view/statewords.js';

/**
 * @typedef {'queued'|'training'|'cancelled'|'complete'|'failed'|'reconnecting'} State
 * @typedef {{state: State, done: number, fraction: number, remaining_s: number|null, message: string|null}} Progress
 */

/** @type {{[state: string]: string}} */
const WORDS = {
  queued: 'Waiting to train', training: 'Training', cancelled: 'Cancelled', complete: 'Trained', failed: 'Stopped', reconnecting: 'Reconnecting',
};

/** @param {Progress} progress @param {number} total */
export function progressWords({ state, done, remaining_s: left }, total) {
  const time = state === 'training' ? remaining(left) : '';
  return `${count(done)} of ${count(total)} λ${time ? `, ${time}` : ''}`;
}

/** @param {import('./actions.js').AtlasActions} act @param {import('../../kit/view/limits.js').Limits} limits */
export function createProgress(act, limits) {
  const state = el('span', { class: 'cae-state' });
  const words = el('span', { class: 'cae-progress-words' });
  const [setState, setWords] = [textOf(state), textOf(words)];
  const filled = el('div', { class: 'cae-bar-filled' });
  const bar = el('div', { class: 'cae-progress-bar', role: 'progressbar', 'aria-label': 'Training of the atlas', 'aria-valuemin': 0, 'aria-valuemax': 100 }, filled);
  const button = el('button', { type: 'button', class: 'cae-button' });
  const setButton = textOf(button);
  let cancels = true;
  button.addEventListener('click', () => (cancels ? act.cancel() : act.resume()));
  const text = el('div', { class: 'cae-progress-text' }, state, words);
  const adding = numberField({
    label: '', name: 'Another λ to train', placeholder: '+ add λ', testid: 'atlas-add', optional: true, width: 6,
    range: within(limits, { lam: { name: 'λ' } }).lam,
    apply(lam) {
      adding.show('');
      if (lam !== null) act.addLambda(lam);
    },
    refuse: act.complain,
  });
  adding.element.title = 'Another λ: type it and press Enter. It is trained from the same start; the others stay.';
  const action = el('div', { class: 'cae-progress-action' }, button, adding.element);
  const element = el('div', { class: 'cae-atlas-progress' }, el('div', { class: 'cae-progress-main' }, text, bar), action);

  return {
    element,
    /** @param {Progress} progress @param {number} total @param {boolean} independent whether a λ can be added without training others anew */
    show(progress, total, independent) {
      setState(WORDS[progress.state]);
      setWords(total ? progressWords(progress, total) : '');
      const share = progress.state === 'complete' ? 1 : progress.fraction;
      filled.style.transform = `scaleX(${share})`;
      bar.setAttribute('aria-valuenow', String(Math.round(100 * share)));
      bar.setAttribute('aria-valuetext', `${WORDS[progress.state]}: ${progressWords(progress, total)}`);
      element.dataset.state = progress.state;
      cancels = ['queued', 'training'].includes(progress.state);
      setButton(cancels ? 'Cancel' : 'Resume');
      button.hidden = !cancels && !['cancelled', 'failed'].includes(progress.state);
      adding.element.hidden = progress.state !== 'complete' || !independent;
    },
  };
}

const FIGURES = /** @type {{name: string, title: string, width: number, value: (f: import('./store.js').Figures) => string}[]} */ ([
  { name: 'reconstruction', title: 'mean error of held-out images, summed over pixels', width: 8, value: (f) => sig3(f.reconstruction) },
  { name: '‖J‖²', title: 'mean squared Frobenius norm of the encoder’s Jacobian, held-out images', width: 7, value: (f) => sig3(f.penalty) },
  { name: 'SAT', title: '', width: 5, value: (f) => percent(f.sat) },
  { name: 'participation', title: 'participation ratio of the Jacobian’s singular values: to how many directions of the input the code responds', width: 9, value: (f) => `${sig3(f.participation)} dims` },
  { name: 'probe', title: 'share of held-out images whose class a linear classifier reads from h', width: 6, value: (f) => percent(f.probe) },
]);

export function createFigures() {
  const element = el('dl', { class: 'cae-numbers cae-figures' });
  /** @type {HTMLElement|null} */
  let sat = null;
  const setters = FIGURES.map(({ name, title, width, value }) => {
    const shown = el('dd', { style: `min-width: ${width}ch` });
    const place = el('div', { title }, el('dt', {}, name), shown);
    element.append(place);
    if (name === 'SAT') sat = place;
    const set = textOf(shown);
    set('–');
    return (/** @type {import('./store.js').Figures} */ f) => set(value(f));
  });
  return {
    element,
    /** What SAT is depends on the activation. @param {string} activation */
    of(activation) {
      if (sat) sat.title = satWords(activation);
    },
    /** @param {import('./store.js').Figures} figures */
    show(figures) {
      for (const set of setters) set(figures);
    },
  };
}

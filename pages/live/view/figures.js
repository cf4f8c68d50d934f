// The five figures of the held-out images, and how much they have changed since λ was moved.

import { el, textOf } from '../../kit/view/dom.js';
import { count, percent, sig3 } from '../../kit/view/format.js';
import { satWords } from '../../kit/view/statewords.js';
import { Changes, changeWords } from './changes.js';
import { lossOf } from './formula.js';

/** @typedef {import('./changes.js').Figures} Figures */

const POINT = 0.01; // one per cent of all h

/** @type {{name: string, key: keyof Figures, title: string, width: number, text: (value: any) => string, change?: (before: number|null, now: number|null) => string}[]} */
const FIGURES = [
  { name: 'reconstruction', key: 'recon', title: 'mean error of held-out images, summed over pixels', width: 7, text: sig3 },
  { name: '‖J‖²', key: 'penalty', title: 'mean squared Frobenius norm of the encoder’s Jacobian', width: 6, text: sig3 },
  { name: 'λ‖J‖²', key: 'weighted', title: 'what the penalty adds to the loss', width: 7, text: sig3 },
  {
    name: 'SAT', key: 'sat', title: '', width: 5, text: percent,
    change: (before, now) => changeWords(before === null ? null : before / POINT, now === null ? null : now / POINT, { finest: 1, unit: ' pp' }),
  },
  {
    name: 'dead units', key: 'dead', title: 'units that say the same of every image', width: 5, text: count,
    change: (before, now) => changeWords(before, now, { finest: 1 }),
  },
];

/** @param {import('../../kit/view/run/run.js').Run} run */
export function createFigures(run) {
  const changes = new Changes(run.settings.lam);
  const element = el('dl', { class: 'cae-numbers cae-figures' });
  const places = FIGURES.map(({ name, title, width }) => {
    const value = el('dd', { style: `width: ${width}ch` });
    const change = el('dd', { class: 'cae-change' });
    const place = el('div', { title }, el('dt', {}, name), value, change);
    element.append(place);
    const set = textOf(value);
    set('–');
    return { place, set, setChange: textOf(change) };
  });
  const undo = el(
    'p', { class: 'cae-stays', 'data-testid': 'undo-words', title: 'What has been learnt stays, whatever λ is now. Reset starts again from the same initial weights.' },
    '▲▼ since λ moved. Going back does not undo what was learnt; Reset does.',
  );
  let timer = 0;

  function show() {
    const { header } = run;
    if (!header) return;
    const now = performance.now();
    const before = changes.read(now);
    const figures = { ...header, weighted: lossOf(header, run.settings.lam).weighted };
    FIGURES.forEach(({ key, text, change = changeWords }, i) => {
      places[i].set(text(figures[key]));
      places[i].setChange(before ? change(before[key], figures[key]) : '');
    });
    const title = satWords(run.activation);
    const sat = places[FIGURES.findIndex(({ key }) => key === 'sat')].place;
    if (sat.title !== title) sat.title = title;
    undo.classList.toggle('cae-told', before !== null);
    window.clearTimeout(timer);
    // a run that pauses sends nothing that would end it
    if (before) timer = window.setTimeout(show, 1000);
  }

  return {
    element,
    /** What the arrows are, and that λ has memory. */
    undo,
    /** A frame is there; called in the animation frame. */
    draw: () => run.header && changes.take(run.header),
    /** Settings changed. */
    follow: () => changes.move(run.settings.lam, performance.now()),
    show,
    destroy: () => window.clearTimeout(timer),
  };
}

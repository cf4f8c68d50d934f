// The figures of the code on one row: units by state, saturation as the paper counts it, contraction, and the figures of
// it that rescaling can't improve; with a sentence each on how to read them.

import { el, textOf } from '../../../kit/view/dom.js';
import { attempt } from '../../../kit/view/failure.js';
import { count, percent, shortest, sig3 } from '../../../kit/view/format.js';
import { throttle } from '../../../kit/view/throttle.js';
import { SAT_COUNTS, stateMeaning, stateWords, statesOf } from '../../../kit/view/statewords.js';
import { STATES, stateColor } from '../../../kit/view/unitstates.js';
import { cutsOf, spanOf } from '../../../kit/view/verdict.js';
import { domPictures, exportMenu } from '../../../kit/view/exports.js';
import { toCsv } from '../../../kit/view/csv.js';
import { wordsOf } from './frame.js';
import { PAPER } from './thresholds.js';
import { createVerdict } from './verdict.js';

const REWORD = 200; // milliseconds

/** @typedef {import('../../../kit/view/frames.js').Header} Header */
/** @typedef {{name: string, how: string, wide: number, value: (all: {figures: Header|null, scale: Header|null}) => string, without?: string}} Cell `wide`: characters kept for the value; `without`: the sentence where there is none */

/** @type {Cell[]} */
const CELLS = [
  {
    name: 'SAT', wide: 5, how: 'Share of h outside the middle nine tenths of its range (Rifai et al. 2011, §5.3).',
    value: ({ figures }) => percent(figures?.sat), without: 'This activation has no range with two ends to be saturated at.',
  },
  {
    name: '‖J‖²', wide: 6, how: 'Mean of ‖∂h/∂x‖²: what λ weighs. Rescaling alone can make it small.',
    value: ({ figures }) => sig3(figures?.penalty),
  },
  {
    name: 'reconstruction', wide: 5, how: 'Mean error of an image: what contraction costs.',
    value: ({ figures }) => sig3(figures?.reconstruction),
  },
  {
    name: 'relative contraction', wide: 6, how: 'Below 1, the code moves more with the images than with noise of their size.',
    value: ({ scale }) => (scale && scale.relative_contraction === null ? 'no code varies' : sig3(scale?.relative_contraction)),
  },
  {
    name: '‖∂r/∂x‖²', wide: 6, how: 'About how many directions of a small change come back in the reconstruction r.',
    value: ({ scale }) => sig3(scale?.reconstruction_penalty),
  },
  {
    name: 'participation', wide: 5, how: 'Over how many directions J spreads what it lets through.',
    value: ({ scale }) => sig3(scale?.participation),
  },
];

const SAT = 0; // of the cells

/** The paper's definition in the activation's own numbers. @param {import('./stats.js').Span} span */
function satWords(span) {
  const [below, above] = cutsOf(PAPER, span).map(shortest);
  return `Share of single h below ${below} or above ${above} (Rifai et al. 2011, §5.3). ${SAT_COUNTS}`;
}

/**
 * @param {import('../types.js').Context} context
 * @param {import('./highlight.js').Highlight} highlight
 * @returns {import('../types.js').Panel}
 */
export function createReading(context, highlight) {
  const { findings, page, theme } = context;
  const chips = STATES.map((state) => {
    const number = el('b');
    const swatch = el('i');
    const name = el('span');
    const button = el('button', { type: 'button', class: 'cae-state-chip', 'aria-pressed': 'false', 'data-state': state }, swatch, number, name);
    button.addEventListener('click', () => highlight.set(highlight.state === state ? null : state));
    return { state, button, swatch, set: textOf(number), call: textOf(name) };
  });
  const cells = CELLS.map(({ name, how, wide }) => {
    const value = el('dd', { style: `min-width: ${wide}ch` });
    const sentence = el('dd', { class: 'cae-how' });
    const say = textOf(sentence);
    say(how);
    return { element: el('div', {}, el('dt', {}, name), value, sentence), set: textOf(value), say };
  });
  const figures = el('dl', { class: 'cae-reading-figures' }, ...cells.map((cell) => cell.element));
  const element = el(
    'section', { class: 'cae-reading', 'aria-label': 'Figures of the code' },
    el('div', { class: 'cae-state-chips', role: 'group', 'aria-label': 'Units by state' }, ...chips.map(({ button }) => button)), figures,
  );
  const verdict = createVerdict(context);
  element.append(verdict.element, exportMenu('figures of the code', { csv, ...domPictures(element, theme, () => wordsOf(context)) }));
  const unlisten = highlight.listen((chosen) => {
    for (const { state, button } of chips) button.setAttribute('aria-pressed', String(state === chosen));
  });

  const all = () => ({ figures: findings.units?.header.figures ?? null, scale: findings.scale?.header ?? null });

  function show() {
    const counts = findings.units?.header.counts ?? null;
    const { activation } = findings;
    const possible = statesOf(activation);
    for (const { state, set, call, button } of chips) {
      call(stateWords(state, activation));
      button.title = `${stateMeaning(state, activation)}; click to make these units stand out`;
      button.hidden = !possible.includes(state);
      set(counts ? count(counts[state] ?? 0) : '–');
      button.classList.toggle('cae-none', counts !== null && !counts[state]);
    }
    const now = all();
    const span = spanOf(findings.about);
    CELLS.forEach(({ value, how, without }, i) => {
      const text = value(now);
      cells[i].set(text);
      cells[i].say(text === '–' && now.figures ? without ?? how : i === SAT && span ? satWords(span) : how);
    });
    verdict.show();
    const images = now.scale?.images;
    for (const i of [3, 4, 5]) cells[i].element.title = images ? `on ${count(images)} test images` : '';
  }
  const redraw = throttle(() => attempt(element, show), REWORD);

  function csv() {
    const now = all();
    const counts = findings.units?.header.counts ?? {};
    const rows = /** @type {[string, number|null|undefined][]} */ ([
      ...STATES.map((state) => [`units: ${state}`, counts[state]]),
      ['SAT', now.figures?.sat], ['‖J‖²', now.figures?.penalty], ['reconstruction error', now.figures?.reconstruction],
      ['constant units', now.figures?.constant], ['relative contraction', now.scale?.relative_contraction],
      ['‖∂r/∂x‖²', now.scale?.reconstruction_penalty], ['participation ratio', now.scale?.participation],
      ['λ', findings.units?.header.lam], ['step', findings.units?.header.step],
      ...Object.entries(page.thresholds).map(([name, value]) => [`threshold ${name}`, value]),
    ]);
    return toCsv(['figure', 'value'], rows);
  }

  return {
    element,
    update(what) {
      if (what.has('statics') || what.has('thresholds') || what.has('pins')) redraw.now();
      else if (what.has('units') || what.has('scale')) redraw.soon();
    },
    restyle() {
      for (const { state, swatch } of chips) swatch.style.setProperty('--cae-class', stateColor(theme(), state));
    },
    destroy() {
      unlisten();
      redraw.destroy();
    },
  };
}

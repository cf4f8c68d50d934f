// The thresholds that tell the states apart: the paper's two at hand, the other four one click away.

import { el, textOf } from '../../../kit/view/dom.js';
import { numberField } from '../../../kit/view/numberfield.js';
import { endsOf } from '../../../kit/view/statewords.js';

/**
 * @typedef {import('../types.js').Thresholds} Thresholds
 * @typedef {keyof Thresholds} Name
 */

/** The paper's definition of saturation: Rifai et al. 2011, §5.3. */
export const PAPER = { low: 0.05, high: 0.95 };

/** @type {{name: Name, label: string, means: string}[]} */
const FIELDS = [
  { name: 'low', label: 'low', means: 'h below this share of its range is saturated at 0' },
  { name: 'high', label: 'high', means: 'h above this share of its range is saturated at 1' },
  { name: 'most', label: 'most', means: 'A unit is saturated when h is, for at least this share of the images.' },
  { name: 'dead', label: 'dead', means: 'A unit is dead when the standard deviation of h over the images is under this.' },
  { name: 'shrunk', label: 'shrunk', means: 'A unit is weight-shrunk when h neither could nor does move by this much, although φ′ is steep.' },
  { name: 'steep', label: 'steep', means: 'φ′ is steep when its root mean square is at least this share of its maximum.' },
];

const LIST = 'cae-threshold-list';
const MANY = 1e6; // the largest value of those that have no upper end of their own

/**
 * Whether a threshold may have this value beside the others; the sentence that says why not, or null.
 *
 * @param {Name} name
 * @param {number} value
 * @param {Thresholds} others
 * @returns {string|null}
 */
export function refusal(name, value, { low, high }) {
  const came = `${value} came; nothing was changed.`;
  if (name === 'low') {
    if (!(value >= 0 && value < 1)) return `low must be a share from 0 to below 1, but ${came}`;
    return value < high ? null : `low must be below high, which is ${high}, but ${came}`;
  }
  if (name === 'high') {
    if (!(value > 0 && value <= 1)) return `high must be a share above 0 and up to 1, but ${came}`;
    return value > low ? null : `high must be above low, which is ${low}, but ${came}`;
  }
  if (name === 'most') return value > 0 && value <= 1 ? null : `most must be a share above 0 and up to 1, but ${came}`;
  if (name === 'steep') return value >= 0 && value <= 1 ? null : `steep must be a share from 0 to 1, but ${came}`;
  return value >= 0 && value <= MANY ? null : `${name} must be a number of at least 0, but ${came}`;
}

/**
 * @param {import('../types.js').Context} context
 */
export function createThresholds({ findings, page, act, limits }) {
  const [wrong, wrongHere] = [0, 1].map(() => el('p', { class: 'cae-refusal', role: 'alert', hidden: '' }));
  /** @param {string|null} sentence @param {Name} [name] beside whose field it is said */
  const refuse = (sentence, name = 'low') => {
    const here = name === 'low' || name === 'high' ? wrong : wrongHere;
    for (const one of [wrong, wrongHere]) one.hidden = sentence === null || one !== here;
    here.textContent = sentence ?? '';
  };

  const fields = FIELDS.map(({ name, label, means }) => {
    const field = numberField({
      label, name: `${label}: ${means}`, width: 5, testid: `threshold-${name}`,
      range: { name, lo: limits[name][0], hi: limits[name][1] },
      apply(value) {
        if (value === null) return null;
        const sentence = refusal(name, value, page.thresholds);
        if (sentence !== null) return sentence;
        refuse(null);
        act.thresholds({ [name]: value });
        show();
        return null;
      },
      refuse: (error) => refuse(error, name),
    });
    field.element.title = means;
    return { name, means, ...field };
  });
  const [low, high, ...others] = fields;

  const paper = el('button', { type: 'button', class: 'cae-button', title: 'as Rifai et al. 2011, §5.3, count saturation' }, `${PAPER.low} and ${PAPER.high}`);
  paper.addEventListener('click', () => {
    refuse(null);
    act.thresholds(PAPER);
    show();
  });
  const reset = el('button', { type: 'button', class: 'cae-button' }, 'Reset all');
  reset.addEventListener('click', () => {
    refuse(null);
    act.thresholds(findings.about.defaults ?? {});
    show();
  });
  // above everything, where no panel cuts it off
  const list = el(
    'div', { class: 'cae-threshold-list', id: LIST, popover: 'auto', role: 'group', 'aria-label': 'The other thresholds' },
    ...others.map(({ element, means }) => el('div', {}, element, el('p', {}, means))), wrongHere, reset,
  );
  const more = el('button', { type: 'button', class: 'cae-button', popovertarget: LIST }, 'More');
  list.addEventListener('beforetoggle', (event) => {
    if (/** @type {ToggleEvent} */ (event).newState !== 'open') return;
    const { right, bottom } = more.getBoundingClientRect();
    const wide = document.documentElement.clientWidth;
    list.style.cssText = `right: ${Math.max(8, wide - right)}px; top: ${Math.min(bottom + 4, window.innerHeight - 330)}px; max-width: ${wide - 16}px`;
  });

  const [before, after] = [el('span', { class: 'cae-label' }), el('span', { class: 'cae-label' })];
  const [setBefore, setAfter] = [textOf(before), textOf(after)];
  const element = el(
    'div', { class: 'cae-thresholds cae-tools' },
    el('div', { class: 'cae-thresholds-row' }, before, low.element, after, high.element, paper, more, list),
    wrong,
  );

  function show() {
    const two = endsOf(findings.activation) === 'two';
    setBefore(two ? 'saturated below' : 'off where |φ′| is below');
    setAfter(two ? 'above' : 'of its maximum');
    high.element.hidden = !two;
    for (const { name, show: write } of fields) write(String(page.thresholds[name]));
    paper.disabled = page.thresholds.low === PAPER.low && page.thresholds.high === PAPER.high;
    const defaults = findings.about.defaults;
    reset.disabled = !defaults || FIELDS.every(({ name }) => defaults[name] === page.thresholds[name]);
    const changed = others.filter(({ name }) => defaults && defaults[name] !== page.thresholds[name]).length;
    more.title = changed ? `${changed} of the other four are changed` : 'The other four thresholds';
    more.classList.toggle('cae-changed', changed > 0);
  }

  return { element, show };
}

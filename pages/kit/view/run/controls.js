// Transport, speed, the settings that need no rebuild, and the numbers beside them.

import { el, icon, textOf } from '../dom.js';
import { count, sig3 } from '../format.js';
import { numberField } from '../numberfield.js';
import { SPEEDS } from './actions.js';

const STEP_SIZES = [1, 10, 100];

/** @param {number} speed */
function speedText(speed) {
  if (speed === 0) return 'full speed';
  return `${count(speed)} ${speed === 1 ? 'step' : 'steps'}/s`;
}

/**
 * @param {import('./run.js').Run} run
 * @param {import('./actions.js').Actions} act
 */
export function createTransport(run, act) {
  const playIcon = icon('play');
  const pauseIcon = icon('pause');
  const playText = el('span');
  const setPlay = textOf(playText);
  const play = el(
    'button',
    { type: 'button', class: 'cae-button cae-main cae-play', title: 'Space', on: { click: act.toggle } },
    playIcon,
    pauseIcon,
    playText,
  );
  /** @param {Parameters<typeof icon>[0]} picture @param {string} name @param {() => void} click @param {string} title */
  const button = (picture, name, click, title) =>
    el('button', { type: 'button', class: `cae-button cae-${picture}`, title, on: { click } }, icon(picture), el('span', {}, name));

  const sizes = el('select', { class: 'cae-select', 'aria-label': 'How many at a press' });
  for (const n of STEP_SIZES) sizes.append(el('option', { value: n }, String(n)));
  sizes.addEventListener('change', () => act.chooseStepSize(Number(sizes.value)));

  const speed = el('input', {
    type: 'range', min: 0, max: SPEEDS.length - 1, step: 1, class: 'cae-range cae-speed', 'aria-label': 'Speed',
    on: { input: () => act.setSpeed(SPEEDS[speed.valueAsNumber]) },
  });
  const speedWords = el('span', { class: 'cae-speed-text' });
  const setSpeedWords = textOf(speedWords);

  const element = el(
    'div',
    { class: 'cae-transport' },
    play,
    el('div', { class: 'cae-joined' }, button('step', 'Step', act.step, 's'), sizes),
    button('reset', 'Reset', () => act.reset('same'), 'start again from the same initial weights'),
    button('dice', 'New weights', () => act.reset('new'), 'start again from new initial weights'),
    el('label', { class: 'cae-field cae-speed-field' }, el('span', { class: 'cae-label' }, 'Speed'), speed, speedWords),
  );

  function show() {
    const { settings } = run;
    const position = act.speedPosition();
    if (speed.valueAsNumber !== position) speed.value = String(position);
    speed.style.setProperty('--cae-filled', String(position / (SPEEDS.length - 1)));
    speed.setAttribute('aria-valuetext', speedText(settings.speed));
    setSpeedWords(speedText(settings.speed));
    running();
  }
  /** Play or Pause, whichever applies. */
  function running() {
    const now = act.running();
    setPlay(now ? 'Pause' : 'Play');
    playIcon.style.display = now ? 'none' : '';
    pauseIcon.style.display = now ? '' : 'none';
  }
  show();
  return { element, show, running };
}

/**
 * @param {import('./run.js').Run} run
 * @param {import('./actions.js').Actions} act
 * @param {(error: string) => void} refuse
 */
export function createLiveFields(run, act, refuse) {
  const lr = numberField({
    label: 'Learning rate', range: act.ranges.lr, width: 7, apply: (value) => value !== null && act.set({ lr: value }), refuse,
  });
  const batch = numberField({
    label: 'Batch', name: 'Batch size', range: act.ranges.batch_size, width: 4,
    apply: (value) => value !== null && act.set({ batch_size: value }), refuse,
  });
  const stop = numberField({
    label: 'Stop at', name: 'Stop at this many steps', range: act.ranges.budget, optional: true, placeholder: 'no end', width: 7,
    apply: act.setBudget, refuse,
  });
  function show() {
    const { settings } = run;
    lr.show(String(settings.lr));
    batch.show(String(settings.batch_size));
    stop.show(settings.budget === null ? '' : String(settings.budget));
  }
  show();
  return { element: el('div', { class: 'cae-fields' }, lr.element, batch.element, stop.element), show };
}

/**
 * Numbers with their names above them, each in a place wide enough for the longest.
 *
 * @param {string} kind
 * @param {{name: string, title?: string, width: number, value: (header: import('./run.js').Header) => string}[]} items
 */
export function numbers(kind, items) {
  const element = el('dl', { class: `cae-numbers cae-${kind}` });
  const setters = items.map(({ name, title, width, value }) => {
    const shown = el('dd', { style: `width: ${width}ch` });
    element.append(el('div', { title }, el('dt', {}, name), shown));
    const set = textOf(shown);
    set('–');
    return (/** @type {import('./run.js').Header} */ header) => set(value(header));
  });
  return {
    element,
    /** @param {import('./run.js').Header} header */
    show(header) {
      for (const set of setters) set(header);
    },
  };
}

/** @param {string} [things] that are trained on */
export const createProgress = (things = 'images') =>
  numbers('progress', [
    { name: 'step', width: 9, value: (h) => count(h.step) },
    { name: 'epoch', width: 6, value: (h) => (h.epoch < 10 ? h.epoch.toFixed(1) : count(Math.floor(h.epoch))) },
    { name: `${things}/s`, width: 8, value: (h) => sig3(h.rate) },
  ]);

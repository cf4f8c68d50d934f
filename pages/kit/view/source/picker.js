// Which model is looked at: the live run, one of an atlas, or a checkpoint's; and what belongs to each.

import { el, icon, textOf, watchSize } from '../dom.js';
import { count, sig3 } from '../format.js';
import { goThere } from '../host.js';
import { decades, lambdaShort, lambdaWords } from '../lambdas.js';
import { createLambdaControl } from '../run/lambdacontrol.js';
import { atlasWords, checkpointWords, nearestDone } from './sources.js';

const THUMB = 22; // pixels of a slider's
const LABEL = 34; // pixels that a label of it needs

/** @type {[Source['kind'], string][]} */
const KINDS = [['live', 'Live run'], ['atlas', 'Atlas'], ['checkpoint', 'Checkpoint']];

/**
 * @typedef {import('./sources.js').Choice} Choice
 * @typedef {import('./sources.js').Source} Source
 * @typedef {import('./sources.js').Library} Library
 *
 * @typedef {{step?: number|null, rate?: number, lam?: number|null}} Progress of a live run
 * @typedef {{name: string, base: string, datasets: {[name: string]: string}}} Site the page's name, the site's path, the data sets' names
 *
 * @typedef {object} Hands what the controls do
 * @property {(kind: Source['kind']) => void} pick
 * @property {(source: Source) => void} open
 * @property {(index: number) => void} at
 * @property {(images: number) => void} images
 * @property {() => void} browse for a checkpoint
 * @property {() => void} toggle play or pause
 * @property {() => void} step
 * @property {Pick<import('../run/actions.js').Actions, 'set'|'ranges'>} live
 * @property {(message: string) => void} refuse
 */

/**
 * @param {Choice} page
 * @param {import('../run/run.js').Run} run of the live run
 * @param {Site} site
 * @param {Hands} hands
 */
export function createPicker(page, run, site, hands) {
  const tabs = el('div', { class: 'cae-segments', role: 'radiogroup', 'aria-label': 'What is looked at' });
  const buttons = KINDS.map(([kind, words]) => {
    const button = el('button', { type: 'button', role: 'radio', class: 'cae-segment', 'data-kind': kind, on: { click: () => hands.pick(kind) } }, words);
    tabs.append(button);
    return button;
  });
  tabs.addEventListener('keydown', (event) => {
    const way = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const next = buttons[(buttons.findIndex((button) => button === event.target) + way + KINDS.length) % KINDS.length];
    next.focus();
    next.click();
  });
  const panes = { live: livePane(page, run, hands), atlas: atlasPane(page, site, hands), checkpoint: checkpointPane(page, site, hands) };
  const images = el('select', { class: 'cae-select', 'aria-label': 'How many test images', on: { change: () => hands.images(Number(images.value)) } });
  for (const n of [1000, 10000]) images.append(el('option', { value: n }, n === 1000 ? '1,000 images' : 'up to 10,000'));
  const element = el('div', { class: 'cae-picker' }, tabs, panes.live.element, panes.atlas.element, panes.checkpoint.element, images);

  return {
    element,
    /** @param {import('./shelf.js').Shelf} shelf */
    show({ library, files }) {
      KINDS.forEach(([kind], i) => {
        const on = kind === page.picked;
        buttons[i].setAttribute('aria-checked', String(on));
        buttons[i].tabIndex = on ? 0 : -1;
        panes[kind].element.hidden = !on;
      });
      element.dataset.kind = page.picked;
      images.hidden = page.picked === 'live' || page.selected !== null;
      images.value = String(page.images);
      panes.live.show();
      panes.atlas.show(library);
      panes.checkpoint.show(library, files);
    },
    /** @param {Progress|null} header of the last frame */
    words(header) {
      panes.live.words(header);
      panes.checkpoint.words(header);
    },
  };
}

/** @param {Choice} page @param {import('../run/run.js').Run} run @param {Hands} hands */
function livePane(page, run, hands) {
  const [playIcon, pauseIcon] = [icon('play'), icon('pause')];
  const text = el('span');
  const setText = textOf(text);
  const play = el('button', { type: 'button', class: 'cae-button cae-main cae-play', title: 'Space', on: { click: hands.toggle } }, playIcon, pauseIcon, text);
  const step = el('button', { type: 'button', class: 'cae-button', title: 'take one step', on: { click: hands.step } }, icon('step'), el('span', {}, 'Step'));
  const lambda = createLambdaControl(run, hands.live, hands.refuse);
  const numbers = el('dl', { class: 'cae-numbers cae-progress' });
  const figure = (/** @type {string} */ name, /** @type {number} */ width) => {
    const value = el('dd', { style: `width: ${width}ch` });
    numbers.append(el('div', {}, el('dt', {}, name), value));
    const set = textOf(value);
    set('–');
    return set;
  };
  const [setStep, setRate] = [figure('step', 9), figure('images/s', 8)];
  return {
    element: el('div', { class: 'cae-pane cae-pane-live' }, el('div', { class: 'cae-transport' }, play, step), lambda.element, numbers),
    show() {
      lambda.show();
      const now = page.state === 'running';
      setText(now ? 'Pause' : 'Play');
      playIcon.style.display = now ? 'none' : '';
      pauseIcon.style.display = now ? '' : 'none';
    },
    /** @param {Progress|null} header */
    words(header) {
      if (header?.step === null || header?.step === undefined) return;
      setStep(count(header.step));
      setRate(sig3(header.rate));
    },
  };
}

/** @param {Choice} page @param {Site} site @param {Hands} hands */
function atlasPane(page, { name, base, datasets }, hands) {
  const which = el('select', { class: 'cae-select cae-which', 'aria-label': 'Which atlas' });
  which.addEventListener('change', () => hands.open({ kind: 'atlas', key: which.value, index: null }));
  const slider = el('input', {
    type: 'range', min: 0, max: 0, step: 1, class: 'cae-range', 'data-testid': `${name}-lambda`, 'aria-label': 'Contraction strength λ',
    on: { input: () => choose(slider.valueAsNumber) },
  });
  const ticks = el('div', { class: 'cae-along-ticks', 'aria-hidden': 'true' });
  const track = el('div', { class: 'cae-along-track' }, slider, ticks);
  const value = el('output', { class: 'cae-along-value', 'aria-hidden': 'true' });
  const setValue = textOf(value);
  const link = el('a', { class: 'cae-button', href: `${base}atlas`, on: { click: goThere } }, 'Atlas page');
  const letter = el('span', { class: 'cae-lambda-letter', 'aria-hidden': 'true' }, 'λ');
  const element = el('div', { class: 'cae-pane cae-pane-atlas' }, which, el('div', { class: 'cae-along' }, letter, track, value), link);

  /** @param {number} index */
  function choose(index) {
    if (page.source.kind !== 'atlas') return;
    const at = nearestDone(page.source.done ?? [], index);
    slider.value = String(at);
    hands.at(at);
  }

  /** @type {number[]} */
  let lambdas = [];
  let [width, written] = [0, ''];

  /** Labels, when the λs or the room for them are others. */
  function arrange() {
    const key = `${lambdas} ${width}`;
    if (key === written || !width) return;
    written = key;
    const last = Math.max(1, lambdas.length - 1);
    ticks.replaceChildren(...decades(lambdas, (width - THUMB) / last, LABEL).map((i) => {
      return el('span', { style: `left: ${(100 * i) / last}%` }, lambdaShort(lambdas[i]));
    }));
  }
  watchSize(track, (to) => {
    width = to;
    arrange();
  });

  return {
    element,
    /** @param {Library|null} library */
    show(library) {
      const list = library?.atlases ?? [];
      const source = page.source.kind === 'atlas' && page.source.key ? page.source : null;
      fill(which, list.map((atlas) => [atlas.key, atlasWords(atlas, datasets)]), source?.key, source ? page.label : '');
      which.hidden = list.length === 0 && !source;
      lambdas = source?.lambdas ?? [];
      arrange();
      track.parentElement?.toggleAttribute('hidden', lambdas.length === 0);
      if (!source || lambdas.length === 0) return;
      slider.max = String(lambdas.length - 1);
      const index = source.index ?? 0;
      if (slider.valueAsNumber !== index) slider.value = String(index);
      slider.style.setProperty('--cae-filled', String(lambdas.length > 1 ? index / (lambdas.length - 1) : 0));
      const words = `λ = ${lambdaWords(lambdas[index] ?? 0)}`;
      slider.setAttribute('aria-valuetext', words);
      setValue(words.slice(4));
    },
  };
}

/** @param {Choice} page @param {Site} site @param {Hands} hands */
function checkpointPane(page, { datasets }, hands) {
  const browse = el('button', { type: 'button', class: 'cae-button', on: { click: hands.browse } }, 'Open a checkpoint…');
  const which = el('select', { class: 'cae-select cae-which', 'aria-label': 'Which checkpoint' });
  which.addEventListener('change', () => hands.open({ kind: 'checkpoint', id: which.value, dataset: null }));
  const data = el('select', { class: 'cae-select', 'aria-label': 'Data set' });
  for (const [name, words] of Object.entries(datasets)) data.append(el('option', { value: name }, words));
  data.addEventListener('change', () => {
    if (page.source.kind === 'checkpoint') hands.open({ ...page.source, dataset: data.value });
  });
  const on = el('label', { class: 'cae-field' }, el('span', { class: 'cae-label' }, 'on'), data);
  const value = el('output', { class: 'cae-along-value', 'data-testid': 'checkpoint-lambda' });
  const setValue = textOf(value);
  const letter = el('span', { class: 'cae-lambda-letter' }, 'λ');
  return {
    element: el('div', { class: 'cae-pane cae-pane-checkpoint' }, browse, which, on, el('div', { class: 'cae-along' }, letter, value)),
    /** A file may leave out what its model was trained with. @param {Progress|null} header */
    words: (header) => setValue(header ? (typeof header.lam === 'number' ? lambdaWords(header.lam) : 'not in the file') : '–'),
    /** @param {Library|null} library @param {Map<string, string>} files */
    show(library, files) {
      const list = library?.checkpoints ?? [];
      const source = page.source.kind === 'checkpoint' && page.source.id ? page.source : null;
      fill(which, list.map((one) => [one.id, checkpointWords(one, files.get(one.id))]), source?.id, source ? page.label : '');
      which.hidden = on.hidden = list.length === 0 && !source;
      if (source?.dataset) data.value = source.dataset;
      for (const option of data.options) option.hidden = source?.datasets?.includes(option.value) === false;
      data.disabled = !source;
    },
  };
}

/**
 * The options of a list, changed only when they are others; what is shown is among them even if the list lacks it.
 *
 * @param {HTMLSelectElement} select
 * @param {[string, string][]} options
 * @param {string|undefined} chosen
 * @param {string} otherwise its words, if it is not among them
 */
function fill(select, options, chosen, otherwise) {
  const all = chosen && !options.some(([value]) => value === chosen) ? [...options, /** @type {[string, string]} */ ([chosen, otherwise || chosen])] : options;
  const key = JSON.stringify(all);
  if (select.dataset.options !== key) {
    select.dataset.options = key;
    select.replaceChildren(...all.map(([value, words]) => el('option', { value }, words)));
  }
  if (chosen) select.value = chosen;
}

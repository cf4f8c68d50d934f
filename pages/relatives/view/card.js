// One model as a card: what it is, its numbers, what it makes of ten images, its filters, its code; and a sentence.

import { el, textOf, watchSize } from '../../kit/view/dom.js';
import { count, percent, shortest, sig3 } from '../../kit/view/format.js';
import { createPanel } from '../../kit/view/panel.js';
import { createCharts } from './charts.js';
import { LEADER } from './kin.js';
import { createFilters, createStrip } from './pictures.js';
import { ABOUT, sentence } from './says.js';

/** @typedef {import('./kin.js').Kin} Kin @typedef {import('./kin.js').Numbers} Numbers */

const SAYS_EVERY = 800; // milliseconds: a sentence is read, not watched
const BETWEEN = 9; // pixels between the charts

/**
 * @param {object} context
 * @param {Kin} context.kin
 * @param {import('../../kit/view/run/run.js').Run} context.run
 * @param {import('./company.js').Company} context.company
 * @param {() => import('../../kit/view/theme.js').Theme} context.theme
 * @param {string} name of the model
 * @returns {import('../../kit/view/panel.js').Panel & {paint: () => void, descriptions: () => {element: Element, text: string}[]}}
 */
export function createCard({ kin, run, company, theme }, name) {
  const panel = createPanel({ name: `kin cae-kin-${name.replace(/[^a-z]/g, '-')}`, title: kin.title(name), how: ABOUT[name] ?? '' });
  panel.element.dataset.name = name;
  const strength = createStrength(kin, company, name);
  panel.legend.append(strength.element);
  const facts = ['parameters', 'step', 'sizes'].map((kind) => el('span', { class: `cae-kin-${kind}` }));
  const setFacts = facts.map(textOf);
  const figures = createFigures();
  const strip = createStrip(kin, name, theme);
  const filters = createFilters(kin, name, theme);
  const charts = createCharts(kin, name, LEADER, theme);
  const words = el('p', { class: 'cae-kin-says', 'data-testid': `says-${name}` });
  const say = textOf(words);
  panel.body.append(
    el('p', { class: 'cae-kin-facts' }, ...facts), figures.element, strip.element,
    filters.element, charts.element, words,
  );
  let said = -Infinity;

  function paint() {
    strip.paint();
    filters.paint();
    charts.paint();
  }

  const told = () => kin.company[name];
  const state = () => (told()?.diverged ? 'diverged' : kin.of(name) ? 'here' : 'waited');

  function speak() {
    const now = performance.now();
    if (run.header?.state === 'running' && now - said < SAYS_EVERY && words.textContent) return;
    said = now;
    const { settings, header } = run;
    if (told()?.diverged) return say(`It has diverged at step ${count(kin.stepOf(name))}: its numbers have left the finite ones. Another strength, or Reset, begins anew.`);
    say(sentence(name, (one) => kin.of(one), { lam: header?.lam ?? settings.lam, activation: settings.activation, step: header?.step ?? 0 }));
  }

  const unwatch = watchSize(charts.element, (width) => charts.resize(Math.floor((width - 2 * BETWEEN) / 3), 58));

  return {
    element: panel.element,
    draw: paint,
    paint,
    words() {
      const own = kin.of(name);
      panel.element.dataset.state = state();
      panel.element.dataset.step = String(own?.step ?? '');
      strength.show();
      setFacts[0](own ? `${count(own.parameters)} parameters` : ' ');
      setFacts[1](`step ${count(name === LEADER ? (run.header?.step ?? 0) : kin.stepOf(name))}`);
      setFacts[2](own ? own.sizes.join('-') : '');
      if (own) figures.show(own);
      charts.words();
      speak();
    },
    restyle() {
      filters.restyle();
      paint();
    },
    descriptions: () => [
      { element: strip.element, text: `${kin.title(name)}: ten test images over their reconstructions: ${strip.classes()}.` },
      { element: filters.canvas, text: `${kin.title(name)}: weights of ${count(filters.count())} units of the first layer as images, from ${sig3(-(filters.hi() ?? 0))} to ${sig3(filters.hi())}.` },
      ...charts.described(),
    ],
    destroy() {
      unwatch();
      filters.destroy();
    },
  };
}

/** The strength of one as a choice of five. @param {Kin} kin @param {import('./company.js').Company} company @param {string} name */
function createStrength(kin, company, name) {
  const select = el('select', { class: 'cae-select cae-kin-strength', on: { change: () => company.strengthen(name, Number(select.value)) } });
  const letter = el('span', { class: 'cae-label', 'aria-hidden': 'true' });
  const element = el('label', { class: 'cae-field cae-kin-strong', hidden: '' }, letter, select);
  const setLetter = textOf(letter);
  let known = '';

  /** @param {import('./kin.js').Strength} strength @param {number} now */
  function options({ symbol, says, values }, now) {
    const all = values.includes(now) ? values : [...values, now].sort((a, b) => a - b);
    const key = JSON.stringify([symbol, all]);
    if (key === known) return;
    known = key;
    setLetter(symbol);
    element.title = says;
    select.setAttribute('aria-label', `${kin.title(name)}: ${says}`);
    select.replaceChildren(...all.map((value) => el('option', { value }, shortest(value))));
  }

  return {
    element,
    show() {
      const strength = kin.entry(name)?.strength ?? null;
      const now = company.wanted[name] ?? null;
      element.hidden = !strength || now === null;
      if (!strength || now === null) return;
      options(strength, now);
      if (select.value !== String(now)) select.value = String(now);
    },
  };
}

/** Its numbers, each in its place. */
function createFigures() {
  /** @type {{name: string, title: string, width: number, text: (own: Numbers) => string}[]} */
  const items = [
    { name: 'error', title: 'squared error of held-out images, summed over pixels: the one error that all of them share', width: 6, text: ({ error }) => sig3(error) },
    { name: '‖J‖²', title: 'mean squared Frobenius norm of the Jacobian of the whole encoder, on held-out images', width: 6, text: ({ penalty }) => sig3(penalty) },
    { name: 'SAT', title: 'share of h within a twentieth of its range from an end; – where the activation has no two ends', width: 5, text: ({ sat }) => percent(sat) },
    { name: 'dead', title: 'units that say the same of every image', width: 4, text: ({ dead }) => count(dead) },
  ];
  const setters = items.map(({ name, title, width, text }) => {
    const value = el('dd', { style: `width: ${width}ch` });
    const set = textOf(value);
    set('–');
    return { place: el('div', { title }, el('dt', {}, name), value), show: (/** @type {Numbers} */ own) => set(text(own)) };
  });
  return {
    element: el('dl', { class: 'cae-numbers cae-kin-figures' }, ...setters.map(({ place }) => place)),
    /** @param {Numbers} own */
    show(own) {
      for (const { show } of setters) show(own);
    },
  };
}

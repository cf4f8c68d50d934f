// Tangents: the directions that the code of an image follows, one to go along, and what the code and the reconstruction do.

import { toCsv } from '../../kit/view/csv.js';
import { el, textOf } from '../../kit/view/dom.js';
import { createExpect } from '../../kit/view/expect.js';
import { exportMenu } from '../../kit/view/exports.js';
import { attempt } from '../../kit/view/failure.js';
import { sig3, tickWords } from '../../kit/view/format.js';
import { createPanel } from '../../kit/view/panel.js';
import { throttle } from '../../kit/view/throttle.js';
import { createChart } from './chart.js';
import { createDirections } from './directions.js';
import { imageOf } from './findings.js';
import { captioned, createPicture } from '../../kit/view/picture.js';
import { tint } from './tint.js';
import { createUnitMoves } from './unitmoves.js';
import { EXPECTS, directionName, tangentWords } from './words.js';

const WORDS_EVERY = 100; // milliseconds
const HOW = 'The directions along which a small step moves the code farthest, one drawn at random, and those it does not notice at all. Choose one and move the image along it; beside it the same length goes in the random direction.';

/** @param {import('./types.js').Context} context @returns {import('./types.js').Panel} */
export function createTangents(context) {
  const { findings, page, theme, askers } = context;
  const panel = createPanel({ name: 'contraction-tangents', title: 'Tangents: what the code follows', how: HOW });
  panel.element.dataset.testid = 'tangents';
  /** @type {import('./directions.js').Direction & {length: number}} */
  const going = { which: 'tangent', index: 0, length: 0 };
  const directions = createDirections(context, () => going, ({ which, index }) => {
    Object.assign(going, { which, index });
    chart.reset();
    directions.mark();
    go();
  });
  const slider = createSlider((length) => {
    going.length = length;
    go();
  });
  const chart = createChart(theme);
  const moves = createUnitMoves(theme);
  const pictures = ['x', 'r', 'r0', 'x_random', 'r_random'].map((name) => {
    const picture = createPicture(theme, () => findings.side, { 'aria-hidden': 'true' });
    const figure = captioned(picture, '');
    return { name, picture, element: figure.element, setCaption: textOf(figure.caption) };
  });
  const legend = ['own', 'without', 'control'].map((name) => {
    const words = el('span', {});
    return { element: el('span', { class: `cae-going-key cae-going-${name}` }, el('i', {}), words), set: textOf(words) };
  });
  const [moved, control] = [pictures.slice(0, 3), pictures.slice(3)].map((some) => some.map(({ element }) => element));
  const expect = createExpect();
  panel.body.append(
    directions.element,
    slider.element,
    el(
      'div', { class: 'cae-going' },
      el('div', { class: 'cae-going-pictures' }, ...moved), el('div', { class: 'cae-going-pictures cae-going-beside' }, ...control),
      el('div', { class: 'cae-going-code' }, moves.element, el('div', { class: 'cae-going-keys' }, el('span', {}, '‖Δh‖ against the length'), ...legend.map(({ element }) => element)), chart.element),
    ),
  );
  panel.element.append(expect.element);
  panel.legend.append(expect.button, exportMenu('way along a direction', { csv }));
  const words = throttle(() => attempt(panel.element, say), WORDS_EVERY);
  let looked = -1;

  const go = () => askers.along.ask({ ...going });
  const frame = () => findings.last.along;

  /** At frame rate. */
  function show() {
    const of = frame();
    const { sections } = of ?? { sections: /** @type {import('../../kit/view/frames.js').Sections} */ ({}) };
    for (const { name, picture, element } of pictures) {
      if (sections[name]) picture.section(sections[name]);
      else if (name === 'x' && findings.images) picture.pixels(findings.images.pixels, imageOf(page.pins) * findings.pixels);
      element.classList.toggle('cae-absent', of !== undefined && !sections[name]);
    }
    moves.show(sections.dh_units);
    const { lengths, moved: own, moved0, moved_random } = sections;
    if (lengths) slider.reach(lengths.values[lengths.values.length - 1]);
    chart.show(own ? { lengths: lengths.values, moved: own.values, moved0: moved0?.values ?? null, moved_random: moved_random?.values ?? null, at: of?.header.length } : null);
    const { id = '', which = '', index = '', length = '', dh = '', dh0 } = of?.header ?? {};
    Object.assign(panel.element.dataset, { id, which, index, length, dh, dh0: dh0 ?? '' });
  }

  function say() {
    const header = /** @type {any} */ (frame()?.header ?? null);
    directions.words();
    moves.words();
    slider.words(directionName(going.which, going.index));
    expect.set(tangentWords(header, /** @type {any} */ (findings.last.directions?.header ?? null)), EXPECTS.tangents);
    const captions = ['moved image', `reconstruction ${findings.at}`, 'reconstruction at λ = 0', 'moved at random', `reconstruction ${findings.at}`];
    pictures.forEach(({ setCaption }, i) => setCaption(captions[i]));
    const values = [header?.dh, header?.dh0, header?.dh_random];
    legend[1].element.hidden = header?.dh0 === null;
    [findings.own, 'λ = 0', 'at random'].forEach((name, i) => legend[i].set(`${name}: ${sig3(values[i])}`));
  }

  /** How far the code goes, for every length. */
  function csv() {
    const { lengths, moved: own, moved0, moved_random } = frame()?.sections ?? {};
    if (!lengths) throw new Error('nothing has come yet.');
    const names = ['length', `‖Δh‖ ${findings.at}`, '‖Δh‖ at λ = 0', '‖Δh‖ at random'];
    return toCsv(names, Array.from(lengths.values, (length, i) => [length, own.values[i], moved0?.values[i] ?? null, moved_random?.values[i] ?? null]));
  }

  /** Another image. */
  function begin() {
    looked = imageOf(page.pins);
    going.length = 0;
    slider.show(0);
    chart.reset();
    moves.reset();
    go();
  }

  return {
    element: panel.element,
    update(what) {
      if (findings.images && (what.has('statics') || imageOf(page.pins) !== looked)) begin();
      const anew = what.has('pins') || what.has('statics');
      if (what.has('directions') || anew) directions.show();
      if (what.has('along') || anew) show();
      if (anew) words.now();
      else words.soon();
    },
    describe: () => chart.describe(`How far the code moves along ${directionName(going.which, going.index)}. ${expect.text()}`),
    restyle() {
      tint(panel.element, theme());
      for (const { picture } of pictures) picture.restyle();
      for (const part of [directions, moves, chart]) part.restyle();
    },
    destroy() {
      words.destroy();
      chart.destroy();
    },
  };
}

/** How far the image is moved: to both sides of 0, back by a double click. @param {(length: number) => void} moved */
function createSlider(moved) {
  const input = el('input', { type: 'range', class: 'cae-range cae-length', min: -5, max: 5, step: 'any', value: 0, 'data-testid': 'length' });
  const [value, least, most] = [el('b', { class: 'cae-length-value' }), el('span', {}), el('span', {})];
  const [setValue, setLeast, setMost] = [value, least, most].map(textOf);
  const back = el('button', { type: 'button', class: 'cae-button', on: { click: () => set(0) } }, 'Back to 0');
  let top = 5;

  /** @param {number} length */
  function set(length) {
    input.value = String(length);
    moved(length);
  }
  input.addEventListener('input', () => moved(Number(input.value)));
  input.addEventListener('dblclick', () => set(0));
  input.addEventListener('keydown', (event) => {
    // a step of "any" leaves the arrows to us
    const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    set(Math.min(top, Math.max(-top, Number(input.value) + (way * top) / 40)));
  });

  return {
    element: el(
      'div', { class: 'cae-length-row' }, el('span', { class: 'cae-label' }, 'moved by'), value,
      el('div', { class: 'cae-length-track' }, input, el('div', { class: 'cae-length-ends', 'aria-hidden': 'true' }, least, el('span', {}, '0'), most)), back,
    ),
    /** @param {number} to both ends */
    reach(to) {
      if (!(to > 0) || to === top) return;
      top = to;
      [input.min, input.max] = [String(-to), String(to)];
    },
    /** @param {number} length */
    show: (length) => (input.value = String(length)),
    /** @param {string} along */
    words(along) {
      const length = Number(input.value);
      setValue(sig3(length));
      setLeast(tickWords(Number((-top).toPrecision(2))));
      setMost(tickWords(Number(top.toPrecision(2))));
      input.setAttribute('aria-label', 'How far the image is moved, in units of a pixel');
      input.setAttribute('aria-valuetext', `${sig3(length)} along ${along}`);
    },
  };
}

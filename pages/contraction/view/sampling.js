// Sampling: a chain of images that begins at the one looked at, with its step size and seed.

import { el, icon } from '../../kit/view/dom.js';
import { createExpect } from '../../kit/view/expect.js';
import { attempt } from '../../kit/view/failure.js';
import { shortest } from '../../kit/view/format.js';
import { numberField } from '../../kit/view/numberfield.js';
import { createPanel } from '../../kit/view/panel.js';
import { announce } from '../../kit/view/reader.js';
import { throttle } from '../../kit/view/throttle.js';
import { createFilm, LONG } from './film.js';
import { imageOf } from './findings.js';
import { createPlayer } from './player.js';
import { tint } from './tint.js';
import { EXPECTS, chainWords } from './words.js';

const WORDS_EVERY = 100; // milliseconds
const HOW = 'h ← f(x) + J Jᵀε, then x ← g(h), again and again (Rifai et al. 2012): the noise ε of standard deviation σ moves the code only where the encoder follows the image. At λ = 0 it gets the same noise.';
/** Where no h of an activation lies. @type {{[activation: string]: string}} */
const OUTSIDE = { sigmoid: 'outside 0 to 1', tanh: 'outside −1 to 1', softplus: 'below 0', relu: 'below 0', gelu: 'below −0.17' };

/** @param {import('./types.js').Context} context @returns {import('./types.js').Panel} */
export function createSampling(context) {
  const { findings, page, theme, askers, complain, changed } = context;
  const panel = createPanel({ name: 'sampling', title: 'Sampling: a walk along the tangents', how: HOW });
  panel.element.dataset.testid = 'sampling';
  const film = createFilm(theme, () => findings.side);
  const player = createPlayer({ element: panel.body, asker: askers.chain, settings: () => page, first: LONG - 1, changed: show });
  const play = el('button', { type: 'button', class: 'cae-button cae-main cae-chain-play', on: { click: player.toggle } });
  const step = el('button', { type: 'button', class: 'cae-button', on: { click: go } }, icon('step'), 'One step');
  const over = el('button', { type: 'button', class: 'cae-button', on: { click: begin } }, icon('reset'), 'Start over');
  const sigma = numberField({
    label: 'step size σ', name: 'Step size σ', range: { name: 'σ', lo: 1e-3, hi: 100 }, width: 6, testid: 'chain-sigma', refuse: complain,
    apply: (value) => value !== null && set({ sigma: value }),
  });
  const seed = numberField({
    label: 'seed', name: 'Seed of the noise', range: { name: 'The seed', lo: 0, hi: 2 ** 31 - 1, whole: true }, width: 6, testid: 'chain-seed', refuse: complain,
    apply: (value) => value !== null && set({ noise: value }),
  });
  const expect = createExpect();
  panel.body.append(el('div', { class: 'cae-chain-tools' }, play, step, over, sigma.element, seed.element), film.element);
  panel.element.append(expect.element);
  panel.legend.append(expect.button);
  const words = throttle(() => attempt(panel.element, say), WORDS_EVERY);
  let looked = -1;
  /** @type {import('../../kit/view/frames.js').Frame|null} the last of this chain */
  let last = null;

  /** @param {{sigma?: number, noise?: number}} change @returns {false} nothing is refused */
  function set(change) {
    Object.assign(page, change);
    changed('view');
    begin();
    return false;
  }

  /** From the image. */
  function begin() {
    looked = imageOf(page.pins);
    last = null;
    panel.element.dataset.step = '0';
    if (!findings.images) return;
    const { pixels, side: [rows, columns] } = findings;
    const values = /** @type {Uint8Array} */ (findings.images.pixels).subarray(looked * pixels, (looked + 1) * pixels);
    const x = { values, shape: [rows * columns], lo: 0, hi: 1 };
    film.begin({ step: 0, x, x0: x });
    player.begin();
    words.soon();
  }

  function go() {
    player.step();
    announce(step, () => [expect.text()]);
  }

  function show() {
    const playing = player.playing();
    if (play.dataset.playing === String(playing)) return;
    play.dataset.playing = String(playing);
    play.replaceChildren(icon(playing ? 'pause' : 'play'), playing ? 'Pause the chain' : 'Play the chain');
  }

  function take() {
    const frame = findings.last.chain;
    if (!frame || frame === last || !player.came(frame.header)) return;
    last = frame;
    const { x, x0 } = frame.sections;
    if (x) film.add({ step: frame.header.step, x, x0 });
    panel.element.dataset.step = String(frame.header.step);
    words.soon();
  }

  function say() {
    const header = /** @type {any} */ (last?.header ?? null);
    film.words(findings.own, last === null || Boolean(last.sections.x0));
    expect.set(chainWords(header, OUTSIDE[findings.activation] ?? ''), EXPECTS.chain);
    sigma.show(shortest(page.sigma));
    seed.show(String(page.noise));
  }

  show();
  return {
    element: panel.element,
    update(what) {
      // the chain begins when there is a model to step through
      if (findings.units && (what.has('statics') || imageOf(page.pins) !== looked)) begin();
      if (what.has('statics') && !findings.units) looked = -1;
      if (what.has('chain')) take();
      words.soon();
    },
    describe: () => panel.element.setAttribute('aria-description', expect.text()),
    restyle() {
      tint(panel.element, theme());
      film.restyle();
    },
    destroy() {
      words.destroy();
      player.destroy();
    },
  };
}

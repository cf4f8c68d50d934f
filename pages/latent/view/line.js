// The straight line from A to B: what the decoder makes of the codes along it, and below it the pictures faded into each other.

import { listenToArrows } from '../../kit/view/arrows.js';
import { el } from '../../kit/view/dom.js';
import { createExpect } from '../../kit/view/expect.js';
import { domPictures, exportMenu } from '../../kit/view/exports.js';
import { attempt } from '../../kit/view/failure.js';
import { percent } from '../../kit/view/format.js';
import { onPixels } from '../../kit/view/onscale.js';
import { createPanel } from '../../kit/view/panel.js';
import { createPicture } from '../../kit/view/picture.js';
import { announce, rename, withCursor } from '../../kit/view/reader.js';
import { throttle } from '../../kit/view/throttle.js';
import { EXPECTS, apartness, lineWords } from './words.js';

const WORDS_EVERY = 100; // milliseconds
export const COUNT = 11; // codes along it, both ends among them
const ROWS = /** @type {const} */ (['decoded', 'blend']);

/**
 * @param {import('./types.js').Context} context
 * @param {(step: number|null) => void} meant the map shows where a step lies
 */
export function createLine({ findings, page, theme }, meant) {
  const panel = createPanel({ name: 'line', title: 'From A to B', how: 'Eleven steps along the straight line between two codes, each decoded; below them A’s pixels faded into B’s. Point at a step to see it on the map.' });
  panel.element.dataset.testid = 'line';
  const steps = Array.from({ length: COUNT }, () => {
    const pictures = ROWS.map(() => createPicture(theme, () => findings.side, { 'aria-hidden': 'true' }));
    return { pictures, element: el('div', { class: 'cae-line-step' }, ...pictures.map(({ element }) => element)) };
  });
  const film = el('div', { class: 'cae-line-steps', ...withCursor('film', 'The line from A to B: arrow keys go along it.') }, ...steps.map(({ element }) => element));
  const names = el('div', { class: 'cae-line-names', 'aria-hidden': 'true' }, ...['decoded', 'blend'].map((name) => el('span', {}, name)));
  const body = el('div', { class: 'cae-line-film' }, names, film);
  const expect = createExpect();
  panel.body.append(body);
  panel.element.append(expect.element);
  panel.legend.append(expect.button, exportMenu('line from A to B', domPictures([body], theme, () => ({ title: page.label, note: `${panel.element.getAttribute('aria-label') ?? ''}, ${findings.at}` }))));
  const words = throttle(() => attempt(panel.element, say), WORDS_EVERY);
  /** @type {number|null} */
  let at = null;

  /** @param {number|null} step */
  function go(step) {
    if (step === at) return;
    at = step;
    steps.forEach(({ element }, i) => element.classList.toggle('cae-line-now', i === at));
    meant(at);
  }

  film.addEventListener('pointermove', (event) => {
    const over = /** @type {Element} */ (event.target).closest('.cae-line-step');
    const step = steps.findIndex(({ element }) => element === over);
    go(step < 0 ? null : step);
  });
  film.addEventListener('pointerleave', () => go(null));
  film.addEventListener('blur', () => go(null));
  listenToArrows(film, (right, down) => {
    go(Math.max(0, Math.min(COUNT - 1, (at ?? 0) + right + down)));
    announce(film, () => [`step ${(at ?? 0) + 1} of ${COUNT}, ${percent((at ?? 0) / (COUNT - 1))} of the way to B`]);
  });

  const there = () => (page.pins.b ?? null) !== null && findings.last.line !== undefined && !findings.of('line').error;

  function show() {
    body.classList.toggle('cae-line-none', !there());
    Object.assign(panel.element.dataset, { b: there() ? findings.of('line').b : '' });
    ROWS.forEach((name, row) => {
      const section = there() ? findings.section('line', name) : undefined;
      const values = section && onPixels(section).values;
      steps.forEach(({ pictures }, i) => {
        if (values && i < section.shape[0]) pictures[row].pixels(values, i * findings.pixels);
        else pictures[row].clear();
      });
    });
  }

  function say() {
    const { error } = findings.of('line');
    const second = (page.pins.b ?? null) !== null;
    const [decoded, blend] = ROWS.map((name) => findings.section('line', name));
    const middle = Math.floor(COUNT / 2) * findings.pixels;
    const apart = there() && decoded && blend ? apartness(onPixels(decoded).values, onPixels(blend).values, middle, findings.pixels) : null;
    expect.set(second && error ? error : second && apart === null ? '' : lineWords(apart, findings.at), apart === null ? '' : EXPECTS.line);
    rename(film, there() ? 'The line from A to B: arrow keys go along it.' : 'The line from A to B, which is not pinned yet.');
  }

  return {
    element: panel.element,
    step: () => at,
    /** @param {Set<any>} what */
    update(what) {
      if (what.has('line') || what.has('statics') || what.has('pins')) show();
      if (what.has('pins') || what.has('line')) words.now();
      else words.soon();
    },
    restyle() {
      for (const { pictures } of steps) for (const picture of pictures) picture.restyle();
    },
    destroy: words.destroy,
  };
}

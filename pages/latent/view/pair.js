// The pinned images and what the decoder makes of their codes; and the place of the map that is decoded.

import { el, textOf } from '../../kit/view/dom.js';
import { attempt } from '../../kit/view/failure.js';
import { sig3 } from '../../kit/view/format.js';
import { onPixels } from '../../kit/view/onscale.js';
import { createPanel } from '../../kit/view/panel.js';
import { captioned, createPicture } from '../../kit/view/picture.js';
import { imageName } from '../../kit/view/scene.js';
import { throttle } from '../../kit/view/throttle.js';
import { worded } from '../../kit/view/touch.js';
import { imageOf } from './findings.js';
import { errorWords, pairWords } from './words.js';

const WORDS_EVERY = 100; // milliseconds
const SHOWN = /** @type {const} */ (['a', 'made', 'b', 'madeB', 'place']);

/**
 * @param {import('./types.js').Context} context
 * @returns {import('./types.js').Panel}
 */
export function createPair({ findings, page, theme, hands }) {
  const panel = createPanel({ name: 'pair', title: 'Pinned: A, B and a place', how: 'Beside each, what the decoder makes of its code; at the right, of a place.' });
  panel.element.dataset.testid = 'pair';
  const parts = SHOWN.map((name) => {
    const picture = createPicture(theme, () => findings.side, {});
    const { element, caption } = captioned(picture, '');
    element.classList.add(`cae-pair-${name}`);
    return { picture, element, caption: textOf(caption), under: textOf(element.appendChild(el('span', { class: 'cae-pair-under' }))), canvas: picture.element };
  });
  const [a, made, b, madeB, place] = parts;
  const said = el('p', { class: 'cae-figure-words' });
  const setSaid = textOf(said);
  const release = el('button', { type: 'button', class: 'cae-button cae-quiet', on: { click: () => hands.pinB(null) } }, 'Let go of B');
  panel.body.append(el('div', { class: 'cae-pair-row' }, ...parts.map(({ element }) => element)), said);
  panel.legend.append(release);
  const words = throttle(() => attempt(panel.element, say), WORDS_EVERY);
  const second = () => page.pins.b ?? null;

  /** @param {typeof a} part @param {import('../../kit/view/frames.js').Section|undefined} section @param {number} [row] */
  function decoded({ picture }, section, row = 0) {
    if (section) picture.pixels(onPixels(section).values, row * findings.pixels);
    else picture.clear();
  }

  /** @param {number} id */
  const className = (id) => findings.classes[findings.labels[id]] ?? '';

  function show() {
    const { images, pixels } = findings;
    if (!images) return;
    const other = second();
    a.picture.pixels(images.pixels, imageOf(page.pins) * pixels);
    decoded(made, findings.section('neighbours', 'r'));
    if (other !== null && other < images.count) b.picture.pixels(images.pixels, other * pixels);
    else b.picture.clear();
    const line = other === null ? undefined : findings.section('line', 'decoded');
    decoded(madeB, line, line ? line.shape[0] - 1 : 0);
    decoded(place, findings.section('place', 'x'));
    Object.assign(panel.element.dataset, { a: imageOf(page.pins), b: other ?? '', place: findings.of('place').id ?? '' });
  }

  function say() {
    const { images } = findings;
    const { rerror, rerror0 } = findings.of('neighbours');
    const { at, words: how, error } = findings.of('place');
    const other = second();
    a.caption(`A · ${imageOf(page.pins)}`);
    a.under(className(imageOf(page.pins)));
    made.caption('decoded');
    made.under(errorWords(rerror));
    b.caption(other === null ? 'B' : `B · ${other}`);
    b.under(other === null ? worded('Shift, click') : className(other));
    madeB.caption('decoded');
    place.caption('the place');
    place.under(at ? at.map(sig3).join(', ') : worded('click the map'));
    for (const [part, there] of /** @type {const} */ ([[b, other !== null], [madeB, other !== null], [place, at !== undefined && !error]])) part.element.classList.toggle('cae-pair-none', !there);
    a.canvas.setAttribute('aria-label', `A: ${imageName(images, imageOf(page.pins))}`);
    made.canvas.setAttribute('aria-label', 'A, decoded from its code');
    b.canvas.setAttribute('aria-label', other === null ? 'B: none' : `B: ${imageName(images, other)}`);
    madeB.canvas.setAttribute('aria-label', other === null ? 'none' : 'B, decoded from its code');
    place.canvas.setAttribute('aria-label', at ? 'the place of the map, decoded' : 'no place of the map');
    release.classList.toggle('cae-absent', other === null);
    setSaid(pairWords({ rerror, rerror0, at: findings.at, how: at && !error ? how : '', error: error ?? '' }));
  }

  return {
    element: panel.element,
    update(what) {
      show();
      if (what.has('pins') || what.has('place') || what.has('statics')) words.now();
      else words.soon();
    },
    restyle() {
      for (const { picture } of parts) picture.restyle();
    },
    destroy: words.destroy,
  };
}

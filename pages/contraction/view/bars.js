// Two bars that grow as an image is pushed: how far its pixels moved, and how far the code did, at λ and at λ = 0.

import { el, textOf } from '../../kit/view/dom.js';
import { sig3, tickWords } from '../../kit/view/format.js';
import { Scale } from './scale.js';

/**
 * @typedef {{dx: number, dh: number, dh0: number|null, ratio: number|null, ratio0: number|null, neighbour: number|null}} Moved
 */

const NEIGHBOURS = 1.5; // typical distances to the nearest neighbour that the bar of the pixels is long at first

export function createBars() {
  const pixels = row('cae-bar-pixels', '‖Δx‖, pixels');
  const code = row('cae-bar-code', '');
  const without = row('cae-bar-without', '‖Δh‖ at λ = 0');
  const near = el('span', { class: 'cae-bars-near' });
  const nearName = el('span', { class: 'cae-bars-near-name' });
  const [pixelsEnd, codeEnd] = [el('span', {}), el('span', {})];
  const [setNear, setPixelsEnd, setCodeEnd] = [nearName, pixelsEnd, codeEnd].map(textOf);
  pixels.track.append(near);
  const element = el(
    'div', { class: 'cae-bars' },
    el('span', { class: 'cae-bars-head' }, 'how far pixels and code moved'), el('span', { class: 'cae-bars-head cae-bars-ratio' }, '‖Δh‖/‖Δx‖'),
    ...pixels.cells, el('div', { class: 'cae-bars-ends' }, nearName, pixelsEnd),
    ...code.cells, ...without.cells, el('div', { class: 'cae-bars-ends' }, el('span', {}, '0'), codeEnd),
  );
  const scales = { pixels: new Scale(), code: new Scale() };
  let least = 0; // of the code's scale

  /** @param {string} name @param {string} label */
  function row(name, label) {
    const words = el('span', { class: 'cae-bars-label' });
    const track = el('div', { class: `cae-bar ${name}` }, el('i', {}));
    const [value, ratio] = [el('b', { class: 'cae-bars-value' }), el('span', { class: 'cae-bars-ratio' })];
    const [setLabel, setValue, setRatio] = [words, value, ratio].map(textOf);
    setLabel(label);
    for (const one of [words, value, ratio, track]) one.classList.add(`${name}-part`);
    return { track, cells: [words, value, ratio, track], setLabel, setValue, setRatio };
  }

  /** @param {ReturnType<typeof row>} one @param {number} share */
  const fill = ({ track }, share) => track.style.setProperty('--cae-share', String(share));

  return {
    element,
    /** Begin the scales anew. @param {number} smallest that the code's may be */
    reset(smallest) {
      least = smallest;
      scales.pixels.reset();
      scales.code.reset(least);
    },
    /** Whether there is no model at λ = 0. @param {boolean} alone */
    alone: (alone) => element.classList.toggle('cae-alone', alone),
    /** At frame rate: how long they are. @param {Moved} moved */
    show({ dx, dh, dh0, neighbour }) {
      scales.pixels.take(dx, NEIGHBOURS * (neighbour ?? 0));
      scales.code.take(dh, dh0);
      fill(pixels, scales.pixels.at(dx));
      fill(code, scales.code.at(dh));
      fill(without, scales.code.at(dh0));
      near.hidden = neighbour === null;
      near.style.setProperty('--cae-share', String(scales.pixels.at(neighbour)));
    },
    /** @param {Moved} moved @param {string} at the model that is looked at */
    words({ dx, dh, dh0, ratio, ratio0, neighbour }, at) {
      code.setLabel(`‖Δh‖ ${at}`);
      pixels.setValue(sig3(dx));
      code.setValue(sig3(dh));
      without.setValue(sig3(dh0));
      code.setRatio(sig3(ratio));
      without.setRatio(sig3(ratio0));
      setNear(neighbour === null ? '' : `│ nearest neighbour ${sig3(neighbour)}`);
      setPixelsEnd(tickWords(scales.pixels.top));
      setCodeEnd(tickWords(scales.code.top));
    },
  };
}

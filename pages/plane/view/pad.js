// The pad on which a person draws the points to train on.

import { css } from '../../kit/view/color.js';
import { el, textOf } from '../../kit/view/dom.js';
import { count } from '../../kit/view/format.js';
import { nameOf, pointsOf } from './points.js';

const SIDE = 320; // CSS pixels, of the canvas's own scale
const DOT = 4;

/** What was drawn last, as long as the tab lives. @type {import('./points.js').Point[][]} */
const strokes = [];

/**
 * @param {import('./building.js').Building} building
 * @param {() => import('../../kit/view/theme.js').Theme} theme
 */
export function createPad(building, theme) {
  const canvas = el('canvas', { class: 'cae-pad-map', width: 2 * SIDE, height: 2 * SIDE, role: 'img', 'aria-label': 'The pad: draw with the pointer or a finger' });
  const words = el('p', { class: 'cae-pad-words', role: 'status' });
  const refusal = el('p', { class: 'cae-pad-refused', role: 'alert' });
  const [say, refuse] = [words, refusal].map(textOf);
  /** @param {string} name @param {() => void} click @param {string} [kind] */
  const button = (name, click, kind = '') => el('button', { type: 'button', class: `cae-button ${kind}`, on: { click } }, name);
  const back = button('Undo stroke', () => drop(1));
  const clear = button('Clear', () => drop(strokes.length));
  const train = button('Train on these', trainOn, 'cae-main');
  const close = button('Close', () => element.close());
  const element = el(
    'dialog', { class: 'cae-pad', 'aria-label': 'Draw points' },
    el('h2', { class: 'cae-title' }, 'Draw points to train on'),
    el('p', {}, 'Drag for a line, press for a single point. What is drawn is centred and scaled.'),
    canvas, words, refusal, el('div', { class: 'cae-pad-tools' }, back, clear, close, train),
  );
  element.addEventListener('keydown', (event) => event.stopPropagation()); // the page's keys rest
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  /** @type {string|null} the data set that was asked for */
  let asked = null;

  function paint() {
    context.setTransform(2, 0, 0, 2, 0, 0);
    context.clearRect(0, 0, SIDE, SIDE);
    context.fillStyle = css(theme().text);
    const points = pointsOf(strokes);
    for (const [x, y] of points) context.fillRect(((x + 1) / 2) * SIDE - DOT / 2, ((1 - y) / 2) * SIDE - DOT / 2, DOT, DOT);
    say(points.length === 1 ? '1 point' : `${count(points.length)} points`);
    back.disabled = clear.disabled = strokes.length === 0;
  }

  /** @param {PointerEvent} event @returns {import('./points.js').Point} */
  const placeOf = ({ clientX, clientY }) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [(2 * (clientX - left)) / width - 1, 1 - (2 * (clientY - top)) / height];
  };
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    refuse('');
    strokes.push([placeOf(event)]);
    paint();
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    strokes.at(-1)?.push(...(event.getCoalescedEvents?.() ?? [event]).map(placeOf));
    paint();
  });

  /** @param {number} last */
  function drop(last) {
    strokes.splice(strokes.length - last, last);
    refuse('');
    paint();
  }

  function trainOn() {
    refuse('');
    asked = nameOf(pointsOf(strokes));
    building.want({ dataset: asked });
  }

  return {
    element,
    open() {
      refuse('');
      paint();
      element.showModal();
    },
    /** The server has a model of this data set. @param {string} dataset */
    settled(dataset) {
      if (asked === null || dataset !== asked) return;
      asked = null;
      element.close();
    },
    /** It has not taken what it was told. @param {string} message @returns {boolean} whether that is said here */
    refused(message) {
      if (asked === null || !element.open) return false;
      asked = null;
      refuse(message);
      return true;
    },
  };
}

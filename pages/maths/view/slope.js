// φ as a curve, with the place where the unit is and the slope there.

import { el, watchSize } from '../../kit/view/dom.js';
import { functionsOf } from './phi.js';

const REACH = { sigmoid: 7, tanh: 3.5, softplus: 6, relu: 3, gelu: 4, identity: 3 };
const POINTS = 120;
const HALF = 0.16; // of the width: half the tangent's length
const EDGE = 8; // CSS pixels

/** @typedef {{z: number, h: number, gain: number, activation: string}} At */

/**
 * What is drawn: from where to where, both ways. A z beyond it widens it. Pure.
 *
 * @param {At} at
 */
export function frameOf({ z, activation }) {
  const usual = /** @type {{[name: string]: number}} */ (REACH)[activation] ?? 7;
  const reach = Math.max(usual, Math.ceil(Math.abs(z)));
  const { phi } = functionsOf(activation);
  const [low, high] = [Math.min(0, phi(-reach), activation === 'gelu' ? -0.2 : 0), Math.max(phi(reach), phi(-reach))];
  return { reach, low, high };
}

/** @param {() => import('../../kit/view/theme.js').Theme} theme */
export function createSlope(theme) {
  const canvas = el('canvas', { class: 'cae-bars-map', role: 'img', 'aria-label': 'φ with its tangent at z' });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const stage = el('div', { class: 'cae-bars-stage cae-slope-stage' }, canvas);
  const element = el('figure', { class: 'cae-bars cae-slope' }, el('figcaption', {}, el('span', {}, 'φ at zⱼ')), stage);
  let [width, height, ratio] = [0, 0, 1];
  /** @type {At|null} */
  let at = null;

  const unwatch = watchSize(stage, (wide, high) => {
    ratio = window.devicePixelRatio || 1;
    [width, height] = [wide, high];
    Object.assign(canvas, { width: Math.round(wide * ratio), height: Math.round(high * ratio) });
    paint();
  });

  function paint() {
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    if (!at || !width) return;
    const { ink, line, muted } = theme();
    const { reach, low, high } = frameOf(at);
    const x = (/** @type {number} */ z) => ((z + reach) / (2 * reach)) * width;
    const y = (/** @type {number} */ h) => height - EDGE - ((h - low) / (high - low)) * (height - 2 * EDGE);
    /** @param {string} color @param {number} wide @param {[number, number][]} points */
    function stroke(color, wide, points) {
      context.strokeStyle = color;
      context.lineWidth = wide;
      context.beginPath();
      points.forEach(([px, py], i) => (i ? context.lineTo(px, py) : context.moveTo(px, py)));
      context.stroke();
    }
    stroke(line, 1, [[0, y(0)], [width, y(0)]]);
    stroke(line, 1, [[x(0), 0], [x(0), height]]);
    const { phi } = functionsOf(at.activation);
    stroke(muted, 1.5, Array.from({ length: POINTS + 1 }, (_, i) => {
      const z = (2 * i / POINTS - 1) * reach;
      return [x(z), y(phi(z))];
    }));
    // as long on the screen, however steep
    const [dx, dy] = [x(1) - x(0), y(at.gain) - y(0)];
    const long = (HALF * width) / Math.hypot(dx, dy);
    stroke(ink, 3, [[x(at.z) - long * dx, y(at.h) - long * dy], [x(at.z) + long * dx, y(at.h) + long * dy]]);
    context.fillStyle = ink;
    context.beginPath();
    context.arc(x(at.z), y(at.h), 5, 0, 2 * Math.PI);
    context.fill();
  }

  return {
    element,
    /** Called in the animation frame. @param {At|null} next */
    draw(next) {
      at = next;
      paint();
    },
    restyle: paint,
    destroy: unwatch,
  };
}

// How far the code moves along a direction, against the length: at λ, at λ = 0, and along the control.

import { ticks } from '../../kit/view/axes.js';
import { el, watchSize } from '../../kit/view/dom.js';
import { roleColor } from '../../kit/view/figurestyle.js';
import { tickWords } from '../../kit/view/format.js';
import { Scale } from './scale.js';

/**
 * @typedef {{lengths: ArrayLike<number>, moved: ArrayLike<number>, moved0: ArrayLike<number>|null, moved_random: ArrayLike<number>|null, at: number}} Curves
 */

const LEAST = 0.01; // end of the scale: what is less is rounding

/** @param {() => import('../../kit/view/theme.js').Theme} theme */
export function createChart(theme) {
  const canvas = el('canvas', { class: 'cae-going-chart', role: 'img', 'aria-label': 'How far the code moves, against the length' });
  const element = el('div', { class: 'cae-going-plot' }, canvas);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const scale = new Scale(LEAST, [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]); // the curves fill it
  /** @type {Curves|null} */
  let curves = null;
  let size = { width: 0, height: 0, ratio: 1 };

  function draw() {
    const { width, height, ratio } = size;
    if (!width) return;
    const now = theme();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    if (!curves || !(scale.top > 0)) return;
    context.font = `${now.size}px ${now.font}`;
    const { lengths } = curves;
    const [least, most] = [lengths[0], lengths[lengths.length - 1]];
    const [left, right, top, bottom] = [4 + 3 * now.size, width - 8, now.size / 2 + 2, height - 1.7 * now.size];
    /** @param {number} t */
    const across = (t) => left + ((t - least) / (most - least || 1)) * (right - left);
    /** @param {number} v */
    const up = (v) => bottom - (v / scale.top) * (bottom - top);

    context.fillStyle = now.muted;
    context.strokeStyle = now.line;
    context.lineWidth = 1;
    context.textBaseline = 'middle';
    context.textAlign = 'right';
    for (const v of ticks(0, scale.top, Math.max(1, (bottom - top) / (3 * now.size)))) {
      line([[left, up(v)], [right, up(v)]]);
      context.fillText(tickWords(v), left - 6, up(v));
    }
    context.textAlign = 'center';
    for (const t of ticks(least, most, (right - left) / (5 * now.size))) context.fillText(tickWords(t), across(t), bottom + 0.9 * now.size);

    const roles = /** @type {const} */ ([['moved_random', now.ink, [1.5, 4]], ['moved0', roleColor('reference', now), [7, 4]], ['moved', roleColor('A', now), []]]);
    for (const [name, color, dash] of roles) {
      const values = curves[name];
      if (!values) continue;
      context.strokeStyle = color;
      context.lineWidth = 2;
      context.setLineDash(/** @type {number[]} */ (/** @type {unknown} */ (dash)));
      line(Array.from(values, (v, i) => [across(lengths[i]), up(v)]));
    }
    context.setLineDash([]);
    context.fillStyle = now.ink;
    context.globalAlpha = 0.55;
    context.fillRect(across(curves.at) - 1, top, 2, bottom - top);
    context.globalAlpha = 1;
  }

  /** @param {number[][]} points */
  function line(points) {
    context.beginPath();
    for (const [x, y] of points) context.lineTo(x, y);
    context.stroke();
  }

  const unwatch = watchSize(element, (width, height) => {
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    size = { width, height, ratio };
    [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    draw();
  });

  return {
    element,
    /** Another direction or image: the scale begins anew. */
    reset: () => scale.reset(LEAST),
    /** @param {Curves|null} next */
    show(next) {
      curves = next;
      if (next) for (const values of [next.moved, next.moved0, next.moved_random]) for (const v of Array.from(values ?? [])) scale.take(v);
      draw();
    },
    /** @param {string} text */
    describe: (text) => canvas.setAttribute('aria-label', text),
    restyle: draw,
    destroy: unwatch,
  };
}

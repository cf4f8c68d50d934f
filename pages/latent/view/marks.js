// What is drawn over the dots: the pinned images and the one that is meant, the neighbours, the line from A to B, the place
// that is decoded, the lasso, and how the axes of three dimensions lie.

import { el } from '../../kit/view/dom.js';

/**
 * @typedef {object} Marks all in device pixels
 * @property {{id: number, letter: string}[]} pinned
 * @property {number|null} meant the image under the pointer or the arrow keys
 * @property {ArrayLike<number>} neighbours of A in code space
 * @property {ArrayLike<number>} line x, y of each step
 * @property {number|null} step of the line that is meant
 * @property {[number, number]|null} place
 * @property {number[]} lasso x, y of each corner
 * @property {number[]|null} turned of three dimensions: how they lie, row by row
 */

/** @param {() => import('../../kit/view/theme.js').Theme} theme */
export function createMarks(theme) {
  const canvas = el('canvas', { class: 'cae-map-over', 'aria-hidden': 'true' });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  let ratio = 1;

  /** Twice: the wider one in the colour of the page. @param {() => void} path @param {number} width @param {string} [color] */
  function stroke(path, width, color = theme().ink) {
    for (const [style, wide] of /** @type {const} */ ([[theme().paper, width + 3], [color, width]])) {
      context.strokeStyle = style;
      context.lineWidth = wide * ratio;
      context.beginPath();
      path();
      context.stroke();
    }
  }

  /** @param {number} x @param {number} y @param {number} radius @param {number} width */
  const ring = (x, y, radius, width) => stroke(() => context.arc(x, y, radius * ratio, 0, 2 * Math.PI), width);

  /** @param {string} text @param {number} x @param {number} y */
  function write(text, x, y) {
    context.strokeStyle = theme().paper;
    context.lineWidth = 4 * ratio;
    context.fillStyle = theme().ink;
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }

  /** @param {number[]} m */
  function tripod(m) {
    const arm = 26 * ratio;
    const [x, y] = [canvas.width - 1.6 * arm, canvas.height - 1.6 * arm];
    [0, 1, 2].forEach((k) => {
      const [dx, dy] = [m[k] * arm, -m[3 + k] * arm];
      stroke(() => {
        context.moveTo(x, y);
        context.lineTo(x + dx, y + dy);
      }, 1.5, theme().muted);
      write(String(k + 1), x + 1.35 * dx, y + 1.35 * dy);
    });
  }

  return {
    canvas,
    /** @param {number} width @param {number} height in device pixels @param {number} of device pixels of one of CSS */
    resize(width, height, of) {
      [canvas.width, canvas.height, ratio] = [width, height, of];
    },
    /** @param {Marks} marks @param {ArrayLike<number>} places x, y of each dot @param {number} radius of a dot, in device pixels */
    paint({ pinned, meant, neighbours, line, step, place, lasso, turned }, places, radius) {
      const { ink, paper, size, font } = theme();
      const reach = radius / ratio;
      context.clearRect(0, 0, canvas.width, canvas.height);
      context.lineJoin = context.lineCap = 'round';
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      context.font = `600 ${size * ratio}px ${font}`;
      const at = (/** @type {number} */ id) => /** @type {[number, number]} */ ([places[2 * id], places[2 * id + 1]]);
      for (const id of Array.from(neighbours)) if (2 * id < places.length) ring(...at(id), reach + 2.5, 1);
      if (line.length) {
        stroke(() => {
          for (let i = 0; i < line.length; i += 2) context.lineTo(line[i], line[i + 1]);
        }, 2);
        for (let i = 0; i < line.length; i += 2) {
          context.fillStyle = i / 2 === step ? ink : paper;
          context.strokeStyle = ink;
          context.lineWidth = 1.5 * ratio;
          context.beginPath();
          context.arc(line[i], line[i + 1], (i / 2 === step ? 6 : 3) * ratio, 0, 2 * Math.PI);
          context.fill();
          context.stroke();
        }
      }
      for (const { id, letter } of pinned) {
        if (2 * id >= places.length) continue;
        const [x, y] = at(id);
        ring(x, y, reach + 4.5, 2.5);
        write(letter, x + (reach + 14) * ratio, y - (reach + 9) * ratio);
      }
      if (meant !== null && 2 * meant < places.length) ring(...at(meant), reach + 4, 2);
      if (place) {
        const [x, y] = place;
        const arm = 9 * ratio;
        stroke(() => {
          context.moveTo(x - arm, y);
          context.lineTo(x + arm, y);
          context.moveTo(x, y - arm);
          context.lineTo(x, y + arm);
        }, 2);
      }
      if (lasso.length > 2) {
        context.setLineDash([5 * ratio, 4 * ratio]);
        stroke(() => {
          for (let i = 0; i < lasso.length; i += 2) context.lineTo(lasso[i], lasso[i + 1]);
          context.closePath();
        }, 1.5);
        context.setLineDash([]);
      }
      if (turned) tripod(turned);
    },
  };
}

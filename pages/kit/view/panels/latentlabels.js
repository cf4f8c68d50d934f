// What is written over the latent plane: class names beside their dots, the axes' names, a length to go by.

import { css } from '../color.js';
import { sig3 } from '../format.js';
import { boxOf } from './latentplacing.js';

const APART = 2.2; // ems from a name to its class above which a line joins them

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{places: Int16Array, ratio: number, width: number, height: number}} plane places in device pixels
 * @param {import('../scene.js').Images} data
 * @param {import('../theme.js').Theme} theme
 * @param {string[]} axis names of the two axes
 * @param {boolean} aside whether the axes' names stand at the edges, not beside lines through the middle
 * @param {number} scale device pixels of one unit of h
 * @param {import('./latentplacing.js').Placing} placing where the names have been
 * @param {import('./latentplacing.js').Box[]} free what no name may cover
 */
export function drawLabels(canvas, { places, ratio, width, height }, data, theme, axis, aside, scale, placing, free) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const size = theme.size * ratio;
  context.clearRect(0, 0, width, height);
  context.lineJoin = 'round';
  context.textBaseline = 'middle';
  context.font = `${size}px ${theme.font}`;
  context.strokeStyle = theme.paper;
  context.lineWidth = 4 * ratio;

  /** @param {string} text @param {number} x @param {number} y @param {string} color */
  const write = (text, x, y, color) => {
    context.strokeText(text, x, y);
    context.fillStyle = color;
    context.fillText(text, x, y);
  };

  /** @type {import('./latentplacing.js').Box[]} */
  const avoid = [...free];
  const [xAt, yAt] = [aside ? height - size * 0.7 : height / 2 + size * 0.8, aside ? 4 * ratio : width / 2 + 6 * ratio];
  context.textAlign = 'right';
  write(axis[0], width - 4 * ratio, xAt, theme.muted);
  context.textAlign = 'left';
  write(axis[1], yAt, size * 0.7, theme.muted);
  const [wideX, wideY] = axis.map((text) => context.measureText(text).width);
  if (axis[0]) avoid.push(boxOf(width - 4 * ratio - wideX / 2, xAt, wideX, size));
  if (axis[1]) avoid.push(boxOf(yAt + wideY / 2, size * 0.7, wideY, size));
  avoid.push(ruler());

  context.font = `600 ${size}px ${theme.font}`;
  context.textAlign = 'center';
  const names = data.classes.map((name) => context.measureText(name).width + 4 * ratio);
  const plane = { places, labels: data.labels, width, height, em: size, names, avoid };
  const placed = placing.place(plane);
  for (const one of placed) lead(one);
  for (const { label, x, y } of placed) {
    const name = data.classes[label];
    context.strokeText(name, x, y);
    context.fillStyle = theme.ink;
    context.fillText(name, x, y);
    context.fillStyle = css(theme.classes[label % theme.classes.length]);
    context.fillRect(x - names[label] / 2, y + size * 0.55, names[label], 2.5 * ratio);
  }

  /** A thin line from a name that stands apart to its class. @param {import('./latentplacing.js').Placed} placed */
  function lead({ label, x, y, atX, atY }) {
    const box = boxOf(x, y, names[label], size);
    const [fromX, fromY] = [Math.min(box.right, Math.max(box.left, atX)), Math.min(box.bottom, Math.max(box.top, atY))];
    if (Math.hypot(fromX - atX, fromY - atY) < APART * size) return;
    context.strokeStyle = css(theme.classes[label % theme.classes.length]);
    context.lineWidth = ratio;
    context.beginPath();
    context.moveTo(fromX, fromY);
    context.lineTo(atX, atY);
    context.stroke();
    context.strokeStyle = theme.paper;
    context.lineWidth = 4 * ratio;
  }

  /** A line as long as a round number of units of h: the plane rescales itself, this shows by how much. */
  function ruler() {
    const wanted = (width / 5) / scale;
    const decade = 10 ** Math.floor(Math.log10(wanted));
    const length = [5, 2, 1].map((n) => n * decade).find((n) => n <= wanted) ?? decade;
    const [left, bottom] = [8 * ratio, height - 8 * ratio];
    context.fillStyle = theme.muted;
    context.fillRect(left, bottom - ratio, length * scale, 2 * ratio);
    for (const x of [left, left + length * scale]) context.fillRect(x - ratio / 2, bottom - 5 * ratio, ratio, 9 * ratio);
    write(String(Number(sig3(length))), left, bottom - size * 0.9, theme.muted);
    return { left: 0, right: left + length * scale, top: bottom - 1.5 * size, bottom: height };
  }
}

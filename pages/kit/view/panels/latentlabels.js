// What is written over the latent plane: class names at their centroids, the axes' names, a length to go by.

import { css } from '../color.js';
import { sig3 } from '../format.js';

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{places: Int16Array, ratio: number, width: number, height: number}} plane places in device pixels
 * @param {import('../scene.js').Images} data
 * @param {import('../theme.js').Theme} theme
 * @param {string[]} axis names of the two axes
 * @param {boolean} aside whether the axes' names stand at the edges, not beside lines through the middle
 * @param {number} scale device pixels of one unit of h
 */
export function drawLabels(canvas, { places, ratio, width, height }, data, theme, axis, aside, scale) {
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

  context.textAlign = 'right';
  write(axis[0], width - 4 * ratio, aside ? height - size * 0.7 : height / 2 + size * 0.8, theme.muted);
  context.textAlign = 'left';
  write(axis[1], aside ? 4 * ratio : width / 2 + 6 * ratio, size * 0.7, theme.muted);
  ruler();

  context.font = `600 ${size}px ${theme.font}`;
  context.textAlign = 'center';
  for (const { name, x, y, label } of spread(centroids(), size)) {
    const half = context.measureText(name).width / 2 + 4 * ratio;
    const inside = Math.min(width - half, Math.max(half, x));
    context.strokeText(name, inside, y);
    context.fillStyle = theme.ink;
    context.fillText(name, inside, y);
    context.fillStyle = css(theme.classes[label % theme.classes.length]);
    context.fillRect(inside - half + 4 * ratio, y + size * 0.55, 2 * half - 8 * ratio, 2.5 * ratio);
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
  }

  function centroids() {
    const sums = data.classes.map((name, label) => ({ name, label, x: 0, y: 0, n: 0 }));
    for (let id = 0; id < data.labels.length; id++) {
      const sum = sums[data.labels[id]];
      if (!sum) continue;
      sum.x += places[2 * id];
      sum.y += places[2 * id + 1];
      sum.n += 1;
    }
    return sums.filter((s) => s.n > 0).map((s) => ({ ...s, x: s.x / s.n, y: s.y / s.n }));
  }

  /**
   * Names that would cover each other are moved apart, up and down.
   *
   * @template {{name: string, x: number, y: number}} T
   * @param {T[]} names
   * @param {number} line height of a name
   */
  function spread(names, line) {
    const pitch = line * 1.3;
    for (let round = 0; round < 12; round++) {
      for (const a of names) {
        for (const b of names) {
          if (a === b || a.y > b.y) continue;
          const wide = ((a.name.length + b.name.length) / 2) * line * 0.55;
          const overlap = pitch - (b.y - a.y);
          if (overlap <= 0 || Math.abs(a.x - b.x) > wide) continue;
          a.y -= overlap / 2;
          b.y += overlap / 2;
        }
      }
    }
    for (const a of names) a.y = Math.min(height - line, Math.max(line, a.y));
    return names;
  }
}

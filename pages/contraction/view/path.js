// The way an image has gone, drawn over the latent plane: from a ring, where it was, to a dot, where it is.

import { el } from '../../kit/view/dom.js';

const EDGE = 6; // CSS pixels: a way that comes so near the edge is about to leave the plane

/** @param {() => import('../../kit/view/theme.js').Theme} theme */
export function createPath(theme) {
  const element = el('canvas', { class: 'cae-latent-labels cae-path', 'aria-hidden': 'true' });
  const context = /** @type {CanvasRenderingContext2D} */ (element.getContext('2d'));
  /** @type {{plane: {ratio: number, width: number, height: number}, eye: {x: number, y: number}, scale: number}|null} */
  let view = null;
  /** @type {ArrayLike<number>} x, y of each place */
  let places = [];

  /** Where a place is on the canvas. @param {number} i @returns {[number, number]} */
  function at(i) {
    if (!view) return [0, 0];
    const { plane, eye, scale } = view;
    return [plane.width / 2 + (places[2 * i] - eye.x) * scale, plane.height / 2 - (places[2 * i + 1] - eye.y) * scale];
  }

  function draw() {
    if (!view) return;
    const { width, height, ratio } = view.plane;
    context.clearRect(0, 0, width, height);
    const count = places.length / 2;
    if (!count) return;
    const { ink, paper } = theme();
    context.lineJoin = context.lineCap = 'round';
    for (const [color, wide] of /** @type {const} */ ([[paper, 5], [ink, 2]])) {
      context.strokeStyle = color;
      context.lineWidth = wide * ratio;
      context.beginPath();
      for (let i = 0; i < count; i++) context.lineTo(...at(i));
      context.stroke();
    }
    disc(at(0), 4.5, paper, ink);
    if (count > 1) disc(at(count - 1), 5.5, ink, paper);
  }

  /** @param {[number, number]} where @param {number} radius @param {string} fill @param {string} edge */
  function disc([x, y], radius, fill, edge) {
    const { ratio } = /** @type {NonNullable<typeof view>} */ (view).plane;
    context.fillStyle = fill;
    context.strokeStyle = edge;
    context.lineWidth = 2 * ratio;
    context.beginPath();
    context.arc(x, y, radius * ratio, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }

  return {
    element,
    /** @type {import('../../kit/view/panel.js').Over['follow']} */
    follow(plane, { x, y }, scale) {
      if (element.width !== plane.width || element.height !== plane.height) [element.width, element.height] = [plane.width, plane.height];
      view = { plane: { ratio: plane.ratio, width: plane.width, height: plane.height }, eye: { x, y }, scale };
      draw();
    },
    /** @param {ArrayLike<number>} found x, y of each place, in units of h */
    show(found) {
      places = found;
      draw();
    },
    /** Whether its end lies on what is shown of the plane. */
    inside() {
      const count = places.length / 2;
      if (!view || !count) return true;
      const [x, y] = at(count - 1);
      const edge = EDGE * view.plane.ratio;
      return x >= edge && y >= edge && x <= view.plane.width - edge && y <= view.plane.height - edge;
    },
  };
}

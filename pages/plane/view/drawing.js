// Draws a plane into a canvas: what a model does at every place, its units' lines, and the points. Knows no pointer.

import { css, pixel, seriesColors } from '../../kit/view/color.js';
import { raster } from '../../kit/view/raster.js';
import { between } from './world.js';

/**
 * @typedef {import('../../kit/view/theme.js').Theme} Theme
 * @typedef {import('./world.js').World} World
 * @typedef {import('./world.js').Side} Side
 * @typedef {import('../../kit/view/frames.js').Section} Section
 * @typedef {'heat'|'arrows'|'ellipses'|'lines'|'points'|'made'} Layer
 *
 * What is drawn.
 *
 * @typedef {object} Scene
 * @property {World} world
 * @property {Side} side
 * @property {Section|null} heat
 * @property {number} heatTo the value that has the last colour
 * @property {(layer: Layer) => boolean} shows
 * @property {number|null} [marked] a unit whose line stands out
 * @property {[number, number]|null} [cursor] a place
 */

const ARROWS = 17; // a side
const FADED = 0.4; // how much of the map's colours is the paper's: what is drawn over them must be seen
const BEYOND = 3; // times the reach: a line that is cut off there is cut off by the canvas

/**
 * The map of amounts, paler.
 *
 * @param {Theme} theme
 * @returns {Uint32Array}
 */
export function paleMap({ maps: { amount }, background }) {
  return amount.map((color) => {
    const mixed = [0, 8, 16].map((shift, i) => Math.round(((color >>> shift) & 255) * (1 - FADED) + background[i] * FADED));
    return pixel([mixed[0], mixed[1], mixed[2]]);
  });
}

/** @param {HTMLCanvasElement} canvas */
export function createPlaneDrawing(canvas) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const cells = document.createElement('canvas');
  const map = raster(cells);
  let size = 0; // CSS pixels a side
  let ratio = 1;

  /** @param {Section} heat @param {number} count @param {number} to @param {Uint32Array} table */
  function warm({ values, hi }, count, to, table) {
    map.resize(count, count);
    const factor = to > 0 ? (hi ?? 0) / to : 0;
    for (let row = 0; row < count; row++) {
      const line = (count - 1 - row) * count; // the grid begins below
      for (let column = 0; column < count; column++) map.pixels[line + column] = table[Math.min(255, Math.round(values[row * count + column] * factor))];
    }
    map.show();
    // a cell is centred on its place: the outer ones stand out by half
    const half = size / (count - 1) / 2;
    context.drawImage(cells, -half, -half, size + 2 * half, size + 2 * half);
  }

  return {
    get size() {
      return size;
    },
    /** @param {number} side in CSS pixels */
    resize(side) {
      size = Math.floor(side);
      ratio = Math.min(2, window.devicePixelRatio || 1);
      canvas.width = canvas.height = Math.round(size * ratio);
      canvas.style.width = canvas.style.height = `${size}px`;
    },
    /** Called in the animation frame. @param {Scene} scene @param {Theme} theme @param {Uint32Array} table of the heat's colours */
    paint(scene, theme, table) {
      if (!size) return;
      const { world, side, heat, heatTo, shows, marked = null, cursor = null } = scene;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.fillStyle = theme.paper;
      context.fillRect(0, 0, size, size);
      const on = { context, size, reach: world.reach, theme };
      if (heat && shows('heat')) warm(heat, world.grid, heatTo, table);
      if (shows('points')) drawPoints(on, world.points, world.labels);
      const own = side === world.own; // the units are its, and so are the reconstructed points
      if (own && shows('lines')) drawLines(on, world);
      if (marked !== null) drawLine(on, world, marked, 3);
      if (shows('arrows')) drawArrows(on, side.pull, world.grid);
      if (side.ellipses && shows('ellipses')) drawEllipses(on, side.ellipses, world.coarse, world.sigmaTo.value);
      if (own && shows('made')) drawMade(on, world);
      if (cursor) drawCursor(on, cursor);
    },
  };
}

/** @typedef {{context: CanvasRenderingContext2D, size: number, reach: number, theme: Theme}} On */

/** Where a place lies in the canvas. @param {Pick<On, 'size'|'reach'>} on @param {number} x @param {number} y @returns {[number, number]} */
export const pixelOf = ({ size, reach }, x, y) => [((x / reach + 1) / 2) * size, ((1 - y / reach) / 2) * size];

/** And the other way. @param {Pick<On, 'size'|'reach'>} on @param {number} left @param {number} top @returns {[number, number]} */
export const placeOf = ({ size, reach }, left, top) => [((2 * left) / size - 1) * reach, (1 - (2 * top) / size) * reach];

/** @param {On} on @param {ArrayLike<number>} points @param {ArrayLike<number>} labels */
function drawPoints(on, points, labels) {
  const { context, size, theme } = on;
  const wide = size > 320 ? 3 : 2;
  const several = Array.prototype.some.call(labels, (label) => label !== labels[0]);
  const colors = several ? theme.classes.slice(0, 2).map(css) : [theme.ink];
  colors.forEach((color, label) => {
    context.fillStyle = color;
    for (let i = 0; 2 * i < points.length; i++) {
      if (several && labels[i] % 2 !== label) continue;
      const [left, top] = pixelOf(on, points[2 * i], points[2 * i + 1]);
      context.fillRect(left - wide / 2, top - wide / 2, wide, wide);
    }
  });
}

/** @param {On} on @param {World} world */
function drawMade(on, { made, points }) {
  if (!made) return;
  const { context, theme } = on;
  const factor = (made.hi ?? 1) / 32767;
  context.strokeStyle = css(seriesColors(theme.dark).recon);
  context.lineWidth = 1.5;
  context.beginPath();
  for (let i = 0; i < made.values.length; i += 2) {
    const [left, top] = pixelOf(on, made.values[i] * factor, made.values[i + 1] * factor);
    context.moveTo(...pixelOf(on, points[i], points[i + 1]));
    context.lineTo(left, top);
    context.moveTo(left + 3, top);
    context.arc(left, top, 3, 0, 2 * Math.PI);
  }
  context.stroke();
}

/** @param {On} on @param {World} world */
function drawLines(on, world) {
  const shares = world.shares();
  const most = Math.max(...shares, Number.MIN_VALUE);
  shares.forEach((share, unit) => {
    on.context.globalAlpha = 0.3 + 0.7 * (share / most);
    drawLine(on, world, unit, 1.2);
  });
  on.context.globalAlpha = 1;
}

/** Where a unit is steepest. @param {On} on @param {World} world @param {number} unit @param {number} thick */
function drawLine(on, world, unit, thick) {
  const { w, b } = world.unit(unit);
  const squared = w[0] ** 2 + w[1] ** 2;
  if (!(squared > 0)) return;
  const { context, theme, reach } = on;
  const foot = w.map((one) => (one * (world.steepest - b)) / squared);
  if (Math.hypot(...foot) > 2 * reach) return;
  const far = (BEYOND * reach) / Math.sqrt(squared);
  context.strokeStyle = theme.ink;
  context.lineWidth = thick;
  context.beginPath();
  context.moveTo(...pixelOf(on, foot[0] - w[1] * far, foot[1] + w[0] * far));
  context.lineTo(...pixelOf(on, foot[0] + w[1] * far, foot[1] - w[0] * far));
  context.stroke();
}

/**
 * An arrow as long as what it stands for while that is short, and never longer than there is room.
 *
 * @param {number} length
 * @param {number} room
 */
export const shownLength = (length, room) => room * (1 - Math.exp(-length / room));

/** @param {On} on @param {Section} pull @param {number} count */
function drawArrows(on, pull, count) {
  const { context, size, reach, theme } = on;
  const step = (2 * reach) / ARROWS;
  const room = 0.92 * step;
  const unit = size / (2 * reach);
  const most = Math.max(2, size / 150); // of an arrow's head
  context.strokeStyle = theme.muted;
  context.lineWidth = size > 320 ? 1.2 : 0.9;
  context.beginPath();
  for (let i = 0; i < ARROWS * ARROWS; i++) {
    const x = -reach + ((i % ARROWS) + 0.5) * step;
    const y = -reach + (Math.floor(i / ARROWS) + 0.5) * step;
    const dx = between(pull, count, reach, x, y, 2, 0);
    const dy = between(pull, count, reach, x, y, 2, 1);
    const length = Math.hypot(dx, dy);
    if (!(length > 0)) continue;
    const shown = shownLength(length, room) * unit;
    const [c, s] = [dx / length, -dy / length];
    const [left, top] = pixelOf(on, x, y);
    const [right, end] = [left + c * shown, top + s * shown];
    const head = Math.min(most, 0.45 * shown);
    context.moveTo(left, top);
    context.lineTo(right, end);
    context.moveTo(right - head * (c - 0.6 * s), end - head * (s + 0.6 * c));
    context.lineTo(right, end);
    context.lineTo(right - head * (c + 0.6 * s), end - head * (s - 0.6 * c));
  }
  context.stroke();
}

/** @param {On} on @param {Section} ellipses @param {number} count @param {number} to */
function drawEllipses(on, { values }, count, to) {
  if (!(to > 0)) return;
  const { context, size, reach, theme } = on;
  const spacing = (2 * reach) / (count - 1);
  const half = (0.48 * size) / (count - 1);
  context.beginPath();
  for (let i = 0; i < count * count; i++) {
    const [left, top] = pixelOf(on, -reach + (i % count) * spacing, -reach + Math.floor(i / count) * spacing);
    const along = Math.max(0.8, (half * values[3 * i]) / to);
    const across = Math.max(0.8, (half * values[3 * i + 1]) / to);
    const turn = -values[3 * i + 2];
    context.moveTo(left + along * Math.cos(turn), top + along * Math.sin(turn));
    context.ellipse(left, top, along, across, turn, 0, 2 * Math.PI);
  }
  const color = css(seriesColors(theme.dark).penalty);
  context.globalAlpha = 0.3;
  context.fillStyle = color;
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = color;
  context.lineWidth = size > 320 ? 1.8 : 1.2;
  context.stroke();
}

/** @param {On} on @param {[number, number]} cursor */
function drawCursor(on, cursor) {
  const { context, theme } = on;
  const [left, top] = pixelOf(on, ...cursor);
  for (const [color, thick] of /** @type {[string, number][]} */ ([[theme.paper, 4], [theme.ink, 1.5]])) {
    context.strokeStyle = color;
    context.lineWidth = thick;
    context.beginPath();
    context.arc(left, top, 7, 0, 2 * Math.PI);
    context.stroke();
  }
}

// What lies over the loss chart: the upright line with a dot on each curve, or the part that a drag will show.

import { css, seriesColors } from '../color.js';
import { STEP } from './history.js';
import { SERIES, seriesAt, yOf } from './lossplot.js';

/**
 * @typedef {import('./lossplot.js').Geometry} Geometry
 * @typedef {import('../theme.js').Theme} Theme
 */

/** The step at a place of the chart. @param {Geometry} geometry @param {number} x */
export function stepAt({ from, to, left, right }, x) {
  return from + Math.min(1, Math.max(0, (x - left) / (right - left))) * (to - from);
}

/** @param {Geometry} geometry @param {number} step */
export function xOf({ from, to, left, right }, step) {
  return left + ((step - from) / (to - from || 1)) * (right - left);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Geometry} geometry
 * @param {{start: number, now: number}} drag
 * @param {Theme} theme
 */
export function drawDrag(context, { plots, left, right }, drag, theme) {
  const [from, to] = [drag.start, drag.now].map((x) => Math.min(right, Math.max(left, x))).sort((a, b) => a - b);
  const [top, bottom] = [plots[0].top, plots[1].bottom];
  context.fillStyle = theme.ink;
  context.globalAlpha = 0.14;
  context.fillRect(from, top, to - from, bottom - top);
  context.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Geometry} geometry
 * @param {import('./history.js').History} history
 * @param {number} row of the history
 * @param {(series: import('./lossplot.js').Series) => boolean} visible
 * @param {Theme} theme
 * @returns {boolean} whether the row is in what is shown
 */
export function drawCrosshair(context, geometry, history, row, visible, theme) {
  const { plots, left, right } = geometry;
  const x = xOf(geometry, history.at(row, STEP));
  if (x < left - 1 || x > right + 1) return false;
  const [top, bottom] = [plots[0].top, plots[1].bottom];
  context.fillStyle = theme.ink;
  context.fillRect(Math.round(x), top, 1, bottom - top);
  const colors = seriesColors(theme.dark);
  for (const series of SERIES) {
    const value = seriesAt(history, series, row);
    const plot = plots[series.key === 'recon' ? 0 : 1];
    if (!series.held || !visible(series) || (plot.log && !(value > 0))) continue;
    context.fillStyle = css(colors[series.key]);
    context.beginPath();
    context.arc(x, yOf(plot, value), 3.5, 0, 7);
    context.fill();
  }
  return true;
}

// Draws the loss chart: two plots above each other that share the steps. Knows nothing of pointers or frames.

import { logTicks, ticks } from '../axes.js';
import { css, seriesColors } from '../color.js';
import { EXACT, count, sig3, tickWords } from '../format.js';
import { lambdaText } from '../lambda.js';
import { HELD_PENALTY, HELD_RECON, LAM, STEP, TRAIN_PENALTY, TRAIN_RECON, thin } from './history.js';

/**
 * @typedef {import('./history.js').History} History
 * @typedef {{key: string, column: number, times: boolean, held: boolean}} Series `times`: multiplied by λ
 * @typedef {{left: number, right: number, top: number, bottom: number, lo: number, hi: number, log: boolean}} Plot
 * @typedef {{plots: Plot[], from: number, to: number, left: number, right: number}} Geometry
 */

/** @type {Series[]} */
export const SERIES = [
  { key: 'recon', column: TRAIN_RECON, times: false, held: false },
  { key: 'recon', column: HELD_RECON, times: false, held: true },
  { key: 'penalty', column: TRAIN_PENALTY, times: false, held: false },
  { key: 'penalty', column: HELD_PENALTY, times: false, held: true },
  { key: 'weighted', column: TRAIN_PENALTY, times: true, held: false },
  { key: 'weighted', column: HELD_PENALTY, times: true, held: true },
];

/** @param {History} history @param {Series} series @param {number} row */
export function seriesAt(history, { column, times }, row) {
  const value = history.at(row, column);
  return times ? value * history.at(row, LAM) : value;
}

const WHICH = ['λ', 'rate', 'batch'];
const DASHES = [7, 7];
const NEAR = 1.5; // pixels between two lines that look like one
const LOW = 13; // lines of text below which the plots need all the height there is

/** @param {number} tick */
const words = (tick) => tickWords(tick, EXACT);

/** Whether λ‖J‖² lies on ‖J‖². @param {number} lam @param {Plot} plot */
export const covers = (lam, { top, bottom, lo, hi }) => lam > 0 && (Math.abs(Math.log(lam)) / Math.log(hi / lo)) * (bottom - top) < NEAR;

/**
 * @param {object} to
 * @param {CanvasRenderingContext2D} to.context already scaled to CSS pixels
 * @param {number} to.width
 * @param {number} to.height
 * @param {import('../theme.js').Theme} to.theme
 * @param {History} history
 * @param {ArrayLike<number>} marks
 * @param {{from: number, to: number}} steps
 * @param {(series: Series) => boolean} visible
 * @returns {Geometry}
 */
export function drawLoss({ context, width, height, theme }, history, marks, steps, visible) {
  const { size } = theme;
  context.clearRect(0, 0, width, height);
  context.font = `${size}px ${theme.font}`;
  context.textBaseline = 'middle';
  const low = height < size * LOW; // the plots have no room for their names, nor changes for theirs
  const top = size * (low ? 0.6 : 2.9); // a line for the changes, one for the plot's name
  const bottom = height - size * 1.7;
  const apart = size * (low ? 0.8 : 2.1);
  const half = (bottom - top - apart) * 0.5;
  const first = Math.max(0, history.rowAt(steps.from) - 1);
  const end = Math.min(history.rows, history.rowAt(steps.to) + 2);

  const shown = SERIES.filter(visible);
  const above = range(shown.filter((s) => s.key === 'recon'), { top, bottom: top + half }, false);
  const below = range(shown.filter((s) => s.key !== 'recon'), { top: bottom - half, bottom }, true);
  // as wide as the longest number at the side, and of four digits at least: it seldom moves
  const labels = ['0,000', ...[above, below].flatMap((one) => one.ticks.map(words))];
  const left = Math.ceil(Math.max(...labels.map((text) => context.measureText(text).width))) + 8;
  const right = width - 8;
  const x = (/** @type {number} */ step) => left + ((step - steps.from) / (steps.to - steps.from || 1)) * (right - left);
  const [upper, lower] = [above, below].map((one) => ({ ...one, left, right }));

  let alike = false;
  for (const one of [upper, lower]) rules(one);
  marksOver();
  for (const one of [upper, lower]) {
    context.save();
    context.beginPath();
    context.rect(left, one.top - 2, right - left + 2, one.bottom - one.top + 4);
    context.clip();
    for (const series of shown) if ((series.key === 'recon') === (one === upper)) line(series, one);
    context.restore();
  }
  if (!low) {
    title(upper, 'reconstruction error');
    title(lower, `‖J‖² and λ‖J‖², log scale${alike ? '; dashed where they are one' : ''}`);
  }
  stepAxis();
  return { plots: [upper, lower], from: steps.from, to: steps.to, left, right };

  /**
   * @param {Series[]} series
   * @param {{top: number, bottom: number}} box
   * @param {boolean} log
   */
  function range(series, box, log) {
    let [lo, hi] = [Infinity, -Infinity];
    for (const one of series) {
      for (let row = first; row < end; row++) {
        const value = seriesAt(history, one, row);
        if (log && !(value > 0)) continue;
        if (value < lo) lo = value;
        if (value > hi) hi = value;
      }
    }
    if (!(hi >= lo)) [lo, hi] = log ? [0.1, 10] : [0, 1];
    if (log) {
      // at least a third of a decade, so that noise does not look like a trend
      const room = Math.max(1.08, 2 / (hi / lo));
      [lo, hi] = [lo / Math.sqrt(room) / 1.05, hi * Math.sqrt(room) * 1.05];
    } else {
      const room = Math.max((hi - lo) * 0.06, Math.abs(hi) * 0.01, 1e-12);
      [lo, hi] = [lo - room, hi + room];
    }
    const wanted = Math.max(2, Math.floor((box.bottom - box.top) / (size * 2.4)));
    return { ...box, lo, hi, log, ticks: log ? logTicks(lo, hi, wanted) : ticks(lo, hi, wanted) };
  }

  /** @param {Plot & {ticks: number[]}} one */
  function rules(one) {
    context.textAlign = 'right';
    let before = Infinity;
    for (const tick of one.ticks) {
      const y = Math.round(yOf(one, tick)) + 0.5;
      if (before - y < size) continue;
      before = y;
      context.fillStyle = theme.line;
      context.fillRect(left, y - 0.5, right - left, 1);
      context.fillStyle = theme.muted;
      context.fillText(words(tick), left - 6, y);
    }
  }

  /** @param {Series} series @param {Plot} one */
  function line(series, one) {
    const color = css(seriesColors(theme.dark)[series.key]);
    context.strokeStyle = color;
    context.globalAlpha = series.held ? 1 : 0.55;
    context.lineWidth = series.held ? 1.8 : 1;
    context.lineJoin = 'round';
    context.beginPath();
    let broken = true;
    let dashed = false;
    let last = { px: 0, py: 0, hides: false };
    const under = series.times && shown.some((s) => s.column === series.column && !s.times);
    const value = (/** @type {number} */ row) => seriesAt(history, series, row);
    const begin = (/** @type {boolean} */ dash) => {
      context.stroke();
      context.beginPath();
      context.setLineDash(dash ? DASHES : []);
      dashed = dash;
    };
    for (const row of thin(first, end, (r) => x(history.at(r, STEP)), value)) {
      const v = value(row);
      if (one.log && !(v > 0)) {
        broken = true;
        last.hides = false;
        continue;
      }
      const [px, py] = [x(history.at(row, STEP)), yOf(one, v)];
      // where it hides the other, gaps let that through
      const hides = under && covers(history.at(row, LAM), one);
      const dash = hides && last.hides;
      if (dash !== dashed) {
        begin(dash);
        if (!broken) context.moveTo(last.px, last.py);
      }
      if (broken) context.moveTo(px, py);
      else context.lineTo(px, py);
      alike ||= dash;
      broken = false;
      last = { px, py, hides };
    }
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  }

  /** Thin lines where a setting was changed; as many named as fit, the latest first. */
  function marksOver() {
    let free = right + 4;
    let drawn = NaN;
    context.textAlign = 'center';
    for (let i = marks.length - 3; i >= 0; i -= 3) {
      const [step, which, value] = [marks[i], marks[i + 1], marks[i + 2]];
      if (step < steps.from || step > steps.to) continue;
      const px = Math.round(x(step));
      if (px !== drawn) {
        context.fillStyle = theme.muted;
        context.globalAlpha = 0.5;
        context.fillRect(px, upper.top, 1, upper.bottom - upper.top);
        context.fillRect(px, lower.top, 1, lower.bottom - lower.top);
        context.globalAlpha = 1;
        drawn = px;
      }
      if (low) continue;
      const text = `${WHICH[which]} ${which > 0 ? value : value < 1000 ? lambdaText(value) : sig3(value)}`;
      const wide = context.measureText(text).width;
      const at = Math.min(right - wide / 2, Math.max(left + wide / 2, px));
      if (at + wide / 2 > free) continue;
      context.fillStyle = theme.ink;
      context.fillText(text, at, size * 0.7);
      free = at - wide / 2 - 8;
    }
  }

  /** @param {Plot} one @param {string} text */
  function title(one, text) {
    context.textAlign = 'left';
    context.fillStyle = theme.muted;
    context.fillText(text, left, one.top - size * 0.8);
  }

  function stepAxis() {
    context.fillStyle = theme.muted;
    const wanted = Math.max(2, Math.floor((right - left) / (size * 6)));
    context.textAlign = 'center';
    const y = bottom + size * 0.95;
    let free = 0;
    ticks(steps.from, steps.to, wanted).forEach((tick, i) => {
      const text = i ? count(tick) : `step ${count(tick)}`;
      const wide = context.measureText(text).width / 2;
      const px = x(tick);
      context.fillRect(Math.round(px), bottom, 1, 4);
      const at = Math.min(right + 8 - wide, Math.max(px, wide));
      if (at - wide < free) return;
      context.fillText(text, at, y);
      free = at + wide + 8;
    });
  }
}

/** @param {Plot} plot @param {number} value */
export function yOf({ top, bottom, lo, hi, log }, value) {
  const share = log ? Math.log(value / lo) / Math.log(hi / lo) : (value - lo) / (hi - lo);
  return bottom - share * (bottom - top);
}

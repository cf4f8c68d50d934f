// A unit by class: how φ′ spreads over the images of each, and what their reconstructions lose when h is held at its mean.

import { css } from '../../../kit/view/color.js';
import { percent, sig3, tickWords } from '../../../kit/view/format.js';
import { createChart, inside, rule } from './chart.js';
import { fact } from '../../../kit/view/csv.js';
import { lossWords } from './sentences.js';
import { growing, spreads } from './stats.js';

const ROW = 1.5; // em
const HEAD = 1.5;
const FOOT = 1.4;

/** @param {number} share */
const signed = (share) => (share < 0 ? `−${percent(-share)}` : percent(share));

/**
 * @param {import('../types.js').Context} context
 * @returns {import('./frame.js').Part & {csv: () => import('../../../kit/view/csv.js').Fact[]}}
 */
export function createByClass({ findings, page, theme, tip }) {
  const chart = createChart({ name: 'byclass', label: 'By class', theme, tip, draw, hover });
  /** @type {(import('./stats.js').Spread|null)[]} */
  let rows = [];
  /** @type {([number, number]|null)[]} error as it is, and with the unit at its mean */
  let losses = [];
  let ends = { lo: 0, hi: 0.01 };
  const [most, least] = [growing(), growing()];
  /** @type {{label: number, gain: number}|null} of the pinned image */
  let marked = null;
  let high = 0; // of a row
  let top = 0;

  function show() {
    const { unit, image } = page.pins;
    if (unit === null || !findings.units) return;
    chart.element.style.minHeight = `${HEAD + FOOT + ROW * findings.classes.length}em`;
    const gain = findings.row('gain', unit);
    rows = spreads(gain, findings.labels, findings.classes.length);
    /** @type {([number|null, number|null]|null)[]} */
    const told = findings.unit?.header.ablation.by_class ?? [];
    losses = rows.map((_, k) => {
      const [error, clamped] = told[k] ?? [null, null];
      return error === null || clamped === null ? null : [error, clamped];
    });
    const shares = losses.map(shareOf).filter((v) => v !== null);
    const key = `${findings.build} ${unit}`;
    ends = { lo: -least(key, Math.max(0, ...shares.map((v) => -v))), hi: most(key, Math.max(1e-4, ...shares)) };
    marked = image === null || image >= gain.length ? null : { label: findings.labels[image], gain: gain[image] };
    const said = rows.map((row, k) => `${findings.classes[k]} ${row ? sig3(row.median) : 'none'}`).join(', ');
    chart.describe(`${findings.gainName()} of unit ${unit} by class, medians: ${said}.`);
    chart.paint();
  }

  /** @param {[number, number]|null} loss */
  const shareOf = (loss) => (loss && loss[0] !== 0 ? (loss[1] - loss[0]) / Math.abs(loss[0]) : null);

  /** @param {import('./chart.js').Sheet} sheet */
  function draw({ context, width, height, theme, spot }) {
    if (rows.length === 0) return;
    const em = theme.size;
    [top, high] = [HEAD * em, Math.min(2 * ROW * em, (height - (HEAD + FOOT) * em) / rows.length)];
    const names = Math.max(...findings.classes.map((name) => context.measureText(name).width)) + 10;
    const gap = 2.4 * em;
    const half = (width - names - gap - 0.6 * em) / 2;
    const left = { from: names, to: names + half };
    const right = { from: names + half + gap, to: names + gap + 2 * half };
    const [lo, hi] = findings.about.slope_range ?? [0, 1];
    const slope = scale(Math.min(0, lo), hi, left);
    const loss = scale(ends.lo, ends.hi, right);
    const foot = top + rows.length * high;
    context.fillStyle = theme.muted;
    context.textAlign = 'left';
    context.fillText(findings.gainName(), left.from, em * 0.6);
    context.fillText('added error', right.from, em * 0.6);
    context.fillStyle = theme.line;
    for (const at of [slope(Math.min(0, lo)), slope(hi), loss(0), loss(-ends.lo > ends.hi ? ends.lo : ends.hi)]) rule(context, at, top, foot - top, true);
    const under = rowAt(spot);
    rows.forEach((row, k) => {
      const y = top + (k + 0.5) * high;
      if (k === under) {
        context.fillStyle = theme.line;
        context.globalAlpha = 0.5;
        context.fillRect(0, y - high / 2, width, high);
        context.globalAlpha = 1;
      }
      context.textAlign = 'right';
      context.fillStyle = theme.ink;
      context.fillText(findings.classes[k], names - 10, y);
      const color = css(theme.classes[k % theme.classes.length]);
      if (row) range(context, row, slope, y, color, em);
      const share = shareOf(losses[k]);
      if (share !== null) {
        context.fillStyle = color;
        const [from, to] = [loss(Math.min(0, share)), loss(Math.max(0, share))];
        context.fillRect(from, y - em * 0.32, Math.max(1, to - from), em * 0.64);
      }
      if (marked?.label === k) ring(context, slope(marked.gain), y, theme, em);
    });
    axis(context, theme, foot + em * 0.75, [[Math.min(0, lo), slope], [hi, slope]], left, tickWords);
    // 0, the longer side's end, and the other where there is room for it
    const [far, near] = -ends.lo > ends.hi ? [ends.lo, ends.hi] : [ends.hi, ends.lo];
    const roomy = Math.abs(loss(near) - loss(0)) > 3.6 * em;
    axis(context, theme, foot + em * 0.75, [0, far, ...(roomy ? [near] : [])].map((v) => [v, loss]), right, signed);
  }

  /** @param {number} lo @param {number} hi @param {{from: number, to: number}} box */
  const scale = (lo, hi, { from, to }) => (/** @type {number} */ v) => from + ((v - lo) / (hi - lo || 1)) * (to - from);

  /** @param {CanvasRenderingContext2D} context @param {import('./stats.js').Spread} row @param {(v: number) => number} x @param {number} y @param {string} color @param {number} em */
  function range(context, { low, median, high: upper }, x, y, color, em) {
    context.fillStyle = color;
    context.globalAlpha = 0.45;
    context.fillRect(x(low), y - em * 0.16, Math.max(1, x(upper) - x(low)), em * 0.32);
    context.globalAlpha = 1;
    context.beginPath();
    context.arc(x(median), y, em * 0.32, 0, 2 * Math.PI);
    context.fill();
  }

  /** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {import('../../../kit/view/theme.js').Theme} theme @param {number} em */
  function ring(context, x, y, theme, em) {
    context.beginPath();
    context.arc(x, y, em * 0.46, 0, 2 * Math.PI);
    context.strokeStyle = theme.ink;
    context.lineWidth = 2;
    context.stroke();
    context.lineWidth = 1;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {import('../../../kit/view/theme.js').Theme} theme
   * @param {number} y
   * @param {[number, (v: number) => number][]} ticks
   * @param {{from: number, to: number}} box
   * @param {(v: number) => string} words
   */
  function axis(context, theme, y, ticks, { from, to }, words) {
    context.fillStyle = theme.muted;
    for (const [v, place] of ticks) inside(context, words(v), place(v), y, from - theme.size * 0.3, to + theme.size * 0.6);
  }

  /** @param {import('./chart.js').Spot|null} spot */
  function rowAt(spot) {
    const row = spot ? Math.floor((spot.y - top) / (high || 1)) : -1;
    return row >= 0 && row < rows.length ? row : -1;
  }

  /** @param {import('./chart.js').Spot} spot */
  function hover(spot) {
    const k = rowAt(spot);
    const row = rows[k];
    if (!row) return null;
    const lines = [
      `${findings.classes[k]}, ${row.count} images`,
      `${findings.gainName()}: median ${sig3(row.median)}, 10 to 90 % ${sig3(row.low)} to ${sig3(row.high)}`,
    ];
    const loss = losses[k];
    if (loss) {
      const { loss: more, share } = lossWords(...loss);
      lines.push(`error ${sig3(loss[0])}, with h at its mean ${more} (${share})`);
    }
    return { lines };
  }

  return {
    element: chart.element,
    show,
    csv: () =>
      rows.flatMap((row, k) => {
        const told = (/** @type {string} */ quantity, /** @type {number|undefined} */ value) => fact('class', findings.classes[k], quantity, value ?? null);
        const gain = findings.gainName();
        return [
          told(`${gain}, 10 %`, row?.low), told(`${gain}, median`, row?.median), told(`${gain}, 90 %`, row?.high),
          told('error', losses[k]?.[0]), told('error with h at its mean', losses[k]?.[1]),
        ];
      }),
    restyle: chart.paint,
    destroy: chart.destroy,
  };
}

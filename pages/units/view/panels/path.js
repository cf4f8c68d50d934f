// A unit along the training or along λ: mean φ′, ‖W‖ and its share of the penalty, three plots over one axis.

import { ticks } from '../../../kit/view/axes.js';
import { css, seriesColors } from '../../../kit/view/color.js';
import { count, percent, sig3, tickWords } from '../../../kit/view/format.js';
import { lambdaAxis, lambdaWords } from '../../../kit/view/lambdas.js';
import { PATH } from '../findings.js';
import { createChart, inside, rule } from './chart.js';
import { indexOf, isNow } from './course.js';
import { fact } from '../../../kit/view/csv.js';
import { largest, roundUp } from './stats.js';

/** @typedef {{name: string, values: Float64Array, end: number, words: (v: number) => string, mark: (v: number) => string}} Row `mark`: how the axis is written */

/**
 * @param {import('../types.js').Context} context
 * @returns {import('./frame.js').Part & {csv: () => import('../../../kit/view/csv.js').Fact[]}}
 */
export function createPath({ findings, page, act, theme, tip }) {
  const chart = createChart({ name: 'path', label: 'Path', theme, tip, draw, hover, click });
  /** @type {Row[]} */
  let rows = [];
  /** @type {ArrayLike<number>} */
  let at = [];
  let along = false; // λ
  let box = { left: 0, right: 1 };
  /** @type {(v: number) => number} of steps or λ, on an axis */
  let place = (v) => v;
  let span = { from: 0, to: 1 };

  function show() {
    const { unit } = page.pins;
    const { course } = findings;
    if (unit === null) return;
    rows = [];
    if (course) {
      at = course.sections.at.values;
      along = course.header.over === 'lambda';
      const paths = course.sections.paths.values;
      const series = (/** @type {number} */ column) => Float64Array.from(at, (_, t) => paths[PATH.width * (t * findings.hidden + unit) + column]);
      const norm = series(PATH.norm2).map(Math.sqrt);
      rows = [
        { name: `mean ${findings.gainName()}`, values: series(PATH.gain), words: sig3, end: 0, mark: tickWords },
        { name: '‖W‖', values: norm, words: sig3, end: 0, mark: tickWords },
        { name: 'share of the penalty', values: series(PATH.share), words: percent, end: 0, mark: percent },
      ];
      for (const row of rows) row.end = roundUp(largest(row.values)) || 1;
    }
    chart.element.classList.toggle('cae-nothing', page.source.kind === 'checkpoint');
    chart.describe(course ? `Unit ${unit} over ${along ? 'λ' : 'training steps'}: ${rows.map(({ name, values, words }) => `${name} from ${words(values[0])} to ${words(values[values.length - 1])}`).join(', ')}.` : nothing());
    chart.paint();
  }

  const nothing = () => (page.source.kind === 'checkpoint' ? 'A checkpoint has no path.' : 'The path is not here yet.');

  /** @param {import('./chart.js').Sheet} sheet */
  function draw({ context, width, height, theme, spot }) {
    const em = theme.size;
    if (rows.length === 0) {
      context.fillStyle = theme.muted;
      inside(context, nothing(), width / 2, height / 2, 0, width);
      return;
    }
    const wide = Math.max(...rows.map(({ mark, end }) => context.measureText(mark(end)).width));
    box = { left: wide + 8, right: width - 0.8 * em };
    const foot = 2.3 * em;
    const each = (height - foot) / rows.length;
    const { values, names } = axis(context, em);
    const colors = seriesColors(theme.dark);
    const x = (/** @type {number} */ v) => box.left + ((place(v) - span.from) / (span.to - span.from || 1)) * (box.right - box.left);
    const under = spot ? nearest(spot.x, x) : -1;
    const bottom = height - foot;
    rows.forEach((row, i) => {
      const [upper, lower] = [i * each + 1.35 * em, (i + 1) * each - 0.35 * em];
      plot(context, row, { upper, lower, color: css([colors.recon, colors.weighted, colors.penalty][i]), x, under }, theme);
    });
    context.fillStyle = theme.muted;
    values.forEach((v, i) => {
      const px = box.left + ((v - span.from) / (span.to - span.from || 1)) * (box.right - box.left);
      rule(context, px, bottom - 0.35 * em, 4, true);
      inside(context, names[i], px, bottom + 0.55 * em, box.left - em, width);
    });
    inside(context, along ? 'λ' : 'step', (box.left + box.right) / 2, height - 0.55 * em, box.left, box.right);
    const now = Array.from(at).findIndex((v) => isNow(findings, along, v));
    context.fillStyle = theme.ink;
    context.globalAlpha = 0.55;
    if (along && now >= 0) rule(context, x(at[now]), 1.35 * em, bottom - 1.7 * em, true);
    context.globalAlpha = 1;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Row} row
   * @param {{upper: number, lower: number, color: string, x: (v: number) => number, under: number}} where
   * @param {import('../../../kit/view/theme.js').Theme} theme
   */
  function plot(context, { name, values, end, mark }, { upper, lower, color, x, under }, theme) {
    const em = theme.size;
    const y = (/** @type {number} */ v) => lower - (v / end) * (lower - upper);
    context.fillStyle = theme.line;
    for (const v of [0, end]) rule(context, box.left, y(v), box.right - box.left);
    context.fillStyle = theme.muted;
    context.textAlign = 'right';
    context.fillText('0', box.left - 6, lower);
    context.fillText(mark(end), box.left - 6, upper);
    context.fillStyle = theme.ink;
    context.textAlign = 'left';
    context.fillText(name, box.left, upper - 0.8 * em);
    context.beginPath();
    for (let t = 0; t < values.length; t++) context.lineTo(x(at[t]), y(values[t]));
    context.strokeStyle = color;
    context.lineWidth = 2;
    context.lineJoin = 'round';
    context.stroke();
    context.lineWidth = 1;
    context.fillStyle = color;
    for (let t = 0; t < values.length; t++) if (values.length === 1 || t === under) dot(context, x(at[t]), y(values[t]), em * 0.3);
  }

  /** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} radius */
  function dot(context, x, y, radius) {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  }

  /** Ticks of the shared axis, as places on it. @param {CanvasRenderingContext2D} context @param {number} em */
  function axis(context, em) {
    if (along) {
      const one = lambdaAxis(Array.from(at));
      place = one.place;
      span = { from: one.range[0], to: one.range[1] };
      return { values: one.values, names: one.words };
    }
    place = (v) => v;
    span = { from: at[0], to: Math.max(at[at.length - 1], at[0] + 1) };
    const room = Math.max(2, Math.floor((box.right - box.left) / (context.measureText(count(span.to)).width + 2 * em)));
    const values = ticks(span.from, span.to, room);
    return { values, names: values.map((v) => tickWords(v)) };
  }

  /** @param {number} px @param {(v: number) => number} x */
  function nearest(px, x) {
    let best = -1;
    for (let t = 0; t < at.length; t++) if (best < 0 || Math.abs(x(at[t]) - px) < Math.abs(x(at[best]) - px)) best = t;
    return best;
  }

  /** @param {number} px */
  const under = (px) => nearest(px, (v) => box.left + ((place(v) - span.from) / (span.to - span.from || 1)) * (box.right - box.left));

  /** @param {import('./chart.js').Spot} spot */
  function hover(spot) {
    const t = rows.length ? under(spot.x) : -1;
    if (t < 0) return null;
    const heading = along ? `λ = ${lambdaWords(at[t])}` : `step ${count(at[t])}, λ = ${lambdaWords(findings.course?.sections.lam.values[t] ?? 0)}`;
    return { lines: [heading, ...rows.map(({ name, values, words }) => `${name} ${words(values[t])}`)] };
  }

  /** @param {import('./chart.js').Spot} spot */
  function click(spot) {
    const index = along && rows.length ? indexOf(page.source, at[under(spot.x)]) : null;
    if (index !== null) act.at(index);
  }

  return {
    element: chart.element,
    show,
    csv: () => Array.from(at).flatMap((v, t) => rows.map(({ name, values }) => fact(along ? 'λ' : 'step', v, name, values[t]))),
    restyle: chart.paint,
    destroy: chart.destroy,
  };
}

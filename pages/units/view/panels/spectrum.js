// The singular values of the Jacobian at one image, the largest first, on a log scale.

import { logTicks, ticks } from '../../../kit/view/axes.js';
import { css, seriesColors } from '../../../kit/view/color.js';
import { count, percent, sig3, tickWords } from '../../../kit/view/format.js';
import { createChart, inside, rule } from './chart.js';
import { logRange } from './isolines.js';

/**
 * @param {import('../types.js').Context} context
 * @returns {import('./frame.js').Part & {csv: () => import('../../../kit/view/csv.js').Fact[]}}
 */
export function createSpectrum({ findings, page, theme, tip }) {
  const chart = createChart({ name: 'spectrum', label: 'Singular values', theme, tip, draw, hover });
  /** @type {ArrayLike<number>} those that are not 0 */
  let values = [];
  let participation = 0;
  let power = 0; // Σσ²
  /** @type {import('./isolines.js').Range} */
  let range = [-2, 0];
  let of = '';
  let box = { left: 0, right: 1, top: 0, bottom: 1 };

  function show() {
    const { image } = findings;
    values = image ? /** @type {Float32Array} */ (image.sections.spectrum.values).subarray(0, image.header.rank) : [];
    participation = image?.header.participation ?? 0;
    power = image?.header.penalty ?? 0;
    const key = `${findings.build} ${page.pins.image}`;
    if (values.length) {
      range = logRange(values, key === of ? range : null);
      of = key;
    }
    const ends = values.length ? `from ${sig3(values[0])} down to ${sig3(values[values.length - 1])}` : 'none';
    chart.describe(`${count(values.length)} singular values of the Jacobian, ${ends}.`);
    chart.paint();
  }

  const x = (/** @type {number} */ k) => box.left + ((k - 0.5) / Math.max(1, values.length)) * (box.right - box.left);

  /** @param {import('./chart.js').Sheet} sheet */
  function draw({ context, width, height, theme, spot }) {
    if (values.length === 0) return;
    const em = theme.size;
    const marks = logTicks(10 ** range[0], 10 ** range[1], 4);
    box = { left: Math.max(...marks.map((v) => context.measureText(tickWords(v)).width)) + 8, right: width - 4, top: 1.6 * em, bottom: height - 2.4 * em };
    const y = (/** @type {number} */ v) => box.bottom - ((Math.log10(v) - range[0]) / (range[1] - range[0])) * (box.bottom - box.top);
    context.textAlign = 'right';
    for (const v of marks) {
      context.fillStyle = theme.line;
      rule(context, box.left, y(v), box.right - box.left);
      context.fillStyle = theme.muted;
      context.fillText(tickWords(v), box.left - 6, y(v));
    }
    context.textAlign = 'left';
    context.fillText('σ, log scale', box.left, 0.6 * em);
    // the participation ratio stands where the last of that many values is
    const edge = box.left + (participation / values.length) * (box.right - box.left);
    context.fillStyle = theme.muted;
    context.setLineDash([4, 4]);
    context.strokeStyle = theme.muted;
    context.beginPath();
    context.moveTo(edge, box.top - 0.35 * em);
    context.lineTo(edge, box.bottom);
    context.stroke();
    context.setLineDash([]);
    const words = `participation ratio ${sig3(participation)}`;
    const free = box.left + context.measureText('σ, log scale').width + 1.5 * em;
    context.fillText(words, Math.min(Math.max(edge, free), width - context.measureText(words).width), 0.6 * em);
    line(context, y, theme, spot);
    for (const k of new Set([1, ...ticks(1, values.length, Math.max(2, (box.right - box.left) / (5 * em))).filter(Number.isInteger)])) {
      inside(context, count(k), x(k), box.bottom + 0.75 * em, box.left, width);
    }
    inside(context, 'rank', (box.left + box.right) / 2, height - 0.6 * em, box.left, width);
  }

  /** @param {CanvasRenderingContext2D} context @param {(v: number) => number} y @param {import('../../../kit/view/theme.js').Theme} theme @param {import('./chart.js').Spot|null} spot */
  function line(context, y, theme, spot) {
    const color = css(seriesColors(theme.dark).penalty);
    context.strokeStyle = context.fillStyle = color;
    context.lineWidth = 1.5;
    context.beginPath();
    for (let k = 1; k <= values.length; k++) context.lineTo(x(k), y(values[k - 1]));
    context.stroke();
    context.lineWidth = 1;
    const under = spot ? rankAt(spot.x) : 0;
    const radius = values.length <= 150 ? 2.5 : 0;
    for (let k = 1; k <= values.length; k++) {
      const r = k === under ? 5 : radius;
      if (!r) continue;
      context.beginPath();
      context.arc(x(k), y(values[k - 1]), r, 0, 2 * Math.PI);
      context.fill();
    }
    context.fillStyle = theme.muted;
  }

  /** @param {number} px */
  const rankAt = (px) => Math.min(values.length, Math.max(1, Math.round(((px - box.left) / (box.right - box.left)) * values.length + 0.5)));

  /** @param {import('./chart.js').Spot} spot */
  function hover(spot) {
    if (values.length === 0) return null;
    const k = rankAt(spot.x);
    return { lines: [`σ of rank ${k}: ${sig3(values[k - 1])}`, `${percent(power > 0 ? values[k - 1] ** 2 / power : 0)} of ‖J(x)‖²`] };
  }

  return {
    element: chart.element,
    show,
    csv: () => Array.from(values, (v, i) => ['spectrum', i + 1, 'singular value', v]),
    restyle: chart.paint,
    destroy: chart.destroy,
  };
}

// Which units are in their sensitive range for an image: φ′ of every unit, sorted, in the colours of their states.

import { count, sig3, tickWords } from '../../../kit/view/format.js';
import { STATES, stateColor } from '../../../kit/view/unitstates.js';
import { createChart, inside, rule } from './chart.js';
import { spanOf } from '../../../kit/view/verdict.js';
import { bySlope, isSensitive } from './stats.js';

/**
 * @param {import('../types.js').Context} context
 * @returns {import('./frame.js').Part & {csv: () => import('../../../kit/view/csv.js').Fact[], sensitive: () => number}}
 */
export function createSensitive({ findings, page, act, theme, tip }) {
  const chart = createChart({ name: 'sensitive', label: 'Units by φ′', theme, tip, draw, hover, click });
  let h = new Float32Array(0);
  let gain = new Float32Array(0);
  /** @type {boolean[]} */
  let inRange = [];
  /** @type {Uint32Array} */
  let order = new Uint32Array(0);
  let sensitive = 0; // how many are in their sensitive range
  let box = { left: 0, right: 1, top: 0, bottom: 1 };

  function show() {
    const { image } = page.pins;
    const place = image === null ? -1 : findings.place(image);
    if (place < 0 || !findings.units) return;
    h = findings.column('h', place);
    gain = findings.column('gain', place);
    const span = spanOf(findings.about);
    const top = findings.about.slope_range?.[1] ?? 1;
    inRange = Array.from(h, (v, unit) => isSensitive(v, gain[unit], page.thresholds, span, top));
    order = bySlope(gain, inRange);
    sensitive = inRange.filter(Boolean).length;
    chart.describe(`${findings.gainName()} of ${count(h.length)} units at image ${image}, the largest first; ${count(sensitive)} are in their sensitive range.`);
    chart.paint();
  }

  const wide = () => (box.right - box.left) / (order.length || 1);

  /** @param {import('./chart.js').Sheet} sheet */
  function draw({ context, width, height, theme, spot }) {
    if (order.length === 0) return;
    const em = theme.size;
    const [lo, hi] = findings.about.slope_range ?? [0, 1];
    const least = Math.min(0, lo);
    box = { left: context.measureText(tickWords(hi)).width + 8, right: width - 2, top: 1.5 * em, bottom: height - 1.5 * em };
    const y = (/** @type {number} */ v) => box.bottom - ((v - least) / (hi - least || 1)) * (box.bottom - box.top);
    context.textAlign = 'right';
    for (const v of [0, hi]) {
      context.fillStyle = theme.line;
      rule(context, box.left, y(v), box.right - box.left);
      context.fillStyle = theme.muted;
      context.fillText(tickWords(v), box.left - 6, y(v));
    }
    context.textAlign = 'left';
    context.fillText(findings.gainName(), box.left, 0.6 * em);
    const step = wide();
    const gap = step >= 5 ? 1 : 0;
    const under = spot ? rankAt(spot.x) : -1;
    const colors = new Map(STATES.map((state) => [/** @type {string} */ (state), stateColor(theme, state)]));
    let free = -1; // of two bars on the same pixel the first, larger one is drawn
    order.forEach((unit, rank) => {
      const [from, to] = [Math.round(box.left + rank * step), Math.round(box.left + (rank + 1) * step)];
      if (from === free && to === from) return;
      free = from;
      context.fillStyle = colors.get(findings.state(unit)) ?? theme.muted;
      context.globalAlpha = rank === under ? 1 : inRange[unit] ? 0.9 : 0.32;
      context.fillRect(from, Math.min(y(0), y(gain[unit])), Math.max(1, to - from - gap), Math.max(1, Math.abs(y(gain[unit]) - y(0))));
    });
    context.globalAlpha = 1;
    foot(context, theme, width, height);
  }

  /** Where the sensitive ones end, and the pinned unit. @param {CanvasRenderingContext2D} context @param {import('../../../kit/view/theme.js').Theme} theme @param {number} width @param {number} height */
  function foot(context, theme, width, height) {
    const em = theme.size;
    const y = height - 0.6 * em;
    const edge = box.left + sensitive * wide();
    const rank = page.pins.unit === null ? -1 : order.indexOf(page.pins.unit);
    context.fillStyle = theme.ink;
    if (sensitive > 0 && sensitive < order.length) rule(context, edge, box.top - 0.3 * em, box.bottom - box.top + 0.3 * em, true);
    context.fillStyle = theme.muted;
    if (rank < 0) {
      inside(context, `units, largest ${findings.gainName()} first`, (box.left + box.right) / 2, y, box.left, width);
      return;
    }
    const x = box.left + (rank + 0.5) * wide();
    context.fillStyle = theme.ink;
    context.beginPath();
    context.moveTo(x, box.bottom + 1);
    context.lineTo(x - 5, box.bottom + 8);
    context.lineTo(x + 5, box.bottom + 8);
    context.fill();
    const name = `unit ${page.pins.unit}`;
    const right = x + 10 + context.measureText(name).width < width;
    context.textAlign = right ? 'left' : 'right';
    context.fillText(name, x + (right ? 9 : -9), y);
  }

  /** @param {number} px */
  function rankAt(px) {
    const rank = Math.floor((px - box.left) / wide());
    return rank >= 0 && rank < order.length ? rank : -1;
  }

  /** @param {import('./chart.js').Spot} spot */
  function hover(spot) {
    const unit = order[rankAt(spot.x)];
    if (unit === undefined) return null;
    const range = inRange[unit] ? 'in its sensitive range' : 'not in its sensitive range';
    return { lines: [`unit ${unit}: ${findings.stateName(unit)}`, `${findings.gainName()} = ${sig3(gain[unit])}, h = ${sig3(h[unit])}`, range] };
  }

  /** @param {import('./chart.js').Spot} spot */
  function click(spot) {
    const unit = order[rankAt(spot.x)];
    if (unit !== undefined) act.pin({ unit });
  }

  return {
    element: chart.element,
    show,
    sensitive: () => sensitive,
    csv: () =>
      Array.from(order).flatMap((unit) => [
        ['unit', unit, findings.gainName(), gain[unit]], ['unit', unit, 'h', h[unit]], ['unit', unit, 'in its sensitive range', Number(inRange[unit])],
      ]),
    restyle: chart.paint,
    destroy: chart.destroy,
  };
}

// How a unit's h is spread over the images, with the thresholds that tell saturation.

import { count, percent, shortest, sig3, tickWords } from '../../../kit/view/format.js';
import { stateColor } from '../../../kit/view/unitstates.js';
import { createChart, inside, rule } from './chart.js';
import { cutsOf } from './sentences.js';
import { histogram, spanOf } from './stats.js';

const BINS = 50;
const MARK = 11; // height of the pinned image's mark

/**
 * @param {import('../types.js').Context} context
 * @returns {import('./frame.js').Part & {csv: () => import('../../../kit/view/csv.js').Fact[]}}
 */
export function createHistogram({ findings, page, theme, tip }) {
  const chart = createChart({ name: 'histogram', label: 'Histogram of h', theme, tip, draw, hover });
  let counts = new Uint32Array(BINS);
  let shares = { below: 0, above: 0 };
  let range = { lo: 0, hi: 1 };
  let of = '';
  /** @type {number|null} h of the pinned image */
  let marked = null;
  let place = { left: 0, right: 1, top: 0, bottom: 1 };

  /** Where the thresholds stand, on a finite range. @returns {[number, number]|null} */
  function thresholds() {
    const span = spanOf(findings.about);
    return span && cutsOf(page.thresholds, span);
  }

  function show() {
    const { unit, image } = page.pins;
    if (unit === null || !findings.units) return;
    const h = findings.row('h', unit);
    const span = spanOf(findings.about);
    const { lo, hi } = findings.units.sections.h;
    // without a range of its own, what has been seen: it only grows
    const before = of === `${findings.build}` && !span ? range : { lo: Infinity, hi: -Infinity };
    range = span ? { lo: span.lo, hi: span.lo + span.width } : { lo: Math.min(before.lo, lo ?? 0), hi: Math.max(before.hi, hi ?? 1) };
    of = `${findings.build}`;
    counts = histogram(h, range.lo, range.hi, BINS);
    const cut = thresholds();
    shares = { below: 0, above: 0 };
    if (cut) {
      for (const value of h) {
        if (value < cut[0]) shares.below += 1 / h.length;
        else if (value > cut[1]) shares.above += 1 / h.length;
      }
    }
    marked = image === null || image >= h.length ? null : h[image];
    chart.describe(
      `Histogram of h of unit ${unit} over ${count(h.length)} images` +
        (cut ? `: ${percent(shares.below)} below ${shortest(cut[0])}, ${percent(shares.above)} above ${shortest(cut[1])}.` : '.'),
    );
    chart.paint();
  }

  const x = (/** @type {number} */ h) => place.left + ((h - range.lo) / (range.hi - range.lo || 1)) * (place.right - place.left);
  // from half an image, so that one image has a height
  const heightOf = (/** @type {number} */ n) => (n > 0 ? (Math.log(n / 0.5) / Math.log(findings.count / 0.5)) * (place.bottom - place.top) : 0);

  /** @param {import('./chart.js').Sheet} sheet */
  function draw({ context, width, height, theme, spot }) {
    if (!findings.count) return;
    const em = theme.size;
    const label = count(findings.count);
    place = { left: context.measureText(label).width + 8, right: width - 8, top: em * 2.9, bottom: height - em * 2.2 - MARK };
    context.textAlign = 'right';
    for (let n = 1; n <= findings.count; n *= 10) {
      const y = place.bottom - heightOf(n);
      context.fillStyle = theme.line;
      rule(context, place.left, y, place.right - place.left);
      context.fillStyle = theme.muted;
      context.fillText(count(n), place.left - 6, y);
    }
    const wide = (place.right - place.left) / BINS;
    const cut = thresholds();
    const at = spot ? binAt(spot.x) : -1;
    for (let i = 0; i < BINS; i++) {
      const middle = range.lo + ((i + 0.5) / BINS) * (range.hi - range.lo);
      const state = cut && middle < cut[0] ? 'saturated at 0' : cut && middle > cut[1] ? 'saturated at 1' : 'swings';
      context.fillStyle = stateColor(theme, state);
      context.globalAlpha = at === -1 || at === i ? 1 : 0.55;
      const [from, to] = [Math.round(place.left + i * wide), Math.round(place.left + (i + 1) * wide)];
      context.fillRect(from, place.bottom - heightOf(counts[i]), Math.max(1, to - from - 1), heightOf(counts[i]));
    }
    context.globalAlpha = 1;
    context.fillStyle = theme.muted;
    rule(context, place.left, place.bottom, place.right - place.left);
    axis(context, width, height, theme);
    if (cut) tails(context, cut, theme);
    if (marked !== null) {
      context.fillStyle = theme.ink;
      const middle = x(marked);
      context.beginPath();
      context.moveTo(middle, place.bottom + 1);
      context.lineTo(middle - 6, place.bottom + MARK);
      context.lineTo(middle + 6, place.bottom + MARK);
      context.fill();
    }
  }

  /** @param {CanvasRenderingContext2D} context @param {number} width @param {number} height @param {import('../../../kit/view/theme.js').Theme} theme */
  function axis(context, width, height, theme) {
    const em = theme.size;
    context.fillStyle = theme.muted;
    context.textAlign = 'left';
    context.fillText('images, log scale', 0, em * 0.65);
    const y = height - em * 1.6;
    const middle = (range.lo + range.hi) / 2;
    for (const v of [range.lo, middle, range.hi]) {
      inside(context, tickWords(Number(v.toPrecision(3))), x(v), y, place.left - em * 0.5, width);
    }
    inside(context, 'h', (place.left + place.right) / 2, height - em * 0.5, place.left, width);
  }

  /** The thresholds, and what lies beyond them. @param {CanvasRenderingContext2D} context @param {[number, number]} cut @param {import('../../../kit/view/theme.js').Theme} theme */
  function tails(context, [low, high], theme) {
    const em = theme.size;
    context.fillStyle = theme.ink;
    for (const v of [low, high]) rule(context, x(v), place.top - em * 0.35, place.bottom - place.top + em * 0.35, true);
    const y = place.top - em * 0.9;
    const [below, above] = [`${percent(shares.below)} below ${shortest(low)}`, `${percent(shares.above)} above ${shortest(high)}`];
    const [wide, other] = [below, above].map((words) => context.measureText(words).width);
    const middle = (x(low) + x(high)) / 2;
    // beside each other, however close the two lines are
    const from = Math.max(0, Math.min(x(low) - 1.2 * em, middle - 0.5 * em - wide));
    const next = Math.min(place.right + 6 - other, Math.max(x(high) + 1.2 * em - other, middle + 0.5 * em, from + wide + em));
    context.textAlign = 'left';
    context.fillText(below, from, y);
    context.fillText(above, next, y);
  }

  /** @param {number} px */
  function binAt(px) {
    const bin = Math.floor(((px - place.left) / (place.right - place.left)) * BINS);
    return bin >= 0 && bin < BINS ? bin : -1;
  }

  /** @param {import('./chart.js').Spot} spot */
  function hover(spot) {
    const bin = binAt(spot.x);
    if (bin < 0) return null;
    const [from, to] = edges(bin);
    const share = findings.count ? counts[bin] / findings.count : 0;
    return { lines: [`h from ${sig3(from)} to ${sig3(to)}`, `${count(counts[bin])} image${counts[bin] === 1 ? '' : 's'}, ${percent(share)}`] };
  }

  /** @param {number} bin */
  const edges = (bin) => [0, 1].map((i) => Number((range.lo + ((bin + i) / BINS) * (range.hi - range.lo)).toPrecision(6)));

  return {
    element: chart.element,
    show,
    csv: () => Array.from(counts, (n, bin) => ['histogram of h', edges(bin)[0], 'images', n]),
    restyle: chart.paint,
    destroy: chart.destroy,
  };
}

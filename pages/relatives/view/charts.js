// Three small charts of a model's code, on scales that all cards share, over the CAE's in grey: how often h is where, the
// singular values of J, how far the code moves by how far the image does.

import { el, textOf } from '../../kit/view/dom.js';
import { percent, sig3 } from '../../kit/view/format.js';
import { css, seriesColors } from '../../kit/view/color.js';

/** @typedef {import('./kin.js').Kin} Kin @typedef {import('./kin.js').Pictures} Pictures */
/** @typedef {[number, number]} Point both from 0 to 1, upwards */
/** @typedef {'hist'|'spectrum'|'curve'} Kind */

const HEAD = 6; // pixels above the largest
const MOST = 64; // singular values on the axis

/** Two digits: there is little room. @param {number} x */
const short = (x) => String(Number(x.toPrecision(2))).replace('-', '−');

/** Heights are roots: a share of a hundredth is seen beside one of a half. @param {number} share @param {number} top */
const height = (share, top) => (top > 0 ? Math.sqrt(Math.max(0, share) / top) : 0);

/**
 * Steps over h.
 *
 * @param {ArrayLike<number>} shares of h in each bin
 * @param {[number, number]} range of the bins
 * @param {[number, number]} span of the axis
 * @param {number} top the largest share
 * @returns {Point[]}
 */
export function stepsOf(shares, [lo, hi], [from, to], top) {
  const wide = to - from || 1;
  const at = (/** @type {number} */ i) => (lo + ((hi - lo) * i) / shares.length - from) / wide;
  return [
    [at(0), 0],
    ...Array.from(shares).flatMap((share, i) => /** @type {Point[]} */ ([[at(i), height(share, top)], [at(i + 1), height(share, top)]])),
    [at(shares.length), 0],
  ];
}

/** @param {ArrayLike<number>} values @param {number} top @returns {Point[]} */
export const spectrumOf = (values, top) => Array.from(values, (v, i) => [i / (MOST - 1), top > 0 ? v / top : 0]);

/** @param {ArrayLike<number>} ratios @param {number[]} radii @param {number} top @returns {Point[]} */
export function curveOf(ratios, radii, top) {
  const [first, last] = [Math.log(radii[0]), Math.log(radii[radii.length - 1])];
  return Array.from(ratios).slice(0, radii.length).map((v, i) => [(Math.log(radii[i]) - first) / (last - first || 1), top > 0 ? v / top : 0]);
}

/** @type {{kind: Kind, name: string, title: string, top: (top: number) => string, ends: (kin: Kin, name: string) => [string, string]}[]} */
const CHARTS = [
  {
    kind: 'hist', name: 'h', title: 'how large h is, of all units and held-out images: each share’s square root',
    top: percent,
    ends(kin, name) {
      const [lo, hi] = kin.spanOf(name);
      return [short(lo), short(hi)];
    },
  },
  {
    kind: 'spectrum', name: 'σ of J', title: 'singular values of J, the largest first: in how many directions, and how far, the code moves',
    top: short, ends: () => ['1', String(MOST)],
  },
  {
    kind: 'curve', name: '‖Δh‖/r', title: 'how far the code moves, over how far the image was moved, by that radius r',
    top: short, ends: ({ radii }) => (radii.length ? [short(radii[0]), `r ${short(radii[radii.length - 1])}`] : ['', '']),
  },
];

/**
 * @param {Kin} kin
 * @param {string} name of the model
 * @param {string} leader whose charts stand behind
 * @param {() => import('../../kit/view/theme.js').Theme} theme
 */
export function createCharts(kin, name, leader, theme) {
  const parts = CHARTS.map((chart) => {
    const canvas = el('canvas', { class: 'cae-kin-chart', role: 'img', 'aria-label': chart.title, 'data-chart': chart.kind });
    const [top, low, high] = [el('span'), el('span'), el('span')];
    const element = el(
      'div', { class: 'cae-kin-plot', title: chart.title },
      el('div', { class: 'cae-kin-ends' }, el('span', {}, chart.name), top), canvas, el('div', { class: 'cae-kin-ends' }, low, high),
    );
    return { chart, canvas, element, set: [top, low, high].map(textOf) };
  });
  const element = el('div', { class: 'cae-kin-charts' }, ...parts.map((part) => part.element));
  let size = { width: 0, height: 0, ratio: 1 };

  /** @param {Kind} kind @param {string} whose @returns {Point[]} */
  function points(kind, whose) {
    const section = kin.pictures[whose]?.[kind];
    if (!section) return [];
    const top = kin.tops[kind].value;
    if (kind === 'hist') return stepsOf(section.values, kin.numbers[whose]?.hist_range ?? kin.spanOf(whose), kin.spanOf(whose), top);
    return kind === 'spectrum' ? spectrumOf(section.values, top) : curveOf(section.values, kin.radii, top);
  }

  function paint() {
    if (!size.width) return;
    const { line, muted, dark } = theme();
    const own = css(seriesColors(dark).recon);
    for (const { chart: { kind }, canvas } of parts) {
      const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
      context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
      context.clearRect(0, 0, size.width, size.height);
      if (name !== leader && (kind !== 'hist' || kin.alike(name))) drawPoints(context, size, points(kind, leader), { stroke: muted, fill: kind === 'hist' ? line : null, thick: 1 });
      drawPoints(context, size, points(kind, name), { stroke: own, fill: null, thick: 1.75 });
      context.fillStyle = line;
      context.fillRect(0, size.height - 1, size.width, 1);
    }
  }

  return {
    element,
    paint,
    /** @param {number} width of one chart @param {number} high */
    resize(width, high) {
      const ratio = Math.min(2, window.devicePixelRatio || 1);
      if (width === size.width && high === size.height && ratio === size.ratio) return;
      size = { width, height: high, ratio };
      for (const { canvas } of parts) {
        canvas.width = Math.round(width * ratio);
        canvas.height = Math.round(high * ratio);
      }
      paint();
    },
    /** The ends of the scales, at most ten times a second. */
    words() {
      for (const { chart, set } of parts) {
        const top = kin.tops[chart.kind].value;
        const [low, high] = chart.ends(kin, name);
        [top > 0 ? chart.top(top) : '', low, high].forEach((text, i) => set[i](text));
      }
    },
    /** Each chart and its numbers in words. @returns {{element: Element, text: string}[]} */
    described() {
      const of = kin.of(name);
      const said = {
        hist: of ? `${percent(of.low)} of h near the lower end${of.middle === null ? '' : `, ${percent(of.middle)} in the middle`}` : '',
        spectrum: of?.hold90 ? `90 % of their squares in ${of.hold90} directions` : '',
        curve: of?.curve_ends ? `${sig3(of.curve_ends[0])} at the smallest radius, ${sig3(of.curve_ends[1])} at the largest` : '',
      };
      return parts.map(({ chart, canvas }) => ({ element: canvas, text: `${kin.title(name)}, ${chart.title}. ${said[chart.kind]}` }));
    },
  };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{width: number, height: number}} size
 * @param {Point[]} points
 * @param {{stroke: string, fill: string|null, thick: number}} paint
 */
function drawPoints(context, { width, height: high }, points, { stroke, fill, thick }) {
  if (!points.length) return;
  const edge = 1.5;
  context.beginPath();
  points.forEach(([x, y], i) => context[i ? 'lineTo' : 'moveTo'](edge + x * (width - 2 * edge), high - edge - y * (high - HEAD)));
  context.lineWidth = thick;
  context.lineJoin = 'round';
  if (fill) {
    context.fillStyle = fill;
    context.fill();
  }
  context.strokeStyle = stroke;
  if (!fill) context.stroke();
}

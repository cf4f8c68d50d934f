// A wrong penalty in training beside the true one: both as numbers, and their ‖J‖² over the steps.

import { el, textOf, watchSize } from '../../kit/view/dom.js';
import { count, sig3 } from '../../kit/view/format.js';
import { css, seriesColors } from '../../kit/view/color.js';

const MOST = 600; // points of a line

/** @typedef {import('./lesson.js').Rival} Rival */

/**
 * The lines so far: a point a step, every second one dropped when they are too many. Pure.
 */
export class Lines {
  constructor() {
    this.name = '';
    /** @type {[number, number, number, number][]} step and ‖J‖² of the mistake, of the right one */
    this.points = [];
  }

  /** @param {Rival|null} rival */
  take(rival) {
    if (!rival) return;
    const last = this.points.at(-1);
    if (rival.name !== this.name || (last && rival.step < last[0])) this.points = [];
    this.name = rival.name;
    if (last && rival.step === last[0] && this.points.length) this.points.pop();
    this.points.push([rival.step, rival.truth, rival.right_step, rival.right_truth]);
    if (this.points.length > MOST) this.points = this.points.filter((_, i) => i % 2 === 0);
  }
}

/** What became of it so far, true of the numbers. Pure. @param {Rival} rival */
export function duelWords({ step, right_step: right, truth, right_truth: rightTruth, error, right_error: rightError, diverged }) {
  if (diverged) return 'It has diverged: its numbers have left the finite ones.';
  if (step < right) return `It catches up: step ${count(step)} of ${count(right)}.`;
  const ratio = truth / rightTruth;
  const much = ratio > 1.1 ? `${sig3(ratio)} times that of the right one: it contracts less` : ratio < 0.9 ? `${sig3(1 / ratio)} times smaller than that of the right one` : 'about that of the right one';
  const cost = error > 1.05 * rightError ? `, and reconstructs worse (${sig3(error)} against ${sig3(rightError)})` : error < 0.95 * rightError ? `, and reconstructs better (${sig3(error)} against ${sig3(rightError)})` : '';
  return `Its true ‖J‖² is ${much}${cost}.`;
}

/** @param {() => import('../../kit/view/theme.js').Theme} theme */
export function createDuel(theme) {
  const canvas = el('canvas', { class: 'cae-bars-map', role: 'img', 'aria-label': '‖J‖² over the steps, of both' });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const stage = el('div', { class: 'cae-bars-stage cae-duel-stage' }, canvas);
  const heads = ['', 'step', 'its own number', 'true ‖J‖²', 'error'];
  const rows = ['with the mistake', 'with the true penalty'].map((name) => {
    const cells = heads.slice(1).map(() => el('td'));
    return { row: el('tr', {}, el('th', { scope: 'row' }, el('i', { class: 'cae-swatch' }), name), ...cells), set: cells.map(textOf) };
  });
  const table = el('table', { class: 'cae-duel-table' }, el('thead', {}, el('tr', {}, ...heads.map((name) => (name ? el('th', { scope: 'col' }, name) : el('td'))))), el('tbody', {}, ...rows.map(({ row }) => row)));
  const words = el('p', { class: 'cae-duel-words', 'data-testid': 'duel' });
  const say = textOf(words);
  const ends = el('span', { class: 'cae-tensor-ends' });
  const setEnds = textOf(ends);
  const element = el('div', { class: 'cae-duel' }, el('div', { class: 'cae-duel-told' }, table, words), el('figure', { class: 'cae-bars' }, el('figcaption', {}, el('span', {}, 'true ‖J‖² over the steps'), ends), stage));
  const lines = new Lines();
  let [width, height] = [0, 0];

  const unwatch = watchSize(stage, (wide, high) => {
    const ratio = window.devicePixelRatio || 1;
    [width, height] = [Math.round(wide * ratio), Math.round(high * ratio)];
    Object.assign(canvas, { width, height });
    paint();
  });

  const top = () => Math.max(0, ...lines.points.flatMap(([, a, , b]) => [a, b]).filter(Number.isFinite));

  function paint() {
    context.clearRect(0, 0, width, height);
    const { points } = lines;
    if (points.length < 2 || !width) return;
    const [hi, end] = [top() || 1, points[points.length - 1][2] || 1]; // who catches up is behind
    context.lineWidth = 2 * (window.devicePixelRatio || 1);
    for (const which of [1, 0]) {
      context.strokeStyle = colors()[which];
      context.beginPath();
      points.forEach((point, i) => {
        const [x, y] = [(point[2 * which] / end) * width, height - 1 - (point[2 * which + 1] / hi) * (height - 4)];
        if (i) context.lineTo(x, y);
        else context.moveTo(x, y);
      });
      context.stroke();
    }
  }

  /** Of the mistake, of the right one. */
  const colors = () => [css(seriesColors(theme().dark).penalty), theme().ink];

  return {
    element,
    /** @param {Rival|null} rival */
    take: (rival) => lines.take(rival),
    /** Called in the animation frame. */
    draw: paint,
    /** @param {Rival|null} rival @param {string} otherwise */
    words(rival, otherwise) {
      const values = rival
        ? [[count(rival.step), sig3(rival.number), sig3(rival.truth), sig3(rival.error)], [count(rival.right_step), sig3(rival.right_truth), sig3(rival.right_truth), sig3(rival.right_error)]]
        : [];
      rows.forEach(({ row, set }, i) => {
        set.forEach((write, k) => write(values[i]?.[k] ?? '–'));
        /** @type {HTMLElement} */ (row.querySelector('.cae-swatch')).style.background = colors()[i];
      });
      say(rival ? duelWords(rival) : otherwise);
      const hi = top();
      setEnds(rival && hi ? `0 to ${sig3(hi)}` : '');
    },
    restyle: paint,
    destroy: unwatch,
  };
}

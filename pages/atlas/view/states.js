// How many units are in which state, at every λ: a stacked bar under each place of the slider.

import { el, textOf, watchSize } from '../../kit/view/dom.js';
import { count } from '../../kit/view/format.js';
import { lambdaWords } from '../../kit/view/lambdas.js';
import { listenToPointer } from '../../kit/view/pointing.js';
import { SAT_COUNTS, endsOf, stateMeaning, stateWords, statesOf } from '../../kit/view/statewords.js';
import { worded } from '../../kit/view/touch.js';
import { STATES, stateColor } from '../../kit/view/unitstates.js';

const INSET = 11; // half the slider's thumb
const WIDEST = 22;

/**
 * @param {import('./store.js').Atlas} atlas
 * @param {import('./actions.js').AtlasActions} act
 * @param {() => import('../../kit/view/theme.js').Theme} theme
 * @param {import('../../kit/view/tooltip.js').Tooltip} tip
 */
export function createStates(atlas, act, theme, tip) {
  const how = el('p', { class: 'cae-how' });
  const setHow = textOf(how);
  const heading = el('div', { class: 'cae-states-head' }, el('h2', { class: 'cae-title' }, 'Units by state'), how);
  const canvas = el('canvas', { class: 'cae-states-map', role: 'img', 'aria-label': 'Units by state' });
  const mark = el('div', { class: 'cae-states-mark', hidden: '' });
  const pinned = el('div', { class: 'cae-states-mark cae-left-mark', hidden: '' });
  const stage = el('div', { class: 'cae-states-stage' }, canvas, mark, pinned);
  const legend = el('dl', { class: 'cae-states-legend' });
  const rows = STATES.map(() => {
    const value = el('dd');
    const swatch = el('i');
    const called = el('span');
    const row = el('div', {}, el('dt', {}, swatch, called), value);
    legend.append(row);
    const set = textOf(value);
    set('–');
    return { set, swatch, row, call: textOf(called) };
  });
  const element = el('section', { class: 'cae-states', 'aria-label': 'Units by state' }, heading, stage, legend);
  let size = { width: 0, height: 0, ratio: 1 };

  const xOf = (/** @type {number} */ i) => INSET + (atlas.total > 1 ? i / (atlas.total - 1) : 0.5) * (size.width - 2 * INSET);
  const barWidth = () => Math.max(1, Math.min(WIDEST, (0.8 * (size.width - 2 * INSET)) / Math.max(1, atlas.total - 1)));
  const total = () => atlas.settings.hidden ?? 0;
  const activation = () => atlas.settings.activation ?? 'sigmoid';
  const called = (/** @type {string} */ name) => stateWords(name, activation());

  function draw() {
    if (!size.width) return;
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    const wide = barWidth();
    for (let i = 0; i < atlas.total; i++) {
      const [left, right] = [Math.round(xOf(i) - wide / 2), Math.round(xOf(i) + wide / 2)];
      const point = atlas.points[i];
      if (!point) {
        context.strokeStyle = theme().line;
        context.strokeRect(left + 0.5, 0.5, right - left - 1, size.height - 1);
        continue;
      }
      let below = 0;
      for (const name of STATES) {
        const n = point.figures.states[name] ?? 0;
        const y = (/** @type {number} */ share) => Math.round(size.height * (1 - share / total()));
        context.fillStyle = stateColor(theme(), name);
        context.fillRect(left, y(below + n), right - left, y(below) - y(below + n));
        below += n;
      }
    }
  }

  /** @param {HTMLElement} node @param {number|null} index */
  function place(node, index) {
    node.hidden = index === null || !size.width;
    if (index === null) return;
    node.style.transform = `translateX(${Math.round(xOf(index) - barWidth() / 2)}px)`;
  }

  /** @param {MouseEvent} event */
  function under(event) {
    const x = event.clientX - canvas.getBoundingClientRect().left;
    const i = Math.round(((x - INSET) / (size.width - 2 * INSET)) * (atlas.total - 1)) || 0;
    return Math.min(atlas.total - 1, Math.max(0, i));
  }
  listenToPointer(canvas, {
    at: under,
    show(index, x, y) {
      const point = index === null ? undefined : atlas.points[index];
      if (!point) return tip.hide(canvas);
      const lines = statesOf(activation()).map((name) => `${called(name)}: ${count(point.figures.states[name] ?? 0)}`);
      tip.show(canvas, x, y, [`λ = ${lambdaWords(point.lam)}, ${count(total())} units`, ...lines]);
    },
    take(index) {
      act.pause();
      act.scrub(index);
    },
  });

  /** @type {[number|null, number|null]} */
  let marked = [null, null];
  const unwatch = watchSize(stage, (width, height) => {
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    size = { width, height, ratio };
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    for (const node of [mark, pinned]) node.style.width = `${Math.round(barWidth())}px`;
    draw();
    place(mark, marked[0]);
    place(pinned, marked[1]);
  });

  return {
    element,
    update() {
      setHow(worded(`How many of the ${count(total())} units are in which state; click a bar to go to its λ.`));
      how.title = endsOf(activation()) === 'two' ? `SAT is not the share of saturated units. ${SAT_COUNTS}` : '';
      STATES.forEach((name, i) => {
        rows[i].call(called(name));
        rows[i].row.title = stateMeaning(name, activation());
        rows[i].row.hidden = !statesOf(activation()).includes(name);
      });
      for (const node of [mark, pinned]) node.style.width = `${Math.round(barWidth())}px`;
      draw();
    },
    /** @param {number|null} index @param {number|null} left */
    mark(index, left) {
      if (index !== marked[0]) place(mark, index);
      if (left !== marked[1]) place(pinned, left);
      marked = [index, left];
    },
    /** @param {import('./store.js').Point} point */
    words(point) {
      STATES.forEach((name, i) => rows[i].set(count(point.figures.states[name] ?? 0)));
      const told = statesOf(activation()).map((name) => `${point.figures.states[name] ?? 0} ${called(name)}`).join(', ');
      canvas.setAttribute('aria-label', `Units by state at λ = ${lambdaWords(point.lam)}: ${told}. A bar for each λ; the slider moves between them.`);
    },
    restyle() {
      rows.forEach(({ swatch }, i) => swatch.style.setProperty('--cae-class', stateColor(theme(), STATES[i])));
      draw();
    },
    destroy: unwatch,
  };
}

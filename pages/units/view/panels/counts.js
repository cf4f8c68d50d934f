// How many units are in which state: over the training, over λ, or, where there is no path, now.

import { el } from '../../../kit/view/dom.js';
import { count } from '../../../kit/view/format.js';
import { lambdaWords } from '../../../kit/view/lambdas.js';
import { createPlot } from '../../../kit/view/plot.js';
import { STATES, stateColor } from '../../../kit/view/unitstates.js';
import { barFigure, pathFigure, rowsOf } from './countsfigure.js';
import { indexOf, isNow } from './course.js';
import { toCsv } from '../../../kit/view/csv.js';
import { createFrame } from './frame.js';
import { createThresholds } from './thresholds.js';

const FEW = 1000; // images that a path is measured on

/**
 * @param {import('../types.js').Context} context
 * @returns {import('../types.js').Panel}
 */
export function createCounts(context) {
  const { findings, page, act, theme, base, tip } = context;
  /** @type {ReturnType<typeof rowsOf>} */
  let rows = [];
  let along = false;
  /** @type {(number|null)[]} the places in the atlas of the rows */
  let places = [];
  const plot = createPlot({
    label: 'Units in each state', base, theme, complain: act.complain, figure,
    clicked({ pointIndex }) {
      const index = along ? places[/** @type {number} */ (pointIndex)] : null;
      if (index !== null && index !== undefined) act.at(index);
    },
    hovered(point, event) {
      if (!point || !event) tip.hide(plot);
      else tip.show(plot, event.clientX, event.clientY, told(point.pointIndex));
    },
  });
  const panel = createFrame(context, {
    name: 'counts', title: 'Units in each state', file: 'units by state', csv, graph: plot.graph, how: 'How many units are in which state.',
  });
  const thresholds = createThresholds(context);
  const legend = el('div', { class: 'cae-state-legend' });
  const swatches = STATES.map((state) => {
    const swatch = el('i');
    legend.append(el('span', {}, swatch, state));
    return swatch;
  });
  const stage = el('div', { class: 'cae-counts-stage' }, plot.graph);
  panel.body.append(thresholds.element, legend, stage);

  const now = () => STATES.map((state) => /** @type {number} */ (findings.units?.header.counts[state] ?? 0));

  /** @param {number} t */
  function told(t) {
    const row = rows[t];
    const counts = row?.counts ?? now();
    const heading = !row ? `${count(findings.hidden)} units` : along ? `λ = ${lambdaWords(row.lam)}` : `step ${count(row.at)}, λ = ${lambdaWords(row.lam)}`;
    return [heading, ...STATES.map((state, k) => `${state}: ${count(counts[k])}`)];
  }

  /** @param {import('../../../kit/view/plot.js').Sheet} sheet */
  function figure(sheet) {
    const { hidden, units } = findings;
    if (!units || !hidden) return null;
    if (rows.length < 2) return barFigure(now(), hidden, sheet);
    const { source } = page;
    const placed = source.kind === 'atlas' && source.lambdas && places.every((at) => at !== null);
    return pathFigure({
      rows, hidden, along,
      x: rows.map((_, t) => places[t] ?? t),
      total: placed ? source.lambdas?.length ?? 0 : rows.length,
      current: rows.findIndex(({ at }) => isNow(findings, true, at)),
      step: units.header.step,
    }, sheet);
  }

  function say() {
    const hidden = `the ${count(findings.hidden)} units`;
    const of = findings.count > FEW ? ` On the first ${count(FEW)} images.` : '';
    if (rows.length < 2) {
      panel.setTitle('Units in each state');
      const none = page.source.kind === 'checkpoint' ? ' A checkpoint has no path to show.' : '';
      panel.setHow(`How many of ${hidden} are in which state.${none}`);
    } else if (along) {
      panel.setTitle('Units in each state, over λ');
      panel.setHow(`How many of ${hidden} are in which state at each λ; click a bar to go there.${of}`);
    } else {
      panel.setTitle('Units in each state, over training steps');
      panel.setHow(`How many of ${hidden} are in which state; dotted lines are changes of λ.${of}`);
    }
    const told = STATES.map((state, k) => `${now()[k]} ${state}`).join(', ');
    plot.describe(`Units in each state, now: ${told}.`);
  }

  function csv() {
    if (rows.length < 2) return toCsv(STATES.slice(), [now()]);
    return toCsv([along ? 'λ' : 'step', ...(along ? [] : ['λ']), ...STATES], rows.map(({ at, lam, counts }) => [at, ...(along ? [] : [lam]), ...counts]));
  }

  return {
    element: panel.element,
    update(what) {
      if (what.has('course') || what.has('statics')) {
        rows = findings.course ? rowsOf(findings.course) : [];
        along = findings.course?.header.over === 'lambda';
      }
      places = along ? rows.map(({ at }) => indexOf(page.source, at)) : [];
      stage.classList.toggle('cae-clickable', along);
      stage.classList.toggle('cae-one', rows.length < 2);
      thresholds.show();
      if (what.has('course') || what.has('statics') || what.has('units')) say();
      // a path over steps is as it is until the next of it comes
      if (what.has('course') || what.has('statics') || along || rows.length < 2) plot.soon();
    },
    restyle() {
      swatches.forEach((swatch, k) => swatch.style.setProperty('--cae-class', stateColor(theme(), STATES[k])));
      plot.now();
    },
    destroy: plot.destroy,
  };
}

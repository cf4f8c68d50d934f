// A panel with a figure of all λs, drawn anew only when λs finish; what follows the slider lies behind it.

import { el } from '../../kit/view/dom.js';
import { createPanel } from '../../kit/view/panel.js';
import { createPlot } from '../../kit/view/plot.js';
import { axesOf } from '../../kit/view/plotly.js';

/**
 * @typedef {import('./store.js').Point} Point
 * @typedef {import('../../kit/view/plot.js').Sheet} Sheet
 * @typedef {{name: string, x: (p: Point) => number, y: (p: Point) => number|null, color: string}} Series
 * @typedef {{x: string, y: string, line: boolean, series: Series[]}} Marked axes, and the curves on which the λ shown is marked
 * @typedef {{data: any[], layout: any, marked: Marked[]}} Figure
 */

/**
 * @param {object} options
 * @param {{name: string, title: string, how: string}} options.panel
 * @param {string} options.base
 * @param {import('./store.js').Atlas} options.atlas
 * @param {import('./actions.js').AtlasActions} options.act
 * @param {() => import('../../kit/view/theme.js').Theme} options.theme
 * @param {(sheet: Sheet) => Figure} options.figure
 * @param {() => string} options.text what a screen reader is told
 * @param {HTMLElement} [options.corner] what stands beside the title
 */
export function createMarkedPlot({ panel: named, base, atlas, act, theme, figure, text, corner }) {
  const panel = createPanel(named);
  if (corner) panel.legend.append(corner);
  const foot = el('div', { class: 'cae-plot-foot' });
  panel.element.append(foot);
  const over = el('div', { class: 'cae-plot-over', 'aria-hidden': 'true' });
  const plot = createPlot({
    label: named.title, base, theme, complain: act.complain,
    figure: (/** @type {Sheet} */ sheet) => (atlas.total ? figure(sheet) : null),
    drawn(/** @type {Figure} */ { marked }) {
      left.place(marked);
      right.place(marked);
      left.move(at.left);
      right.move(at.right);
    },
    clicked({ customdata }) {
      const index = customdata?.[0];
      if (index === undefined) return;
      act.pause();
      act.scrub(index);
    },
  });
  panel.body.append(over, plot.graph); // the marks lie behind, so that they cover no hover label
  const left = createMarks(over, plot.graph, atlas, 'cae-left-mark');
  const right = createMarks(over, plot.graph, atlas, '');
  /** @type {{left: number|null, right: number|null}} the λs that are marked */
  let at = { left: null, right: null };

  return {
    element: panel.element,
    foot,
    graph: plot.graph,
    update: plot.soon,
    /** Called in the animation frame. @param {number|null} index @param {number|null} pinned */
    mark(index, pinned) {
      if (index !== at.right) right.move(index);
      if (pinned !== at.left) left.move(pinned);
      at = { left: pinned, right: index };
    },
    restyle: plot.soon,
    describe: () => plot.describe(text()),
    image: plot.image,
    destroy: plot.destroy,
  };
}

/**
 * An upright line on each plot and a dot on each curve.
 *
 * @param {HTMLElement} over
 * @param {HTMLElement} graph
 * @param {import('./store.js').Atlas} atlas
 * @param {string} kind their class
 */
function createMarks(over, graph, atlas, kind) {
  /** @type {{node: HTMLElement, at: (({x: number, y: number})|null)[]}[]} */
  let items = [];
  let laid = '';

  /** Where a curve is at every λ; `upright`: at the top of its plot. @param {Marked} marked @param {Series} one @param {boolean} upright */
  function placesOf({ x, y }, one, upright) {
    const axes = axesOf(graph, x, y);
    return atlas.points.map((p) => {
      const value = p && one.y(p);
      if (!axes || !p || (!upright && (value === null || value === undefined))) return null;
      return { x: axes.x(one.x(p)), y: upright ? axes.top : axes.y(Number(value)) };
    });
  }

  return {
    /** @param {Marked[]} marked */
    place(marked) {
      const key = JSON.stringify(marked.map(({ x, line, series }) => [x, line, series.length]));
      const nodes = key === laid ? items.map(({ node }) => node) : null;
      if (!nodes) for (const { node } of items) node.remove();
      laid = key;
      items = [];
      /** @param {string} shape */
      const node = (shape) => nodes?.[items.length] ?? over.appendChild(el('div', { class: `cae-mark ${shape} ${kind}`, hidden: '' }));
      for (const one of marked) {
        const axes = axesOf(graph, one.x, one.y);
        if (one.line && axes) {
          const bar = node('cae-mark-line');
          bar.style.height = `${axes.height}px`;
          items.push({ node: bar, at: placesOf(one, one.series[0], true) });
        }
        for (const series of one.series) {
          const dot = node('cae-mark-dot');
          dot.style.background = series.color;
          items.push({ node: dot, at: placesOf(one, series, false) });
        }
      }
    },
    /** @param {number|null} index */
    move(index) {
      for (const { node, at } of items) {
        const place = index === null ? null : at[index];
        node.hidden = !place;
        if (place) node.style.transform = `translate(${place.x.toFixed(1)}px, ${place.y.toFixed(1)}px)`;
      }
    },
  };
}

// A panel with a Plotly figure that is drawn anew only when λs finish; what follows the slider lies above it.

import { el, watchSize } from '../../kit/view/dom.js';
import { createPanel } from '../../kit/view/panel.js';
import { throttle } from '../../kit/view/throttle.js';
import { axesOf, loadPlotly } from '../../kit/view/plotly.js';

const REDRAW = 300; // milliseconds between drawings while λs finish

/**
 * @typedef {import('./store.js').Point} Point
 * @typedef {{name: string, x: (p: Point) => number, y: (p: Point) => number|null, color: string}} Series
 * @typedef {{x: string, y: string, line: boolean, series: Series[]}} Marked axes, and the curves on which the λ shown is marked
 * @typedef {{data: any[], layout: any, marked: Marked[]}} Figure
 * @typedef {{move: (index: number|null) => void, place: (marked: Marked[]) => void}} Marks
 */

/**
 * @param {object} options
 * @param {{name: string, title: string, how: string}} options.panel
 * @param {string} options.base
 * @param {import('./store.js').Atlas} options.atlas
 * @param {import('./actions.js').AtlasActions} options.act
 * @param {(width: number, height: number) => Figure} options.figure
 * @param {() => string} options.text what a screen reader is told
 */
export function createPlot({ panel: named, base, atlas, act, figure, text }) {
  const panel = createPanel(named);
  const graph = el('div', { class: 'cae-plot', role: 'img', 'aria-label': named.title });
  const over = el('div', { class: 'cae-plot-over', 'aria-hidden': 'true' });
  panel.body.append(over, graph); // the marks lie behind, so that they cover no hover label
  /** @type {any} */
  let Plotly = null;
  let size = { width: 0, height: 0 };
  let gone = false;
  let listening = false;
  /** @type {[number|null, number|null]} */
  let marks = [null, null];
  const left = createMarks('cae-left-mark');
  const right = createMarks('');

  loadPlotly(base).then(
    (loaded) => {
      Plotly = loaded;
      redraw.now();
    },
    (error) => act.complain(error.message),
  );

  const redraw = throttle(draw, REDRAW);

  async function draw() {
    if (gone || !Plotly || !size.width || !atlas.total) return;
    const { data, layout, marked } = figure(size.width, size.height);
    const config = { displayModeBar: false, responsive: false, doubleClick: false };
    await Plotly.react(graph, data, { ...layout, ...size, autosize: false }, config);
    if (gone) return;
    if (!listening) {
      listening = true;
      /** @type {any} */ (graph).on('plotly_click', (/** @type {{points: any[]}} */ { points }) => {
        const index = points[0]?.customdata?.[0];
        if (index === undefined) return;
        act.pause();
        act.scrub(index);
      });
    }
    left.place(marked);
    right.place(marked);
    left.move(marks[1]);
    right.move(marks[0]);
  }

  /** @param {string} kind @returns {Marks} */
  function createMarks(kind) {
    /** @type {{node: HTMLElement, at: (({x: number, y: number})|null)[]}[]} */
    let items = [];
    let laid = '';
    return {
      place(marked) {
        const key = JSON.stringify(marked.map(({ x, line, series }) => [x, line, series.length]));
        const nodes = key === laid ? items.map(({ node }) => node) : null;
        if (!nodes) for (const { node } of items) node.remove();
        laid = key;
        items = [];
        /** @param {string} shape */
        const node = (shape) => nodes?.[items.length] ?? over.appendChild(el('div', { class: `cae-mark ${shape} ${kind}`, hidden: '' }));
        for (const { x, y, line, series } of marked) {
          const axes = axesOf(graph, x, y);
          const on = (/** @type {Series} */ one, /** @type {boolean} */ upright) =>
            atlas.points.map((p) => {
              const value = p && one.y(p);
              if (!axes || !p || (!upright && (value === null || value === undefined))) return null;
              return { x: axes.x(one.x(p)), y: upright ? axes.top : axes.y(Number(value)) };
            });
          if (line && axes) {
            const bar = node('cae-mark-line');
            bar.style.height = `${axes.height}px`;
            items.push({ node: bar, at: on(series[0], true) });
          }
          for (const one of series) {
            const dot = node('cae-mark-dot');
            dot.style.background = one.color;
            items.push({ node: dot, at: on(one, false) });
          }
        }
      },
      move(index) {
        for (const { node, at } of items) {
          const place = index === null ? null : at[index];
          node.hidden = !place;
          if (place) node.style.transform = `translate(${place.x.toFixed(1)}px, ${place.y.toFixed(1)}px)`;
        }
      },
    };
  }

  const unwatch = watchSize(panel.body, (width, height) => {
    size = { width: Math.floor(width), height: Math.floor(height) };
    redraw.soon();
  });

  return {
    element: panel.element,
    graph,
    update: redraw.soon,
    /** Called in the animation frame. @param {number|null} index @param {number|null} pinned */
    mark(index, pinned) {
      if (index !== marks[0]) right.move(index);
      if (pinned !== marks[1]) left.move(pinned);
      marks = [index, pinned];
    },
    restyle: redraw.soon,
    describe() {
      const told = text();
      if (graph.getAttribute('aria-label') !== told) graph.setAttribute('aria-label', told);
    },
    /** @returns {Promise<string|null>} the figure as an SVG image's address */
    image: async () => (Plotly && listening ? Plotly.toImage(graph, { format: 'svg', ...size }) : null),
    destroy() {
      gone = true;
      unwatch();
      redraw.destroy();
      if (listening) Plotly.purge(graph);
    },
  };
}

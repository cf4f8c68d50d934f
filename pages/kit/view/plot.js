// A Plotly figure that is drawn anew when there is more to show, a few times a second at most, and never under a hand
// that zooms.

import { el, watchSize } from './dom.js';
import { isDragged, loadPlotly } from './plotly.js';

const REDRAW = 200; // milliseconds between drawings, at least
const CONFIG = { displayModeBar: false, responsive: false, doubleClick: false, showTips: false };
const SHARE = 9; // a drawing is followed by this many times its own duration of rest

/**
 * @typedef {{x: [number, number], y: [number, number]}} Zoom ranges as the axes hold them
 * @typedef {{data: any[], layout: any}} Figure
 * @typedef {{customdata?: any, [name: string]: any}} Point
 * @typedef {{width: number, height: number, theme: import('./theme.js').Theme, zoom: Zoom|null}} Sheet what a figure is drawn on
 */

/**
 * @template {Figure} F
 * @param {object} options
 * @param {string} options.label
 * @param {string} options.base
 * @param {() => import('./theme.js').Theme} options.theme
 * @param {(message: string) => void} options.complain
 * @param {(sheet: Sheet) => F|null} options.figure null: nothing to draw yet
 * @param {(figure: F) => void} [options.drawn] it is on the page
 * @param {(point: Point) => void} [options.clicked]
 * @param {(point: Point|null, event: MouseEvent|null) => void} [options.hovered]
 * @param {(zoom: Zoom|null) => void} [options.zoomed] given, a box can be drawn to zoom into; null: all is shown
 */
export function createPlot({ label, base, theme, complain, figure, drawn, clicked, hovered, zoomed }) {
  const graph = el('div', { class: 'cae-plot', role: 'img', 'aria-label': label });
  /** @type {any} */
  let Plotly = null;
  let size = { width: 0, height: 0 };
  /** @type {Zoom|null} */
  let zoom = null;
  let gone = false;
  let listening = false;
  let drawing = false;
  let again = false;
  let timer = 0;
  let free = -Infinity; // from when on it may be drawn again

  loadPlotly(base).then(
    (loaded) => {
      Plotly = loaded;
      now();
    },
    (error) => complain(error.message),
  );

  function soon() {
    if (timer) return;
    const wait = free - performance.now();
    if (wait <= 0) now();
    else timer = window.setTimeout(now, wait);
  }

  async function now() {
    window.clearTimeout(timer);
    timer = 0;
    if (gone || !Plotly || !size.width) return;
    if (drawing || isDragged(graph)) {
      again = true;
      free = Math.max(free, performance.now() + REDRAW);
      if (!drawing) soon();
      return;
    }
    const made = figure({ ...size, theme: theme(), zoom });
    if (!made) return;
    drawing = true;
    again = false;
    const from = performance.now();
    const { dragmode } = made.layout;
    try {
      await Plotly.react(graph, made.data, { ...made.layout, ...size, autosize: false }, CONFIG);
    } finally {
      drawing = false;
    }
    if (gone) return;
    const to = performance.now();
    free = to + Math.max(REDRAW, SHARE * (to - from));
    if (!listening) listen();
    graph.classList.toggle('cae-zoomable', dragmode === 'zoom');
    drawn?.(made);
    if (again) soon();
  }

  function listen() {
    listening = true;
    const on = /** @type {any} */ (graph).on.bind(graph);
    on('plotly_click', (/** @type {{points: Point[]}} */ { points }) => points[0] && clicked?.(points[0]));
    on('plotly_hover', (/** @type {{points: Point[], event: MouseEvent}} */ { points, event }) => points[0] && hovered?.(points[0], event));
    on('plotly_unhover', () => hovered?.(null, null));
    if (!zoomed) return;
    on('plotly_relayout', (/** @type {{[key: string]: any}} */ change) => {
      if (!Object.keys(change).some((key) => key.startsWith('xaxis.range') || key.startsWith('yaxis.range'))) return;
      const { xaxis, yaxis } = /** @type {any} */ (graph).layout;
      zoom = { x: [xaxis.range[0], xaxis.range[1]], y: [yaxis.range[0], yaxis.range[1]] };
      zoomed(zoom);
      now();
    });
    on('plotly_doubleclick', reset);
  }

  function reset() {
    if (!zoom) return;
    zoom = null;
    zoomed?.(null);
    now();
  }

  const unwatch = watchSize(graph, (width, height) => {
    size = { width: Math.floor(width), height: Math.floor(height) };
    soon();
  });

  return {
    graph,
    soon,
    now,
    reset,
    /** @param {string} text */
    describe(text) {
      if (graph.getAttribute('aria-label') !== text) graph.setAttribute('aria-label', text);
    },
    /** @returns {Promise<string|null>} the figure as an SVG image's address; null before it is drawn */
    image: async () => (listening ? Plotly.toImage(graph, { format: 'svg', ...size }) : null),
    destroy() {
      gone = true;
      window.clearTimeout(timer);
      unwatch();
      if (listening) Plotly.purge(graph);
    },
  };
}

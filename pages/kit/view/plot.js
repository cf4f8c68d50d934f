// A Plotly figure that is drawn anew when there is more to show, a few times a second at most, and never under a hand
// that zooms.

import { el, watchSize } from './dom.js';
import { failed } from './failure.js';
import { isDragged, loadPlotly } from './plotly.js';

const REDRAW = 200; // milliseconds between drawings, at least
const CONFIG = { displayModeBar: false, responsive: false, doubleClick: 'reset', showTips: false };
const SHARE = 9; // a drawing is followed by this many times its own duration of rest

/**
 * @typedef {{data: any[], layout: any}} Figure
 * @typedef {{customdata?: any, [name: string]: any}} Point
 * @typedef {{width: number, height: number}} Sheet what a figure is drawn on
 */

/**
 * @template {Figure} F
 * @param {object} options
 * @param {string} options.label
 * @param {string} options.base
 * @param {(message: string) => void} options.complain
 * @param {(sheet: Sheet) => F|null} options.figure null: nothing to draw yet
 * @param {(figure: F) => void} [options.drawn] it is on the page
 * @param {(point: Point) => void} [options.clicked]
 */
export function createPlot({ label, base, complain, figure, drawn, clicked }) {
  const graph = el('div', { class: 'cae-plot', role: 'img', 'aria-label': label });
  /** @type {any} */
  let Plotly = null;
  let size = { width: 0, height: 0 };
  let gone = false;
  let listening = false;
  let drawing = false;
  let again = false;
  /** @type {F|null} */
  let shown = null;
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
    drawing = true;
    again = false;
    try {
      await draw();
    } catch (error) {
      failed(graph, error);
    } finally {
      drawing = false;
    }
    if (again) soon();
  }

  async function draw() {
    const made = figure(size);
    if (!made) return;
    const from = performance.now();
    const { dragmode } = made.layout;
    await Plotly.react(graph, made.data, { ...made.layout, ...size, autosize: false }, CONFIG);
    if (gone) return;
    const to = performance.now();
    free = to + Math.max(REDRAW, SHARE * (to - from));
    if (!listening) listen();
    graph.classList.toggle('cae-zoomable', dragmode === 'zoom');
    shown = made;
    drawn?.(made);
  }

  function listen() {
    listening = true;
    const on = /** @type {any} */ (graph).on.bind(graph);
    on('plotly_click', (/** @type {{points: Point[]}} */ { points }) => points[0] && clicked?.(points[0]));
    // what lies over it stands elsewhere after a zoom
    on('plotly_relayout', () => shown && drawn?.(shown));
  }

  const unwatch = watchSize(graph, (width, height) => {
    size = { width: Math.floor(width), height: Math.floor(height) };
    free = Math.min(free, performance.now() + REDRAW); // what does not fit can't wait as long as what is older
    window.clearTimeout(timer);
    timer = 0;
    soon();
  });

  return {
    graph,
    soon,
    now,
    /** @param {string} text */
    describe(text) {
      if (graph.getAttribute('aria-label') !== text) graph.setAttribute('aria-label', text);
    },
    destroy() {
      gone = true;
      window.clearTimeout(timer);
      unwatch();
      if (listening) Plotly.purge(graph);
    },
  };
}

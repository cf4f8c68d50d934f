// Marks the place that is shown on a figure's curves: an upright line, and a dot on each. They move without the figure
// being drawn anew, as often as a slider moves.

import { el } from './dom.js';
import { arrayOf } from './figurestyle.js';
import { axesOf } from './plotly.js';

/** @param {number} v @param {number} length */
const within = (v, length) => v >= -1 && v <= length + 1;

/** @typedef {{node: HTMLElement, at: Map<number, {x: number, y: number}>}} Item where a mark stands, by place */

/**
 * @param {HTMLElement} over the marks lie in it
 * @param {HTMLElement} graph
 * @param {string} kind their class
 */
export function createMarks(over, graph, kind = '') {
  /** @type {Item[]} */
  let items = [];
  let laid = '';

  /** Where a curve is at every place; `upright`: at the top of its plot. @param {any} trace @param {any} axes @param {boolean} upright */
  function placesOf(trace, axes, upright) {
    const [x, y] = [arrayOf(trace.x), arrayOf(trace.y)];
    /** @type {Item['at']} */
    const at = new Map();
    Array.from(arrayOf(trace.customdata), (place, i) => {
      if (!upright && y[i] === null) return;
      const point = { x: axes.x(x[i]), y: upright ? axes.top : axes.y(y[i]) };
      // neither what a zoom has left outside, nor what has no place on a logarithm
      if (within(point.x - axes.left, axes.width) && within(point.y - axes.top, axes.height)) at.set(Number(place), point);
    });
    return at;
  }

  return {
    /** A figure has been drawn. @param {any[]} data its traces, as they were drawn */
    place(data) {
      const marked = data.filter(({ meta }) => meta?.marks);
      const key = JSON.stringify(marked.map(({ xaxis, meta, type }) => [xaxis, meta.marks, type]));
      const nodes = key === laid ? items.map(({ node }) => node) : null;
      if (!nodes) for (const { node } of items) node.remove();
      laid = key;
      items = [];
      const lined = new Set();
      /** @param {string} shape */
      const node = (shape) => nodes?.[items.length] ?? over.appendChild(el('div', { class: `cae-mark ${shape} ${kind}`, hidden: '' }));
      for (const trace of marked) {
        const [x, y] = [trace.xaxis ?? 'x', trace.yaxis ?? 'y'];
        const axes = axesOf(graph, x.replace('x', 'xaxis'), y.replace('y', 'yaxis'));
        if (!axes) continue;
        if (trace.meta.marks === 'line' && !lined.has(x)) {
          lined.add(x);
          const bar = node('cae-mark-line');
          bar.style.height = `${axes.height}px`;
          items.push({ node: bar, at: placesOf(trace, axes, true) });
        }
        if (trace.type === 'bar') continue;
        const dot = node('cae-mark-dot');
        dot.style.background = trace.line.color;
        items.push({ node: dot, at: placesOf(trace, axes, false) });
      }
    },
    /** @param {number|null} place */
    move(place) {
      for (const { node, at } of items) {
        const found = place === null ? undefined : at.get(place);
        node.hidden = !found;
        if (found) node.style.transform = `translate(${found.x.toFixed(1)}px, ${found.y.toFixed(1)}px)`;
      }
    },
  };
}

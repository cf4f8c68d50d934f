// Gives a figure that Python made what Python does not know: the theme's colours by roles, size, what is pinned. Pure.

import { classColors, css, seriesColors } from './color.js';
import { laidOut, thinned } from './multiples.js';
import { baseAxis, baseLayout } from './plotly.js';
import { touched } from './touch.js';
import { stateColor } from './unitstates.js';

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {{data: any[], layout: {[name: string]: any}}} Told a figure as Python tells it: roles and arrays
 * @typedef {import('./tab.js').Pins} Pins
 */

const TYPES = /** @type {{[dtype: string]: any}} */ ({
  i1: Int8Array, u1: Uint8Array, i2: Int16Array, u2: Uint16Array, i4: Int32Array, u4: Uint32Array, f4: Float32Array, f8: Float64Array,
});

/**
 * The values of one of Plotly's arrays, typed or not.
 *
 * @param {any} values
 * @returns {ArrayLike<any>}
 */
export function arrayOf(values) {
  if (!values?.bdata) return values ?? [];
  const bytes = Uint8Array.from(atob(values.bdata), (c) => c.charCodeAt(0));
  return new TYPES[values.dtype](bytes.buffer);
}

/**
 * The colour of a role.
 *
 * @param {string} role
 * @param {Theme} theme
 */
export function roleColor(role, theme) {
  const [kind, name] = [role.split(' ')[0], role.slice(role.indexOf(' ') + 1)];
  const series = seriesColors(theme.dark);
  if (kind === 'class') return css(classColors(theme.dark)[Number(name) % 10]);
  if (kind === 'state') return stateColor(theme, name);
  if (role === 'A' || role === 'spread') return css(series.recon);
  if (role === 'B') return css(series.penalty);
  if (role === 'C') return css(series.weighted);
  if (role === 'mark') return theme.ink;
  return theme.muted;
}

/** A colour that lets others through. @param {string} color as `css` writes it @param {number} share */
const through = (color, share) => `rgba(${color.match(/\d+/g)?.slice(0, 3).join(', ')}, ${share})`;

/**
 * The title of a small plot: where it has curves of several colours, their names in it have them.
 *
 * @param {string} text
 * @param {any[]} traces of the plot
 * @param {Theme} theme
 */
function tinted(text, traces, theme) {
  const named = new Map(traces.filter(({ meta }) => meta?.role !== 'reference').map(({ name, meta }) => [meta?.role ?? 'A', name]));
  if (named.size < 2) return text;
  return [...named].reduce((words, [role, name]) => words.replace(name, `<span style="color:${roleColor(role, theme)}">${name}</span>`), text);
}

/** @param {any} trace @param {Theme} theme @param {string|null} only the role that is not dimmed */
function coloured(trace, theme, only) {
  const role = trace.meta?.role ?? 'A';
  const color = roleColor(role, theme);
  const marks = /markers/.test(trace.mode ?? '') || trace.type === 'bar';
  const spread = role === 'spread';
  return {
    ...trace,
    opacity: only === null || only === role || role === 'reference' ? 1 : 0.15,
    line: { width: spread ? 0 : 2, ...trace.line, color },
    ...(marks ? { marker: { size: 7, ...trace.marker, color, line: { color: theme.paper, width: trace.type === 'bar' ? 0 : 0.75, ...trace.marker?.line } } } : {}),
    ...(trace.fill || trace.stackgroup ? { fillcolor: spread ? through(color, 0.2) : color } : {}),
    textfont: { size: theme.size, color: trace.type === 'bar' ? theme.ink : theme.muted, ...trace.textfont },
  };
}

/**
 * A ring round the point that is pinned, where a trace has it.
 *
 * @param {any} trace
 * @param {Pins} pins
 * @param {Theme} theme
 */
function ring(trace, pins, theme) {
  const pinned = pins[/** @type {'unit'|'image'} */ (trace.meta?.pins)] ?? null;
  const at = pinned === null ? -1 : Array.from(arrayOf(trace.customdata)).indexOf(pinned);
  if (at < 0) return [];
  const [x, y] = [arrayOf(trace.x)[at], arrayOf(trace.y)[at]];
  const marker = { size: 16, color: 'rgba(0,0,0,0)', line: { color: theme.ink, width: 2 } };
  return [{ type: 'scatter', mode: 'markers', x: [x], y: [y], xaxis: trace.xaxis, yaxis: trace.yaxis, marker, hoverinfo: 'skip', showlegend: false }];
}

/**
 * The figure with axes as wide as they have been: what refreshes must not jump.
 *
 * @param {Told} told
 * @param {{[name: string]: [number, number]}} widest of each axis that has a range; changes
 * @returns {Told}
 */
export function withRanges(told, widest) {
  const layout = { ...told.layout };
  for (const [name, axis] of Object.entries(layout)) {
    if (!/^[xy]axis/.test(name) || !axis.range) continue;
    const [from, to] = axis.range;
    const [least, most] = widest[name] ?? axis.range;
    widest[name] = [Math.min(from, least), Math.max(to, most)];
    layout[name] = { ...axis, range: [...widest[name]] };
  }
  return { ...told, layout };
}

/**
 * Ticks at powers of ten alone, until it is zoomed into a decade. Plotly writes powers a quarter larger than other ticks.
 *
 * @param {{[name: string]: any}} axis
 * @param {Theme} theme
 */
function logarithmic({ type, range, ticktext }, theme) {
  if (type !== 'log' || ticktext) return {};
  const decades = range ? range[1] - range[0] : 3;
  return { nticks: Math.max(1, Math.min(4, Math.floor(decades / 0.71))), tickfont: { size: theme.size / 1.25, color: theme.muted } };
}

/** Whether a trace stands in the legend. @param {any} trace */
const named = ({ name, showlegend }) => Boolean(name) && showlegend !== false;

/**
 * What `Plotly.react` draws.
 *
 * @param {Told} told
 * @param {Theme} theme
 * @param {Pins} pins
 * @param {object} [how]
 * @param {string|null} [how.only] a role: all others are dimmed
 * @param {string} [how.revision] as long as it stays the same, so does the zoom
 * @param {import('./multiples.js').Size} [how.size] that it is drawn in
 * @param {boolean} [how.legend] whether names of series stand in it
 */
export function styled({ data, layout }, theme, pins, { only = null, revision = '', legend = true, size = { width: 700, height: 400 } } = {}) {
  const base = baseLayout(theme);
  const font = { size: theme.size, color: theme.muted };
  /** @type {{[name: string]: any}} */
  const axes = {};
  for (const name of new Set(['xaxis', 'yaxis', ...Object.keys(layout).filter((key) => /^[xy]axis/.test(key))])) {
    const given = layout[name] ?? {};
    const title = given.title ? { ...given.title, font, standoff: 6 } : undefined;
    axes[name] = { ...baseAxis(theme), automargin: true, fixedrange: false, tickangle: 0, exponentformat: 'power', ...logarithmic(given, theme), ...given, title };
  }
  const titles = layout.meta?.multiples?.map((/** @type {string} */ text, /** @type {number} */ k) => {
    return tinted(text, data.filter(({ xaxis }) => (xaxis ?? 'x') === `x${k ? k + 1 : ''}`), theme);
  });
  const multiples = titles ? laidOut(titles, axes, size, theme) : { axes, annotations: null };
  const leads = data.some(({ meta }) => meta?.pins === 'at');
  for (const [name, axis] of Object.entries(multiples.axes)) {
    const [from, to] = axis.domain ?? [0, 1];
    const room = (to - from) * size.width - (axis.automargin ? 4 * theme.size : 0);
    if (name.startsWith('x') && axis.ticktext) axes[name] = thinned(axis, arrayOf(axis.tickvals), room, theme.size);
    else axes[name] = axis;
  }
  return {
    data: data.flatMap((trace) => [coloured(trace, theme, only), ...ring(trace, pins, theme)]),
    layout: {
      ...base, hovermode: 'closest', hoverdistance: leads ? -1 : 20, dragmode: touched() ? false : 'zoom', margin: { l: 4, r: 8, t: layout.annotations && !multiples.annotations ? 1.8 * theme.size : 4, b: 4, pad: 0 }, uirevision: revision,
      ...layout, ...axes, clickmode: 'event',
      legend: { orientation: 'h', x: 0, y: 1.02, yanchor: 'bottom', font: { size: theme.size, color: theme.ink }, itemclick: false, itemdoubleclick: false, ...layout.legend },
      showlegend: legend && data.some(named),
      annotations: multiples.annotations ?? (layout.annotations ?? []).map((/** @type {any} */ one) => ({ ...one, font: { ...one.font, ...font } })),
    },
  };
}

/**
 * The figure's numbers: a row a point.
 *
 * @param {Told} told
 * @returns {{names: string[], rows: (string|number|null)[][]}}
 */
export function numbersOf({ data, layout }) {
  const axis = (/** @type {string} */ name) => layout[name]?.title?.text ?? name[0];
  const small = layout.meta?.multiples; // what stands upright is in the name of the series
  const names = ['series', axis(small ? `xaxis${small.length}` : 'xaxis'), small ? 'value' : axis('yaxis')];
  if (data.some(({ meta }) => meta?.pins)) names.push('of');
  const rows = data.filter(({ meta }) => meta?.role !== 'reference').flatMap(({ name, x, y, customdata, meta }) => {
    const [across, up, of] = [meta?.lam ?? arrayOf(x), arrayOf(y), meta?.pins ? arrayOf(customdata) : []];
    return Array.from(across, (v, i) => [name ?? '', v, up[i], ...(names.length > 3 ? [of[i] ?? null] : [])]);
  });
  return { names, rows };
}

// Gives a figure that Python made what Python does not know: the theme's colours by roles, size, what is pinned. Pure.

import { classColors, css, seriesColors } from './color.js';
import { baseAxis, baseLayout } from './plotly.js';
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

/** @param {any} trace @param {Theme} theme @param {string|null} only the role that is not dimmed */
function coloured(trace, theme, only) {
  const role = trace.meta?.role ?? 'A';
  const color = roleColor(role, theme);
  const marks = /markers/.test(trace.mode ?? '') || trace.type === 'bar';
  const spread = role === 'spread';
  return {
    ...trace,
    opacity: only === null || only === role ? 1 : 0.15,
    line: { width: spread ? 0 : 2, ...trace.line, color },
    ...(marks ? { marker: { size: 7, ...trace.marker, color, line: { color: theme.paper, width: trace.type === 'bar' ? 0 : 0.75 } } } : {}),
    ...(trace.fill || trace.stackgroup ? { fillcolor: spread ? through(color, 0.2) : color } : {}),
    textfont: { size: theme.size, color: theme.muted, ...trace.textfont },
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
 * What `Plotly.react` draws.
 *
 * @param {Told} told
 * @param {Theme} theme
 * @param {Pins} pins
 * @param {object} [how]
 * @param {string|null} [how.only] a role: all others are dimmed
 * @param {string} [how.revision] as long as it stays the same, so does the zoom
 */
export function styled({ data, layout }, theme, pins, { only = null, revision = '' } = {}) {
  const base = baseLayout(theme);
  const font = { size: theme.size, color: theme.muted };
  /** @type {{[name: string]: any}} */
  const axes = {};
  for (const name of new Set(['xaxis', 'yaxis', ...Object.keys(layout).filter((key) => /^[xy]axis/.test(key))])) {
    const given = layout[name] ?? {};
    const title = given.title ? { ...given.title, font, standoff: 6 } : undefined;
    axes[name] = { ...baseAxis(theme), automargin: true, fixedrange: false, tickangle: 0, exponentformat: 'power', ...given, title };
  }
  return {
    data: data.flatMap((trace) => [coloured(trace, theme, only), ...ring(trace, pins, theme)]),
    layout: {
      ...base, hovermode: 'closest', dragmode: 'zoom', margin: { l: 4, r: 8, t: 4, b: 4, pad: 0 }, uirevision: revision,
      ...layout, ...axes,
      legend: { orientation: 'h', x: 0, y: 1.02, yanchor: 'bottom', font: { size: theme.size, color: theme.ink }, itemclick: false, itemdoubleclick: false, ...layout.legend },
      showlegend: layout.showlegend ?? data.some(({ name, showlegend }) => name && showlegend !== false),
      annotations: (layout.annotations ?? []).map((/** @type {any} */ one) => ({ ...one, font: { ...font, ...one.font } })),
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
  const names = ['series', axis('xaxis'), axis('yaxis'), ...(data.some(({ meta }) => meta?.pins) ? ['of'] : [])];
  const rows = data.flatMap(({ name, x, y, customdata, meta }) => {
    const [across, up, of] = [arrayOf(x), arrayOf(y), meta?.pins ? arrayOf(customdata) : []];
    return Array.from(across, (v, i) => [name ?? '', v, up[i], ...(names.length > 3 ? [of[i] ?? null] : [])]);
  });
  return { names, rows };
}

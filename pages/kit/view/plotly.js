// Plotly.js as the plotly wheel brings it, loaded once; what its figures share, and where it has put its axes.

/** @type {Promise<any>|null} */
let loading = null;

/**
 * @param {string} base
 * @returns {Promise<any>} Plotly
 */
export function loadPlotly(base) {
  const known = /** @type {any} */ (window).Plotly;
  if (known?.react) return Promise.resolve(known);
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = new URL(`${base}cae/plotly/plotly.min.js`, document.baseURI).href;
    script.addEventListener('load', () => resolve(/** @type {any} */ (window).Plotly));
    script.addEventListener('error', () => {
      loading = null;
      script.remove();
      reject(new Error('The charts could not be loaded: the server did not give plotly.min.js.'));
    });
    document.head.append(script);
  });
  return loading;
}

/**
 * Where a plot's axes are, in pixels of its element. Plotly has no public name for this; every touch of it is here.
 *
 * @param {any} graph
 * @param {string} x name of the axis, as "xaxis2"
 * @param {string} y
 * @returns {{left: number, top: number, width: number, height: number, x: (v: number) => number, y: (v: number) => number}|null}
 */
export function axesOf(graph, x, y) {
  const across = graph._fullLayout?.[x];
  const up = graph._fullLayout?.[y];
  if (!across?._length || !up?._length) return null;
  return {
    left: across._offset,
    top: up._offset,
    width: across._length,
    height: up._length,
    x: (v) => across._offset + across.d2p(v),
    y: (v) => up._offset + up.d2p(v),
  };
}

/**
 * What figures share.
 *
 * @param {import('./theme.js').Theme} theme
 */
export function baseLayout(theme) {
  return {
    paper_bgcolor: 'rgba(0,0,0,0)',
    plot_bgcolor: 'rgba(0,0,0,0)',
    font: { family: theme.font, size: theme.size, color: theme.muted },
    margin: { l: 0, r: 0, t: 0, b: 0, pad: 0 },
    showlegend: false,
    dragmode: false,
    hoverdistance: -1,
    hoverlabel: {
      bgcolor: theme.paper, bordercolor: theme.muted, align: 'left',
      font: { family: theme.font, size: theme.size, color: theme.ink },
    },
  };
}

/** @param {import('./theme.js').Theme} theme */
export function baseAxis(theme) {
  return {
    zeroline: false, fixedrange: true, gridcolor: theme.line, linecolor: theme.line, showline: true, ticks: '', ticklabelstandoff: 3,
    tickfont: { size: theme.size, color: theme.muted },
  };
}

/**
 * A figure that is on the page, as SVG, with its legend even where the page has that elsewhere; null before it is drawn.
 *
 * @param {any} graph its element
 * @returns {Promise<{svg: string, width: number, height: number}|null>}
 */
export async function svgOf(graph) {
  const { Plotly } = /** @type {any} */ (window);
  if (!Plotly || !graph.data) return null;
  const box = graph.getBoundingClientRect();
  const showlegend = graph.data.some((/** @type {any} */ { name, showlegend }) => name && showlegend !== false);
  const layout = { width: Math.round(box.width), height: Math.round(box.height), ...graph.layout, showlegend };
  const { width, height } = layout;
  const address = await Plotly.toImage({ data: graph.data, layout, config: { staticPlot: true } }, { format: 'svg', width, height });
  return { svg: decodeURIComponent(address.slice(address.indexOf(',') + 1)), width, height };
}

/**
 * Whether a box is being drawn on a plot with the pointer. No public name either.
 *
 * @param {any} graph
 */
export const isDragged = (graph) => Boolean(graph._dragging);

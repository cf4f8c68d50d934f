// Plotly.js as the plotly wheel brings it, loaded once, and where it has put its axes.

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
      reject(new Error('The curves could not be loaded: the server did not give plotly.min.js.'));
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

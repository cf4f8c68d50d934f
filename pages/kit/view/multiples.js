// Small plots of one figure, laid out for the size there is: columns, domains, titles, which ticks are written. Pure.

/**
 * @typedef {{[name: string]: any}} Axis as Plotly takes it
 * @typedef {{width: number, height: number}} Size
 */

/**
 * The number of columns that gives n plots the best shape.
 *
 * @param {number} n
 * @param {number} width
 * @param {number} height
 */
export function columnsFor(n, width, height) {
  let best = { columns: 1, badness: Infinity };
  for (let columns = 1; columns <= n; columns++) {
    if (n % columns) continue;
    const [wide, high] = [width / columns, height / (n / columns)];
    const badness = Math.abs(Math.log(wide / high / 1.5)) + (wide < 145 ? 10 : 0) + (high < 75 ? 9 : 0);
    if (badness < best.badness) best = { columns, badness };
  }
  return best.columns;
}

/**
 * Which places are far enough from the one before; the last always is one of them.
 *
 * @param {number[]} places ascending, pixels
 * @param {number} apart
 */
export function spaced(places, apart) {
  const last = places.length - 1;
  let before = -Infinity;
  return places.map((x, i) => {
    const kept = i === last || (x - before >= apart && places[last] - x >= apart);
    if (kept) before = x;
    return kept;
  });
}

/**
 * An axis that writes its ticks only where they have room.
 *
 * @param {Axis} axis
 * @param {ArrayLike<number>} at its ticks
 * @param {number} pixels of the axis
 * @param {number} em
 */
export function thinned(axis, at, pixels, em) {
  if (!at.length || !axis.range) return axis;
  const [from, to] = axis.range;
  const on = (/** @type {number} */ v) => (axis.type === 'log' ? Math.log10(v) : v);
  const kept = spaced(Array.from(at, (v) => ((on(v) - from) / (to - from)) * pixels), 2 * em);
  return { ...axis, ticktext: axis.ticktext.map((/** @type {string} */ text, /** @type {number} */ i) => (kept[i] ? text : '')) };
}

/**
 * Where each plot's axes are, and the titles over them.
 *
 * @param {string[]} titles
 * @param {{[name: string]: Axis}} axes of the plots, "xaxis", "yaxis", "xaxis2", …
 * @param {Size} size
 * @param {import('./theme.js').Theme} theme
 */
export function laidOut(titles, axes, { width, height }, theme) {
  const em = theme.size;
  const columns = columnsFor(titles.length, width, height);
  const rows = titles.length / columns;
  const named = titles.some((_, k) => axes[`xaxis${k ? k + 1 : ''}`]?.title);
  const [side, gap, top, foot] = [3.3 * em, 0.8 * em, 1.7 * em, (named ? 2.9 : 1.6) * em];
  const [wide, high] = [width / columns, (height - foot) / rows];
  /** @type {{[name: string]: Axis}} */
  const placed = {};
  const annotations = titles.map((text, k) => {
    const n = k ? String(k + 1) : '';
    const [column, row] = [k % columns, Math.floor(k / columns)];
    const [left, right] = [(column * wide + side) / width, ((column + 1) * wide - gap) / width];
    const [upper, lower] = [1 - (row * high + top) / height, 1 - ((row + 1) * high - 0.5 * em) / height];
    placed[`xaxis${n}`] = {
      ...axes[`xaxis${n}`], automargin: false, domain: [left, right], anchor: `y${n}`, showticklabels: row === rows - 1, matches: undefined,
    };
    placed[`yaxis${n}`] = { ...axes[`yaxis${n}`], automargin: false, domain: [lower, upper], anchor: `x${n}` };
    return {
      text, xref: 'paper', yref: 'paper', x: left, y: upper, xanchor: 'left', yanchor: 'bottom', yshift: 1, showarrow: false,
      font: { size: em, color: theme.ink },
    };
  });
  return { axes: placed, annotations };
}

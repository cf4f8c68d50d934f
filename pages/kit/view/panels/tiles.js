// Each unit of the page as the picture of its encoder weights, all on one symmetric scale.

import { el, raster, textOf, watchSize } from '../dom.js';
import { count, percent, sig3 } from '../format.js';
import { blit, colorBar, createPanel } from '../panel.js';
import { PAGE } from '../run/run.js';


/**
 * The grid of n square tiles that fills a box best.
 *
 * @param {number} n
 * @param {number} width
 * @param {number} height
 * @returns {{columns: number, rows: number, pitch: number}}
 */
export function gridFor(n, width, height) {
  let best = { columns: 1, rows: n, pitch: 0 };
  for (let columns = 1; columns <= n; columns++) {
    const rows = Math.ceil(n / columns);
    const pitch = Math.min(width / columns, height / rows);
    // a grid without gaps is worth a little size
    const full = rows * columns === n ? 1.15 : 1;
    if (pitch * full > best.pitch) best = { columns, rows, pitch: pitch * full };
  }
  return { ...best, pitch: Math.min(width / best.columns, height / best.rows) };
}

/**
 * @param {import('../panel.js').Context} context
 * @returns {import('../panel.js').View}
 */
export function createTiles({ session, act, theme, tip, still = false }) {
  const how = 'The encoder’s weights, what a unit looks for: orange pixels raise it, blue ones lower it. Click one to pin it.';
  const panel = createPanel({
    name: 'tiles',
    title: 'Units as images: weights',
    how,
  });
  const bar = colorBar({ middle: true });
  panel.legend.append(bar.element);
  const owner = {};

  const canvas = el('canvas', { class: 'cae-tiles-map', role: 'img', tabindex: '0', 'aria-label': 'Units as images' });
  const atlas = raster(canvas);
  const pinMark = el('div', { class: 'cae-tile-mark', hidden: '' });
  const cursorMark = el('div', { class: 'cae-tile-mark cae-cursor', hidden: '' });
  const field = el('div', { class: 'cae-tiles-field' }, canvas, pinMark, cursorMark);
  const turn = (/** @type {number} */ by) => act.turnTo(session.page + by);
  const back = el('button', { type: 'button', class: 'cae-button', 'aria-label': 'Previous units', on: { click: () => turn(-1) } }, '‹');
  const forth = el('button', { type: 'button', class: 'cae-button', 'aria-label': 'Next units', on: { click: () => turn(1) } }, '›');
  const where = el('span', { class: 'cae-page-text' });
  const setWhere = textOf(where);
  const pager = el('div', { class: 'cae-pager', hidden: '' }, where, back, forth);
  const stage = el('div', { class: 'cae-tiles-stage' }, field);
  panel.body.append(stage, pager);

  /** @type {import('../frames.js').Section|null} */
  let tiles = null;
  let box = { width: 1, height: 1 };
  let grid = { columns: 1, rows: 1, pitch: 1 };
  /** @type {number|null} unit under the cursor */
  let cursor = null;

  const units = () => tiles?.shape[0] ?? 0;

  function arrange() {
    if (!tiles) return;
    grid = gridFor(units(), box.width, box.height);
    field.style.width = `${Math.floor(grid.columns * grid.pitch)}px`;
    field.style.height = `${Math.floor(grid.rows * grid.pitch)}px`;
    place();
  }

  function paint() {
    const { data } = session;
    if (!tiles || !data) return;
    const { signed } = theme().maps;
    const size = data.rows * data.columns;
    const zoom = Math.max(1, Math.floor(grid.pitch / data.columns));
    const [wide, high] = [data.columns * zoom + 1, data.rows * zoom + 1];
    if (atlas.resize(grid.columns * wide - 1, grid.rows * high - 1)) place();
    for (let unit = 0; unit < units(); unit++) {
      const [x, y] = [(unit % grid.columns) * wide, Math.floor(unit / grid.columns) * high];
      blit(atlas, x, y, data, tiles.values, unit * size, signed, 128, zoom);
    }
    atlas.show();
  }

  /** @param {HTMLElement} mark @param {number|null} unit */
  function frame(mark, unit) {
    const index = unit === null ? -1 : session.rowOf(unit);
    mark.hidden = index < 0 || index >= units();
    if (mark.hidden) return;
    mark.style.left = `${(100 * (index % grid.columns)) / grid.columns}%`;
    mark.style.top = `${(100 * Math.floor(index / grid.columns)) / grid.rows}%`;
    mark.style.width = `${100 / grid.columns}%`;
    mark.style.height = `${100 / grid.rows}%`;
  }

  function place() {
    frame(pinMark, session.settings.unit);
    frame(cursorMark, cursor);
  }

  /** @returns {string[]} */
  function cursorWords() {
    if (cursor === null) return [];
    const lines = [`unit ${cursor}`];
    const figures = session.figuresOf(cursor);
    if (figures) {
      const [gain, , norm2, share] = figures;
      lines.push(`mean ${session.gainName()} = ${sig3(gain)}`, `‖W‖² = ${sig3(norm2)}`, `${percent(share)} of the penalty`);
    }
    return lines;
  }

  /** @param {number|null} unit @param {number} [x] @param {number} [y] */
  function hover(unit, x = 0, y = 0) {
    cursor = unit;
    frame(cursorMark, cursor);
    if (unit === null) tip.hide(owner);
    else tip.show(owner, x, y, cursorWords());
  }

  /** @param {MouseEvent} event */
  function unitAt(event) {
    const area = canvas.getBoundingClientRect();
    const column = Math.floor(((event.clientX - area.left) / area.width) * grid.columns);
    const row = Math.floor(((event.clientY - area.top) / area.height) * grid.rows);
    const index = row * grid.columns + column;
    return column >= 0 && column < grid.columns && index >= 0 && index < units() ? session.unitAt(index) : null;
  }

  canvas.addEventListener('pointermove', (event) => hover(unitAt(event), event.clientX, event.clientY));
  canvas.addEventListener('pointerleave', () => hover(null));
  canvas.addEventListener('blur', () => hover(null));
  canvas.addEventListener('click', (event) => {
    const unit = unitAt(event);
    if (unit !== null) act.pinUnit(unit);
  });
  canvas.addEventListener('keydown', (event) => {
    const arrows = /** @type {{[key: string]: number}} */ ({
      ArrowLeft: -1, ArrowRight: 1, ArrowUp: -grid.columns, ArrowDown: grid.columns,
    });
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in arrows) {
      const from = session.rowOf(cursor ?? session.settings.unit ?? session.unitAt(0));
      const to = from + (cursor === null ? 0 : arrows[event.key]);
      const index = to >= 0 && to < units() ? to : from;
      const area = canvas.getBoundingClientRect();
      const x = area.left + (((index % grid.columns) + 0.5) * area.width) / grid.columns;
      const y = area.top + ((Math.floor(index / grid.columns) + 0.5) * area.height) / grid.rows;
      hover(session.unitAt(Math.min(units() - 1, Math.max(0, index))), x, y);
    } else if (event.key === 'Enter' && cursor !== null) act.pinUnit(cursor);
    else return;
    event.preventDefault();
  });

  const unwatch = watchSize(stage, (width, height) => {
    box = { width, height };
    arrange();
    paint();
  });

  return {
    element: panel.element,
    draw({ sections }, fresh) {
      if (fresh) hover(null);
      if (!sections.tiles) return;
      const rearranged = tiles?.shape[0] !== sections.tiles.shape[0];
      tiles = sections.tiles;
      if (rearranged) arrange();
      paint();
    },
    words() {
      if (!tiles) return;
      bar.ends(`${tiles.clipped ? '≤ ' : ''}−${sig3(tiles.hi)}`, `${tiles.clipped ? '≥ ' : ''}+${sig3(tiles.hi)}`);
      const { hidden } = session.settings;
      panel.setHow(tiles.difference ? 'How the weights differ: orange pixels have larger ones on the right, blue pixels on the left.' : how);
      panel.setTitle(tiles.difference ? 'Units as images: weights, right − left' : 'Units as images: weights');
      pager.hidden = still || hidden <= PAGE;
      back.disabled = session.page === 0;
      forth.disabled = session.page + 1 >= (session.header?.pages ?? 1);
      const first = session.page * PAGE;
      setWhere(`units ${count(first)} to ${count(Math.min(hidden, first + PAGE) - 1)} of ${count(hidden)}`);
      place();
      if (cursor !== null) tip.update(owner, cursorWords());
    },
    restyle() {
      bar.colors(theme().maps.signed);
      if (atlas.width > 1) atlas.pixels.fill(0);
      paint();
    },
    describe: {
      element: canvas,
      text() {
        if (!tiles) return 'Units as images';
        const { unit } = session.settings;
        const pinned = unit === null ? '' : ` Unit ${unit} is pinned.`;
        return (
          `${tiles.difference ? 'Difference of the encoder' : 'Encoder'} weights of units ${session.unitAt(0)} to ${session.unitAt(units() - 1)} ` +
          'as small images, '  +
          `from minus ${sig3(tiles.hi)} to plus ${sig3(tiles.hi)}.${pinned} Arrow keys move between units, Enter pins one.`
        );
      },
    },
    destroy: unwatch,
  };
}

// φ′ of every unit of the page (rows) for 200 images (columns), grouped by class; the pinned image stands apart.

import { css } from '../color.js';
import { el, raster } from '../dom.js';
import { valueAt } from '../frames.js';
import { sig3 } from '../format.js';
import { blit, colorBar, createPanel } from '../panel.js';

/** Names that are not written as they are in a setting. @type {{[name: string]: string}} */
const SPELT = { relu: 'ReLU', gelu: 'GELU' };

/**
 * @param {import('../panel.js').Context} context
 * @returns {import('../panel.js').View}
 */
export function createHeatmap({ session, act, theme, tip, still = false }) {
  const how = 'Near 0 a unit is saturated: it ignores small changes of that image. Click a row to pin the unit.';
  const panel = createPanel({
    name: 'heat',
    title: 'h(1−h), unit by image',
    how,
  });
  const bar = colorBar();
  panel.legend.append(bar.element);
  const owner = {};

  const canvas = el('canvas', { class: 'cae-heat-map', role: 'img', tabindex: '0', 'aria-label': 'Heatmap' });
  const extra = el('canvas', { class: 'cae-heat-extra', 'aria-hidden': 'true' });
  const map = raster(canvas);
  const single = raster(extra);
  const groups = el('div', { class: 'cae-heat-groups', 'aria-hidden': 'true' });
  const rowMark = el('div', { class: 'cae-heat-row', hidden: '' });
  const columnMark = el('div', { class: 'cae-heat-column', hidden: '' });
  const cursorMark = el('div', { class: 'cae-heat-cursor', hidden: '' });
  const field = el('div', { class: 'cae-heat-field' }, canvas, rowMark, columnMark, cursorMark);
  const extraBox = el('div', { class: 'cae-heat-pinned', title: 'the pinned image' }, extra);
  const ends = el('div', { class: 'cae-heat-ends', 'aria-hidden': 'true' });
  const firstUnit = ends.appendChild(el('span'));
  ends.append(el('span', { class: 'cae-upright' }, 'unit'));
  const lastUnit = ends.appendChild(el('span'));
  panel.body.append(groups, ends, field, extraBox);

  /** @type {import('../frames.js').Section|null} */
  let heat = null;
  /** @type {{row: number, column: number, x: number, y: number}|null} */
  let cursor = null;
  /** @type {{labels: ArrayLike<number>, dark: boolean}|null} */
  let grouped = null;
  let coloured = false; // whether the scale shows the colours of a difference

  const units = () => heat?.shape[0] ?? 0;
  const images = () => session.data?.heatImages ?? [];

  function paint() {
    if (!heat) return;
    const [rows, columns] = heat.shape;
    const shown = Math.min(columns, images().length || columns);
    const { amount, signed } = theme().maps;
    const [colors, zero] = heat.difference ? [signed, 128] : [amount, 0];
    map.resize(shown, rows);
    const { values } = heat;
    if (columns === shown) {
      const { pixels } = map;
      for (let i = 0; i < values.length; i++) pixels[i] = colors[values[i] + zero];
    } else {
      for (let row = 0; row < rows; row++) {
        blit(map, 0, row, { rows: 1, columns: shown }, values, row * columns, colors, zero);
      }
    }
    map.show();
    extraBox.classList.toggle('cae-filled', columns > shown);
    if (columns > shown) {
      single.resize(1, rows);
      for (let row = 0; row < rows; row++) single.pixels[row] = amount[values[row * columns + shown]];
      single.show();
    }
  }

  /** Class names over their columns, in two or three lines so that long ones fit; only when the data or the theme changes. */
  function nameGroups() {
    const { data } = session;
    const ids = images();
    if (!data || ids.length === 0) return;
    if (grouped && grouped.labels === data.labels && grouped.dark === theme().dark) return;
    grouped = { labels: data.labels, dark: theme().dark };
    groups.replaceChildren();
    const colors = theme().classes;
    for (let start = 0, n = 0; start < ids.length; n++) {
      const label = data.labels[ids[start]];
      let end = start;
      while (end < ids.length && data.labels[ids[end]] === label) end++;
      const name = el('span', { class: n % 2 ? 'cae-heat-group cae-second' : 'cae-heat-group' }, data.classes[label] ?? '');
      name.style.setProperty('--cae-tier', String(n % 3));
      name.style.left = `${(100 * start) / ids.length}%`;
      name.style.width = `${(100 * (end - start)) / ids.length}%`;
      name.style.setProperty('--cae-class', css(colors[label % colors.length]));
      groups.append(name);
      start = end;
    }
  }

  function mark() {
    const { unit, image } = session.settings;
    const row = unit === null ? -1 : session.rowOf(unit);
    rowMark.hidden = row < 0 || row >= units();
    if (!rowMark.hidden) {
      rowMark.style.top = `${(100 * row) / units()}%`;
      rowMark.style.height = `${100 / units()}%`;
    }
    const column = image === null ? -1 : images().indexOf(image);
    columnMark.hidden = column < 0;
    if (column >= 0) {
      columnMark.style.left = `${(100 * column) / images().length}%`;
      columnMark.style.width = `${100 / images().length}%`;
    }
  }

  /** @returns {string[]} */
  function cursorWords() {
    if (!cursor || !heat || !session.header) return [];
    const unit = session.unitAt(cursor.row);
    const image = images()[cursor.column];
    const { probe } = session;
    const exact = probe && probe.unit === unit && probe.image === image ? probe : null;
    const gain = exact ? exact.gain : valueAt(heat, cursor.row * heat.shape[1] + cursor.column);
    const name = heat.difference ? `difference of ${session.gainName()}` : session.gainName();
    const lines = [`unit ${unit}`, session.imageName(image)];
    if (!still) lines.push(`h = ${exact ? sig3(exact.h) : '…'}`);
    lines.push(`${name} ${exact ? '=' : '≈'} ${sig3(gain)}`);
    return lines;
  }

  /** @param {number} row @param {number} column @param {number} x @param {number} y */
  function hover(row, column, x, y) {
    if (!heat || !session.data) return;
    const moved = !cursor || cursor.row !== row || cursor.column !== column;
    cursor = { row, column, x, y };
    if (moved) {
      act.probe(session.unitAt(row), images()[column]);
      cursorMark.hidden = false;
      cursorMark.style.left = `${(100 * column) / images().length}%`;
      cursorMark.style.top = `${(100 * row) / units()}%`;
      cursorMark.style.width = `${100 / images().length}%`;
      cursorMark.style.height = `${100 / units()}%`;
    }
    tip.show(owner, x, y, cursorWords(), images()[column]);
  }

  function leave() {
    if (!cursor) return;
    cursor = null;
    cursorMark.hidden = true;
    tip.hide(owner);
    act.probe(null, null);
  }

  /** @param {PointerEvent|MouseEvent} event */
  function cell(event) {
    const box = canvas.getBoundingClientRect();
    const row = Math.floor(((event.clientY - box.top) / box.height) * units());
    const column = Math.floor(((event.clientX - box.left) / box.width) * images().length);
    const inside = row >= 0 && row < units() && column >= 0 && column < images().length;
    return inside ? { row, column } : null;
  }

  canvas.addEventListener('pointermove', (event) => {
    const at = cell(event);
    if (at) hover(at.row, at.column, event.clientX, event.clientY);
  });
  canvas.addEventListener('pointerleave', leave);
  canvas.addEventListener('blur', leave);
  canvas.addEventListener('click', (event) => {
    const at = cell(event);
    if (at) act.pinUnit(session.unitAt(at.row));
  });
  canvas.addEventListener('keydown', (event) => {
    const arrows = /** @type {{[key: string]: [number, number]}} */ ({
      ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0],
    });
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (arrows[event.key]) {
      const [down, right] = arrows[event.key];
      const row = Math.min(units() - 1, Math.max(0, (cursor?.row ?? -down) + down));
      const column = Math.min(images().length - 1, Math.max(0, (cursor?.column ?? -right) + right));
      const box = canvas.getBoundingClientRect();
      const [x, y] = [(column + 0.5) / images().length, (row + 0.5) / units()];
      hover(row, column, box.left + x * box.width, box.top + y * box.height);
    } else if (event.key === 'Enter' && cursor) act.pinUnit(session.unitAt(cursor.row));
    else return;
    event.preventDefault();
  });

  function colorScale() {
    coloured = Boolean(heat?.difference);
    bar.colors(coloured ? theme().maps.signed : theme().maps.amount);
  }

  function words() {
    if (!heat) return;
    const { activation } = session.settings;
    const gain = activation === 'sigmoid' ? 'h(1−h)' : `φ′ of ${SPELT[activation] ?? activation}`;
    panel.setHow(heat.difference ? 'Blue: the unit is nearer to saturation on the right, for that image; orange: on the left.' : how);
    panel.setTitle(heat.difference ? `${gain}, right − left` : `${gain}, unit by image`);
    if (coloured !== Boolean(heat.difference)) colorScale();
    bar.ends(sig3(heat.lo), heat.difference ? `+${sig3(heat.hi)}` : sig3(heat.hi));
    firstUnit.textContent = String(session.unitAt(0));
    lastUnit.textContent = String(session.unitAt(units() - 1));
    nameGroups();
    mark();
    if (cursor) tip.update(owner, cursorWords());
  }

  return {
    element: panel.element,
    draw({ sections }, fresh) {
      if (fresh) leave();
      if (!sections.heat) return;
      heat = sections.heat;
      paint();
    },
    words,
    restyle() {
      colorScale();
      paint();
      nameGroups();
    },
    describe: {
      element: canvas,
      text() {
        const { header, settings } = session;
        if (!heat || !header) return 'Heatmap';
        const last = session.unitAt(units() - 1);
        const saturated = header.sat === null ? '' : ` ${Math.round(100 * header.sat)} percent of all h are saturated.`;
        const pinned = settings.unit === null ? '' : ` Pinned: unit ${settings.unit}.`;
        return (
          `${heat.difference ? 'Difference of ' : ''}${session.gainName()} of units ${session.unitAt(0)} to ${last} for ${images().length} test images grouped by class, ` +
          `from ${sig3(heat.lo)} to ${sig3(heat.hi)}.${saturated}${pinned} Arrow keys move the cursor, Enter pins the unit.`
        );
      },
    },
    destroy() {},
  };
}

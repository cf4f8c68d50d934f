// All units in one table: only the rows that are seen are on the page.

import { el, textOf } from '../../../kit/view/dom.js';
import { attempt } from '../../../kit/view/failure.js';
import { count } from '../../../kit/view/format.js';
import { announce } from '../../../kit/view/reader.js';
import { throttle } from '../../../kit/view/throttle.js';
import { stateColor } from '../../../kit/view/unitstates.js';
import { toCsv } from '../../../kit/view/csv.js';
import { createFrame } from './frame.js';
import { COLUMNS, clicked, seen, sortedUnits } from './rows.js';

const REWRITE = 250; // milliseconds
const READ = ['unit', 'state', 'share']; // columns of the row that the arrow keys go to

/**
 * @param {import('../types.js').Context} context
 * @returns {import('../types.js').Panel}
 */
export function createTable(context) {
  const { findings, page, act } = context;
  const panel = createFrame(context, {
    name: 'table', title: 'All units', file: 'table of units', csv, pose,
    how: 'A click on a column’s head sorts by it, again the other way round. A click on a row selects its unit.',
  });
  const note = el('span', { class: 'cae-table-note' });
  const setNote = textOf(note);
  const again = el('button', { type: 'button', class: 'cae-button cae-tools', on: { click: () => sort() } }, 'Sort again');
  const fold = el('button', { type: 'button', class: 'cae-button cae-tools', 'aria-expanded': 'false', 'data-testid': 'units-table-fold' }, 'Show');
  panel.legend.prepend(note, again, fold);
  const heads = COLUMNS.map(({ key, title }) => {
    const button = el('button', { type: 'button', title, 'data-key': key, on: { click: () => sort(clicked(sorting, key)) } });
    return { cell: el('th', { scope: 'col', class: `cae-column-${key}` }, button), set: textOf(button) };
  });
  const before = el('tr', { 'aria-hidden': 'true' }, el('td', { colspan: COLUMNS.length }));
  const after = el('tr', { 'aria-hidden': 'true' }, el('td', { colspan: COLUMNS.length }));
  const body = el('tbody', {}, before, after);
  const table = el('table', { class: 'cae-table', role: 'grid', tabindex: '0', 'aria-label': 'All units: the up and down arrows select one' }, el('thead', {}, el('tr', {}, ...heads.map(({ cell }) => cell))), body);
  const scroller = el('div', { class: 'cae-table-scroll' }, table);
  panel.body.append(scroller);
  panel.body.hidden = true;
  note.hidden = again.hidden = true;

  /** @type {import('./rows.js').Sorting} */
  let sorting = { key: 'unit', down: false };
  /** @type {Uint32Array} */
  let order = new Uint32Array(0);
  let sortedAt = '';
  /** @type {ReturnType<typeof createRow>[]} */
  let rows = [];
  let high = 0; // of a row; measured when it first is on the page

  const open = () => !panel.body.hidden;
  const running = () => page.source.kind === 'live' && page.state === 'running';

  /** @param {import('./rows.js').Sorting} [by] */
  function sort(by = sorting) {
    sorting = by;
    order = sortedUnits(findings, findings.units ? findings.hidden : 0, sorting);
    const step = findings.units?.header.step;
    sortedAt = typeof step === 'number' ? ` at step ${count(step)}` : '';
    heads.forEach(({ cell, set }, i) => {
      const { key, name } = COLUMNS[i];
      const mine = key === sorting.key;
      set(`${name(findings.gainName(), findings.activation)}${mine ? (sorting.down ? ' ↓' : ' ↑') : ''}`);
      cell.setAttribute('aria-sort', mine ? (sorting.down ? 'descending' : 'ascending') : 'none');
    });
    table.setAttribute('aria-rowcount', String(order.length + 1));
    write();
  }

  function write() {
    note.hidden = again.hidden = !open();
    again.style.visibility = running() && sorting.key !== 'unit' ? '' : 'hidden';
    setNote(sorting.key === 'unit' || !running() ? '' : `sorted${sortedAt}`);
    if (!open() || !findings.units) return;
    if (!high) {
      if (rows.length === 0) append();
      high = rows[0].element.getBoundingClientRect().height;
      if (!high) return;
    }
    const { from, to } = seen(scroller.scrollTop, scroller.clientHeight, high, order.length);
    while (rows.length < to - from) append();
    while (rows.length > to - from) rows.pop()?.element.remove();
    before.style.height = `${from * high}px`;
    after.style.height = `${(order.length - to) * high}px`;
    rows.forEach((row, i) => row.write(order[from + i], from + i));
  }

  function append() {
    const row = createRow(context);
    after.before(row.element);
    rows.push(row);
  }

  /** @param {string} key of a column @param {number} unit */
  function told(key, unit) {
    const column = COLUMNS.find((one) => one.key === key) ?? COLUMNS[0];
    return `${column.name(findings.gainName(), findings.activation)} ${column.text(column.value(findings, unit), findings, unit)}`;
  }

  /** Bring the pinned unit's row into what is seen. */
  function reveal() {
    const place = page.pins.unit === null ? -1 : order.indexOf(page.pins.unit);
    if (place < 0 || !high || !open()) return;
    const head = table.tHead?.offsetHeight ?? 0;
    const [top, bottom] = [place * high, (place + 1) * high + head];
    if (top < scroller.scrollTop) scroller.scrollTop = top - 2 * high;
    else if (bottom > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = bottom + 2 * high - scroller.clientHeight;
  }

  fold.addEventListener('click', () => {
    panel.body.hidden = open();
    fold.setAttribute('aria-expanded', String(open()));
    fold.textContent = open() ? 'Hide' : 'Show';
    sort();
    reveal();
    write();
  });
  scroller.addEventListener('scroll', () => attempt(panel.element, write), { passive: true });
  table.addEventListener('keydown', (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey || order.length === 0) return;
    const place = page.pins.unit === null ? -1 : order.indexOf(page.pins.unit);
    const unit = order[Math.max(0, Math.min(order.length - 1, place + by))];
    act.pin({ unit });
    announce(table, () => READ.map((key) => told(key, unit)));
    event.preventDefault();
    event.stopPropagation();
  });
  const rewrite = throttle(() => attempt(panel.element, write), REWRITE);

  /** A picture shows the rows that are seen, and no part of others. */
  function pose() {
    const head = heads[0].cell.getBoundingClientRect().bottom; // it stays while rows scroll under it
    const { bottom } = scroller.getBoundingClientRect();
    const beyond = rows.filter(({ element }) => {
      const box = element.getBoundingClientRect();
      return box.top < head - 1 || box.bottom > bottom + 1;
    });
    for (const { element } of beyond) element.style.visibility = 'hidden';
    return () => beyond.forEach(({ element }) => (element.style.visibility = ''));
  }

  function csv() {
    const units = sortedUnits(findings, findings.units ? findings.hidden : 0, sorting);
    return toCsv(
      COLUMNS.map(({ name }) => name('φ′', 'sigmoid')),
      Array.from(units, (unit) => COLUMNS.map(({ key, value }) => (key === 'state' ? findings.state(unit) : value(findings, unit)))),
    );
  }

  /** @type {number|null} */
  let index = null; // of the λ that the order was made at

  return {
    element: panel.element,
    update(what) {
      panel.setTitle(findings.hidden ? `All ${count(findings.hidden)} units` : 'All units');
      const other = findings.units?.header.index ?? null;
      // rows keep their places while training goes on
      if (what.has('statics') || (what.has('units') && (order.length === 0 || !running() || other !== index))) {
        index = other;
        if (open()) sort();
      }
      if (what.has('pins')) {
        write();
        reveal();
      }
      rewrite.soon();
    },
    restyle() {
      high = 0;
      for (const row of rows) row.element.remove();
      rows = [];
      write();
    },
    destroy: rewrite.destroy,
  };
}

/**
 * A row that shows one unit, and another when rows are scrolled.
 *
 * @param {import('../types.js').Context} context
 */
function createRow({ findings, page, act, theme }) {
  const swatch = el('i');
  const cells = COLUMNS.map(({ key }) => {
    const cell = el('td', { class: `cae-column-${key}` }, ...(key === 'state' ? [swatch] : []));
    return { cell, set: textOf(cell) };
  });
  const element = el('tr', {}, ...cells.map(({ cell }) => cell));
  let unit = -1;
  element.addEventListener('click', () => act.pin({ unit }));
  return {
    element,
    /** @param {number} which @param {number} place */
    write(which, place) {
      unit = which;
      element.dataset.unit = String(unit);
      element.setAttribute('aria-rowindex', String(place + 2));
      element.setAttribute('aria-selected', String(unit === page.pins.unit));
      swatch.style.background = stateColor(theme(), findings.state(unit));
      COLUMNS.forEach(({ value, text }, i) => cells[i].set(text(value(findings, unit), findings, unit)));
    },
  };
}

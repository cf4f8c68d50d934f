// The matrix: units as rows, images as columns; what it shows, in which order, on which scale, and which part of it.

import { el, textOf } from '../../kit/view/dom.js';
import { colorBar, createPanel } from '../../kit/view/panel.js';
import { listenToPointer } from '../../kit/view/pointing.js';
import { announce, rename } from '../../kit/view/reader.js';
import { touched } from '../../kit/view/touch.js';
import { matrixCsv } from './matrixcsv.js';
import { domPictures, exportMenu } from '../../kit/view/exports.js';
import { createField } from './matrixfield.js';
import { STEP, attachHand } from './hand.js';
import { createMargins } from './margins.js';
import { createTools } from './matrixtools.js';
import { cellWords, howToRead, partWords, pinnedWords, titleOf } from './matrixwords.js';
import { asksServer, holds, orderOf } from './order.js';
import { atWords } from './panels/sentences.js';
import { scaleOf } from './scales.js';
import { cellAt, isWhole, whole } from './zoom.js';

/**
 * @typedef {import('./matrixfield.js').Shown} Shown
 * @typedef {import('./types.js').Context} Context
 * @typedef {import('./types.js').What} What
 * @typedef {ReturnType<typeof createMatrix>} MatrixPanel
 */

/**
 * @param {Context & {act: import('./actions.js').UnitsActions}} context
 * @param {() => void} ask repaint in the next animation frame
 */
export function createMatrix(context, ask) {
  const { findings, page, act, theme, tip } = context;
  const panel = createPanel({ name: 'matrix', title: 'Unit by image', how: '' });
  const bar = colorBar();
  const kind = el('span', { class: 'cae-matrix-scale' });
  const setKind = textOf(kind);
  /** @type {Shown|null} */
  let shown = null;
  let looked = ''; // what the order was computed for
  let signed = /** @type {boolean|null} */ (null); // whether the bar has the colours of signed amounts
  let outstanding = /** @type {string|null} */ (null); // the state whose units stand out
  let under = /** @type {import('./hand.js').Cell|null} */ (null); // the pointer
  let build = 0; // of the findings that is shown
  let stale = true; // whether something but the marks must be drawn
  let moved = true; // whether cells are in other places

  const standsOut = (/** @type {number} */ unit) => outstanding === null || findings.state(unit) === outstanding;
  /** Everything must be drawn anew. */
  const redraw = () => {
    stale = moved = true;
    ask();
  };
  const field = createField(context, () => shown, standsOut, redraw);
  const margins = createMargins(context, () => shown, standsOut, field.size);
  const extent = () => ({ rows: findings.hidden, columns: findings.count });
  const owner = {};

  const hand = attachHand({
    canvas: field.canvas,
    frame: field.frame,
    part: () => shown?.part ?? null,
    extent,
    move(part) {
      if (!shown) return;
      shown = { ...shown, part };
      hover(null, 0, 0); // another cell is under the pointer now
      redraw();
    },
    pick: ({ row, column }) => shown && act.pick(shown.order.units[row], findings.id(shown.order.images[column])),
    chosen() {
      const { unit, image } = page.pins;
      if (!shown || (unit === null && image === null)) return null;
      const { part, order } = shown;
      return {
        row: unit === null ? Math.floor((part.top + part.bottom) / 2) : order.rows[unit],
        column: image === null ? Math.floor((part.left + part.right) / 2) : order.columns[findings.place(image)],
      };
    },
    choose(cell) {
      if (!shown) return;
      act.pin({ unit: shown.order.units[cell.row], image: findings.id(shown.order.images[cell.column]) });
      announce(field.canvas, () => (shown ? wordsOf(cell, shown) : []));
    },
    panned: () => announce(field.canvas, () => (shown ? [partWords(shown.part, extent())] : [])),
    hover,
  });
  const zoom = { in: () => hand.zoom(STEP), out: () => hand.zoom(1 / STEP), all: hand.all };
  const tools = createTools(page, act, zoom);
  const place = el('span', { class: 'cae-matrix-place' });
  const setPlace = textOf(place);
  const mean = el('span', { class: 'cae-matrix-mean' });
  const setMean = textOf(mean);
  const corner = el('span', { class: 'cae-matrix-corner', 'aria-hidden': 'true' }, 'unit');
  const cells = el('div', { class: 'cae-matrix-stage' }, corner, margins.above, margins.numbers, margins.strip, field.element);
  panel.body.append(tools.element, cells, el('div', { class: 'cae-matrix-foot' }, place, mean, tools.zooms));
  const parts = [/** @type {HTMLElement} */ (panel.legend.parentElement), cells];
  const words = () => ({ title: page.label, note: [findings.units && atWords(findings.units.header), `${titleOf(findings, page.view.show)}, ${shown?.scale.words}`, place.textContent, field.note()].filter(Boolean).join('; ') });
  const menu = exportMenu('matrix', {
    csv: () => (shown ? matrixCsv(findings, page.view.show, shown.order) : ''),
    ...domPictures(parts, theme, words),
  });
  panel.legend.append(bar.element, kind, menu);

  listenToPointer(margins.strip, {
    /** The unit beside whose row the pointer is. */
    at({ offsetY }) {
      const at = shown && cellAt(shown.part, 0, offsetY / margins.strip.clientHeight, extent());
      return at && shown ? shown.order.units[at.row] : null;
    },
    show(unit, x, y) {
      if (unit === null) tip.hide(margins);
      else tip.show(margins, x, y, [`unit ${unit}`, findings.stateName(unit)]);
    },
    take: (unit) => act.pin({ unit }),
  });

  /** @param {import('./hand.js').Cell|null} cell @param {number} x @param {number} y */
  function hover(cell, x, y) {
    field.point(cell);
    under = cell;
    if (!cell || !shown) return tip.hide(owner);
    tip.show(owner, x, y, wordsOf(cell, shown), findings.id(shown.order.images[cell.column]));
  }

  /** @param {import('./hand.js').Cell} cell @param {Shown} now */
  const wordsOf = ({ row, column }, { order }) => cellWords(findings, page.view.show, order.units[row], order.images[column]);

  /** The order is computed when it is asked for: here, and only here. @param {Set<What>} what */
  function arranged(what) {
    const { view } = page;
    const key = [findings.build, page.there, view.sort, view.group, ['mean', 'state'].includes(view.sort) ? view.show : '', tools.asked()].join(' ');
    const answered = what.has('order') && asksServer(view);
    if (shown && ((key === looked && !answered) || page.clustering)) return shown.order;
    looked = key;
    return orderOf(findings, view);
  }

  /** @param {Set<What>} what */
  function compute(what) {
    if (!findings.units || !findings.statics) return;
    const order = arranged(what);
    const rescaled = !shown || what.has('units') || what.has('view');
    const scale = shown && !rescaled ? shown.scale : scaleOf(findings, page.view.show, page.view.scale);
    stale ||= rescaled || order !== shown?.order;
    moved ||= order !== shown?.order;
    shown = { order, scale, part: shown?.part ?? whole(extent()) };
    if (signed !== scale.signed) recolor();
  }

  function recolor() {
    signed = shown?.scale.signed ?? false;
    bar.colors(signed ? theme().maps.signed : theme().maps.amount);
  }

  function write() {
    panel.setTitle(titleOf(findings, page.view.show));
    panel.setHow(howToRead(findings, page.view.show, touched()));
    if (!shown) return;
    const { scale, part } = shown;
    bar.ends(...scale.ends);
    setKind(scale.kind);
    kind.title = scale.words;
    setPlace(partWords(part, extent()));
    setMean(field.note());
    tools.write({
      holds: holds(shown.order, findings, page.view),
      waits: page.clustering,
      all: isWhole(part, extent()),
    });
  }

  return {
    element: panel.element,
    zoom,
    again: tools.repeat,
    /** The units of a state stand out, with null all are alike. @param {string|null} state */
    highlight(state) {
      outstanding = state;
      redraw();
    },
    /** @param {Set<What>} what */
    update(what) {
      if (build !== findings.build) {
        build = findings.build;
        shown = null;
        hover(null, 0, 0);
      }
      compute(what);
      if (stale) {
        field.paint();
        if (moved) margins.arrange();
        else margins.states();
        if (outstanding !== null) margins.pin();
        stale = moved = false;
      } else if (what.has('pins')) {
        field.place();
        margins.pin();
      }
      write();
      if (under && shown && what.has('units')) tip.update(owner, wordsOf(under, shown));
    },
    /** Whether what was asked for is shown: the server's order may still be on its way. */
    settled: () => shown !== null && !page.clustering,
    restyle() {
      recolor();
      redraw();
    },
    describe() {
      if (!shown) return;
      const chosen = pinnedWords(findings, page.pins);
      const text =
        `${titleOf(findings, page.view.show)}: ${place.textContent}, ${shown.scale.words}. ${chosen ? `Selected: ${chosen}. ` : ''}` +
        'Arrow keys move the selected cell, with Shift the part that is shown; plus and minus zoom.';
      rename(field.canvas, text);
    },
    destroy() {
      field.destroy();
      tip.hide(owner);
    },
  };
}

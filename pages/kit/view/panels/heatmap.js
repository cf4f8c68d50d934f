// φ′ of every unit of the page (rows) for 200 images (columns), grouped by class; the pinned image stands apart.

import { gainName, spelt } from '../activation.js';
import { listenToArrows } from '../arrows.js';
import { el } from '../dom.js';
import { sig3 } from '../format.js';
import { valueAt } from '../frames.js';
import { colorBar, createPanel } from '../panel.js';
import { listenToPointer } from '../pointing.js';
import { announce } from '../reader.js';
import { imageName, pinWords } from '../scene.js';
import { flatWords, flatterWords } from '../statewords.js';
import { createHeatField } from './heatfield.js';
import { createPager } from './pager.js';

const HAND = 'Click a row to pin the unit.';
const CELL = 'Click a cell to pin its unit and image.';

/**
 * @param {import('../panel.js').Context} context
 * @returns {import('../panel.js').Panel}
 */
export function createHeatmap({ scene, act, theme, tip }) {
  const hand = act.pinCell ? CELL : HAND;
  const panel = createPanel({ name: 'heat', title: 'h(1−h), unit by image', how: `${flatWords('sigmoid')} ${hand}` });
  const bar = colorBar();
  panel.legend.append(bar.element);
  const field = createHeatField(scene, theme, () => words());
  const ends = createEnds();
  const pager = createPager(scene, part, (to) => {
    field.turn(to);
    words();
  });
  panel.body.append(field.groups, ends.element, field.field, field.pinned, pager.element);
  const cursor = createCursor({ scene, act, tip }, field, cursorWords);

  /** @type {import('../frames.js').Section|null} */
  let heat = null;
  let signed = false; // whether the scale shows the colours of a difference

  /** @param {import('./heatfield.js').Cell} cell @returns {string[]} */
  function cursorWords({ row, column }) {
    if (!heat) return [];
    const [unit, image] = [scene.unitAt(row), scene.heatImages[column]];
    const { probe } = scene;
    const exact = probe && probe.unit === unit && probe.image === image ? probe : null;
    const gain = exact ? exact.gain : valueAt(heat, row * heat.shape[1] + column);
    const name = `${scene.difference ? 'difference of ' : ''}${gainName(scene.activation)}`;
    const lines = [`unit ${unit}`, imageName(scene.images, image)];
    if (act.probe) lines.push(`h = ${exact ? sig3(exact.h) : '…'}`);
    lines.push(`${name} ${exact ? '=' : '≈'} ${sig3(gain)}`);
    return lines;
  }

  /** What is shown of the units, where their rows would be too low all at once. */
  function part() {
    const { from, to, page, pages } = field.range();
    return { page, pages, first: scene.unitAt(from), last: scene.unitAt(to - 1) };
  }

  function colorScale() {
    signed = scene.difference !== null;
    bar.colors(signed ? theme().maps.signed : theme().maps.amount);
  }

  function words() {
    if (!heat) return;
    const { activation, difference } = scene;
    const gain = activation === 'sigmoid' ? 'h(1−h)' : `φ′ of ${spelt(activation)}`;
    panel.setHow(difference ? flatterWords(activation) : `${flatWords(activation)} ${hand}`);
    panel.setTitle(difference ? `${gain}, right − left` : `${gain}, unit by image`);
    if (signed !== Boolean(difference)) colorScale();
    bar.ends(sig3(heat.lo), difference ? `+${sig3(heat.hi)}` : sig3(heat.hi));
    field.nameGroups();
    field.mark();
    ends.write(part().first, part().last);
    pager.show();
    cursor.update();
  }

  function description() {
    if (!heat) return 'Heatmap';
    const { sat, pins, activation, difference } = scene;
    const saturated = sat === null ? '' : ` ${Math.round(100 * sat)} percent of all h are saturated.`;
    const pinned = pins.unit === null ? '' : ` Pinned: unit ${pins.unit}.`;
    return (
      `${difference ? 'Difference of ' : ''}${gainName(activation)} of units ${scene.unitAt(0)} to ${scene.unitAt(field.rows() - 1)} ` +
      `for ${field.columns()} test images grouped by class, ` +
      `from ${sig3(heat.lo)} to ${sig3(heat.hi)}.${saturated}${pinned} Arrow keys move the cursor, Enter pins the unit.`
    );
  }

  return {
    element: panel.element,
    draw(sections, fresh) {
      if (fresh) cursor.leave();
      if (!sections.heat) return;
      heat = scene.difference?.heat ?? sections.heat;
      field.draw(heat);
    },
    words,
    restyle() {
      colorScale();
      field.paint();
      field.nameGroups();
    },
    describe: { element: field.canvas, text: description },
    destroy: field.destroy,
  };
}

/** The numbers of the first and the last row. */
function createEnds() {
  const [first, last] = [el('span'), el('span')];
  return {
    element: el('div', { class: 'cae-heat-ends', 'aria-hidden': 'true' }, first, el('span', { class: 'cae-upright' }, 'unit'), last),
    /** @param {number} from @param {number} to */
    write(from, to) {
      first.textContent = String(from);
      last.textContent = String(to);
    },
  };
}

/**
 * The cell under the pointer or the arrow keys: what it says, and that it can be pinned.
 *
 * @param {Pick<import('../panel.js').Context, 'scene'|'act'|'tip'>} context
 * @param {ReturnType<typeof createHeatField>} field
 * @param {(cell: import('./heatfield.js').Cell) => string[]} words
 */
function createCursor({ scene, act, tip }, field, words) {
  /** @type {import('./heatfield.js').Cell|null} */
  let cursor = null;
  const { canvas } = field;

  /** @param {import('./heatfield.js').Cell} cell @param {number} x @param {number} y */
  function move(cell, x, y) {
    if (!scene.images || field.rows() === 0) return;
    const moved = cursor?.row !== cell.row || cursor.column !== cell.column;
    cursor = cell;
    const image = scene.heatImages[cell.column];
    if (moved) {
      act.probe?.(scene.unitAt(cell.row), image);
      field.point(cell);
    }
    tip.show(canvas, x, y, words(cell), image);
  }

  function leave() {
    if (!cursor) return;
    cursor = null;
    field.point(null);
    tip.hide(canvas);
    act.probe?.(null, null);
  }

  /** @param {import('./heatfield.js').Cell} cell */
  function pin({ row, column }) {
    const unit = scene.unitAt(row);
    if (act.pinCell) act.pinCell(unit, scene.heatImages[column]);
    else act.pinUnit(unit);
  }

  listenToPointer(canvas, { at: field.cellAt, show: (cell, x, y) => (cell ? move(cell, x, y) : leave()), take: pin });
  canvas.addEventListener('blur', leave);
  listenToArrows(
    canvas,
    (right, down) => {
      const row = Math.min(field.rows() - 1, Math.max(0, (cursor?.row ?? -down) + down));
      const column = Math.min(field.columns() - 1, Math.max(0, (cursor?.column ?? -right) + right));
      move({ row, column }, ...field.middleOf({ row, column }));
      announce(canvas, () => (cursor ? words(cursor) : []));
    },
    () => {
      if (!cursor) return false;
      const unit = scene.unitAt(cursor.row);
      pin(cursor);
      announce(canvas, () => [pinWords(`unit ${unit}`, scene.pins.unit === unit)]);
      return true;
    },
  );

  return {
    leave,
    /** Its numbers have changed. */
    update() {
      if (cursor) tip.update(canvas, words(cursor));
    },
  };
}

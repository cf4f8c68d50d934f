// Each unit of the page as the picture of its encoder weights, all on one symmetric scale.

import { gainName } from '../activation.js';
import { listenToArrows } from '../arrows.js';
import { el, watchSize } from '../dom.js';
import { count, percent, sig3 } from '../format.js';
import { colorBar, createPanel } from '../panel.js';
import { listenToPointer } from '../pointing.js';
import { announce } from '../reader.js';
import { pinWords } from '../scene.js';
import { createPager, pageOf } from './pager.js';
import { createTileField } from './tilefield.js';

const HOW = 'The encoder’s weights, what a unit looks for: orange pixels raise it, blue ones lower it. Click one to pin it.';
const HOW_COPIED = 'Units with the same letter have nearly the same weights (cosine above 0.95). Orange pixels raise a unit, blue ones lower it.';
const HOW_DIFFERENT = 'How the weights differ: orange pixels have larger ones on the right, blue pixels on the left.';
const TITLE = 'Units as images: weights';

/**
 * @param {import('../panel.js').Context} context
 * @returns {import('../panel.js').Panel}
 */
export function createTiles({ scene, act, theme, tip }) {
  const panel = createPanel({ name: 'tiles', title: TITLE, how: HOW });
  const bar = colorBar({ middle: true });
  panel.legend.append(bar.element);
  const field = createTileField(scene, theme);
  const { canvas } = field;
  const stage = el('div', { class: 'cae-tiles-stage' }, field.element);
  const pager = act.turnTo ? createPager(scene, () => pageOf(scene), act.turnTo) : null;
  panel.body.append(stage, ...(pager ? [pager.element] : []));

  /** @type {import('../frames.js').Section|null} */
  let tiles = null;
  /** @type {number|null} unit under the cursor */
  let cursor = null;

  /** @param {number} unit @returns {string[]} */
  function cursorWords(unit) {
    const lines = [`unit ${unit}`];
    const figures = scene.figuresOf(unit);
    if (figures) {
      lines.push(`mean ${gainName(scene.activation)} = ${sig3(figures[0])}`, `‖W‖² = ${sig3(figures[2])}`, `${percent(figures[3])} of the penalty`);
    }
    const letter = scene.letterOf?.(unit);
    if (letter) lines.push(`a near-copy of the other units “${letter}”`);
    return lines;
  }

  /** @param {number|null} unit @param {number} [x] @param {number} [y] */
  function hover(unit, x = 0, y = 0) {
    cursor = unit;
    field.point(unit);
    if (unit === null) tip.hide(canvas);
    else tip.show(canvas, x, y, cursorWords(unit));
  }

  listenToPointer(canvas, { at: field.unitAt, show: hover, take: act.pinUnit });
  canvas.addEventListener('blur', () => hover(null));
  listenToArrows(
    canvas,
    (right, down) => {
      const from = scene.rowOf(cursor ?? scene.pins.unit ?? scene.unitAt(0));
      const to = from + (cursor === null ? 0 : right + down * field.columns());
      const index = to >= 0 && to < field.units() ? to : from;
      hover(scene.unitAt(Math.min(field.units() - 1, Math.max(0, index))), ...field.middleOf(index));
      announce(canvas, () => (cursor === null ? [] : cursorWords(cursor)));
    },
    () => {
      const unit = cursor;
      if (unit === null) return false;
      act.pinUnit(unit);
      announce(canvas, () => [pinWords(`unit ${unit}`, scene.pins.unit === unit)]);
      return true;
    },
  );
  const unwatch = watchSize(stage, field.resize);

  function words() {
    if (!tiles) return;
    const { difference, clipped } = scene;
    bar.ends(`${clipped ? '≤ ' : ''}−${sig3(tiles.hi)}`, `${clipped ? '≥ ' : ''}+${sig3(tiles.hi)}`);
    const { copies = 0, paired } = scene;
    panel.setHow(difference ? HOW_DIFFERENT : copies ? HOW_COPIED : HOW);
    panel.setTitle(difference ? 'Weights, right − left' : copies && !paired ? `Units as images, ${count(copies)} near-copies` : TITLE);
    pager?.show();
    field.mark();
    if (cursor !== null) tip.update(canvas, cursorWords(cursor));
  }

  function description() {
    if (!tiles) return 'Units as images';
    const { unit } = scene.pins;
    const copied = scene.copies ? ` ${count(scene.copies)} of them are near-copies of another.` : '';
    const pinned = unit === null ? '' : ` Unit ${unit} is pinned.`;
    return (
      `${scene.difference ? 'Difference of the encoder' : 'Encoder'} weights of units ${scene.unitAt(0)} to ${scene.unitAt(field.units() - 1)} ` +
      'as small images, ' +
      `from minus ${sig3(tiles.hi)} to plus ${sig3(tiles.hi)}.${copied}${pinned} Arrow keys move between units, Enter pins one.`
    );
  }

  return {
    element: panel.element,
    draw(sections, fresh) {
      if (fresh) hover(null);
      if (!sections.tiles) return;
      tiles = scene.difference?.tiles ?? sections.tiles;
      field.draw(tiles);
    },
    words,
    restyle() {
      bar.colors(theme().maps.signed);
      field.restyle();
    },
    describe: { element: canvas, text: description },
    destroy: unwatch,
  };
}

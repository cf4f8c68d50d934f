// A panel with a plane: what a model does at every place. Hover says it in numbers; in the run's own plane a unit's line too.

import { listenToArrows } from '../../kit/view/arrows.js';
import { el, watchSize } from '../../kit/view/dom.js';
import { valueAt } from '../../kit/view/frames.js';
import { sig3 } from '../../kit/view/format.js';
import { colorBar, createPanel } from '../../kit/view/panel.js';
import { listenToPointer } from '../../kit/view/pointing.js';
import { announce, withCursor } from '../../kit/view/reader.js';
import { createPlaneDrawing, pixelOf, placeOf } from './drawing.js';
import { nearLine } from './lines.js';
import { placeWords, unitWords } from './says.js';
import { nearestPlace, between } from './world.js';

const NEAR = 5; // CSS pixels from a line within which its unit is meant
const KEYS = 20; // steps of the arrow keys across the plane

/** @typedef {import('./world.js').World} World @typedef {import('./world.js').Side} Side */
/** @typedef {{place: [number, number], unit: number|null}} Pointed */

/**
 * @param {object} options
 * @param {string} options.name
 * @param {() => {title: string, how: string, absent?: string}} options.said `absent`: why there is nothing to draw
 * @param {World} options.world
 * @param {() => Side|null} options.side
 * @param {() => import('../../kit/view/theme.js').Theme} options.theme
 * @param {() => Uint32Array} options.table the heat's colours
 * @param {import('../../kit/view/tooltip.js').Tooltip} options.tip
 * @param {ReturnType<typeof import('./layers.js').createLayers>} options.layers
 * @param {ReturnType<typeof import('./looking.js').createLooking>} [options.looking] where units can be looked at
 */
export function createPlanePanel({ name, said, world, side, theme, table, tip, layers, looking }) {
  const panel = createPanel({ name: `plane-${name}`, ...said() });
  panel.element.classList.add('cae-plane');
  const bar = colorBar();
  panel.legend.append(bar.element);
  const canvas = el('canvas', { class: 'cae-plane-map', 'data-testid': `plane-${name}`, ...withCursor('plane', 'A plane: arrow keys read it out.') });
  const nothing = el('p', { class: 'cae-plane-absent' });
  const stage = el('div', { class: 'cae-plane-stage' }, canvas, nothing);
  panel.body.append(stage);
  const drawing = createPlaneDrawing(canvas);
  /** @type {Pointed|null} */
  let pointed = null;
  /** @type {[number, number]|null} the arrow keys' */
  let cursor = null;

  const scale = () => ({ size: drawing.size, reach: world.reach });
  /** A unit's own heat, where one is looked at. */
  const ownHeat = () => (looking && looking.unit !== null && looking.unit === world.unitOf ? world.unitHeat : null);

  function paint() {
    const now = side();
    canvas.style.visibility = now ? '' : 'hidden';
    if (!now) return;
    const unitHeat = ownHeat();
    const heat = unitHeat ?? now.heat;
    const heatTo = (unitHeat ? world.unitTo : world.heatTo).value;
    drawing.paint({ world, side: now, heat, heatTo, shows: layers.shows, marked: looking?.hovered ?? null, cursor }, theme(), table());
  }

  /** @param {[number, number]} place @param {boolean} lines @returns {Pointed} */
  function at(place, lines) {
    const unit = looking && lines && layers.shows('lines') ? nearLine(world, place, (NEAR * 2 * world.reach) / drawing.size) : null;
    return { place, unit };
  }

  /** @param {Pointed} now */
  function words({ place, unit }) {
    if (unit !== null) return unitWords(world, unit);
    const model = side();
    return model ? placeWords(place, readAt(world, model, place)) : [];
  }

  /** @param {Pointed|null} found @param {number} x @param {number} y */
  function show(found, x, y) {
    pointed = found;
    looking?.hover(found?.unit ?? null);
    if (found && side()) tip.show(canvas, x, y, words(found));
    else tip.hide(canvas);
  }

  listenToPointer(canvas, {
    at: (event) => at(placeOf(scale(), event.offsetX, event.offsetY), true),
    show,
    take({ unit }) {
      if (unit !== null) looking?.pin(unit);
    },
  });
  canvas.addEventListener('blur', () => {
    cursor = null;
    show(null, 0, 0);
    paint();
  });
  listenToArrows(canvas, (right, down) => {
    const step = (2 * world.reach) / KEYS;
    const [x, y] = cursor ?? [0, 0];
    const held = (/** @type {number} */ to) => Math.min(world.reach, Math.max(-world.reach, to));
    cursor = [held(x + right * step), held(y - down * step)];
    const box = canvas.getBoundingClientRect();
    const [left, top] = pixelOf(scale(), ...cursor);
    show(at(cursor, false), box.left + left, box.top + top);
    paint();
    announce(canvas, () => (pointed ? words(pointed) : []));
  });

  const unwatch = watchSize(stage, (width, height) => {
    drawing.resize(Math.min(width, height));
    paint();
  });

  return {
    element: panel.element,
    head: panel.legend,
    draw: paint,
    paint,
    words() {
      const { title, how, absent = '' } = said();
      panel.setTitle(title);
      panel.setHow(how);
      nothing.textContent = side() ? '' : absent;
      const heat = side()?.heat;
      bar.element.style.visibility = heat ? '' : 'hidden';
      bar.ends('0', sig3((ownHeat() ? world.unitTo : world.heatTo).value));
      if (pointed) tip.update(canvas, words(pointed));
    },
    restyle() {
      bar.colors(table());
      paint();
    },
    describe: {
      element: canvas,
      text: () => `${said().title}: a square from ${sig3(-world.reach)} to ${sig3(world.reach)} both ways. Arrow keys read it out.`,
    },
    destroy: unwatch,
  };
}

/** What a model does at a place. @param {World} world @param {Side} side @param {[number, number]} place */
export function readAt(world, { pull, heat, ellipses }, [x, y]) {
  const { grid, coarse, reach } = world;
  const moved = [0, 1].map((which) => between(pull, grid, reach, x, y, 2, which));
  const near = 3 * nearestPlace(coarse, reach, x, y);
  return {
    to: /** @type {[number, number]} */ ([x + moved[0], y + moved[1]]),
    penalty: heat ? between(heat, grid, reach, x, y) : null,
    sigma: ellipses ? /** @type {[number, number]} */ ([valueAt(ellipses, near), valueAt(ellipses, near + 1)]) : null,
  };
}

// The network as a picture: weights as edges, the units shaded by their share of ‖J‖². A unit can be looked at and pinned.

import { listenToArrows } from '../../kit/view/arrows.js';
import { el, watchSize } from '../../kit/view/dom.js';
import { sig3 } from '../../kit/view/format.js';
import { colorBar, createPanel } from '../../kit/view/panel.js';
import { listenToPointer } from '../../kit/view/pointing.js';
import { announce, withCursor } from '../../kit/view/reader.js';
import { pinWords } from '../../kit/view/scene.js';
import { colored, nodeAt, shapeOf } from './netshape.js';
import { unitWords } from './says.js';
import { Steady } from '../../kit/view/steady.js';

const TURN = 2 * Math.PI;

/**
 * @param {object} options
 * @param {import('../../kit/view/run/run.js').Run} options.run
 * @param {import('./world.js').World} options.world
 * @param {() => import('../../kit/view/theme.js').Theme} options.theme
 * @param {() => Uint32Array} options.table the units' shades
 * @param {import('../../kit/view/tooltip.js').Tooltip} options.tip
 * @param {ReturnType<typeof import('./looking.js').createLooking>} options.looking
 */
export function createNetwork({ run, world, theme, table, tip, looking }) {
  const panel = createPanel({
    name: 'network', title: 'Network',
    how: 'Edges are weights, as thick as they are large. The more of ‖J‖² a unit has, the stronger its shade. Where a unit moves is seen in the plane. Hover to see one, click to pin it.',
  });
  const bar = colorBar({ middle: true });
  panel.legend.append(bar.element);
  const canvas = el('canvas', { class: 'cae-network-map', 'data-testid': 'network', ...withCursor('network', 'Network: arrow keys move between units, Enter pins one.') });
  const stage = el('div', { class: 'cae-network-stage' }, canvas);
  panel.body.append(stage);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const weights = new Steady();
  let size = { width: 0, height: 0, ratio: 1 };

  const shape = () => shapeOf(size.width, size.height, world.hidden, theme().size);

  function paint() {
    if (!size.width || !world.hidden) return;
    const { ink, paper, font, size: text, maps } = theme();
    const at = shape();
    const units = Array.from({ length: world.hidden }, (_, unit) => world.unit(unit));
    const largest = Math.max(...units.flatMap(({ w, v }) => [...w, ...v].map(Math.abs)));
    weights.take(largest);
    context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    units.forEach(({ w, v }, unit) => {
      const dim = looking.hovered !== null && looking.hovered !== unit ? 0.2 : 1;
      for (const i of [0, 1]) {
        edge(at.inputs[i], at.units[unit], w[i], dim);
        edge(at.units[unit], at.outputs[i], v[i], dim);
      }
    });
    context.globalAlpha = 1;
    const shares = world.shares();
    const most = Math.max(...shares, Number.MIN_VALUE);
    const shades = table();
    context.strokeStyle = ink;
    units.forEach((_, unit) => {
      const pinned = run.settings.unit === unit;
      context.lineWidth = pinned ? 3 : looking.hovered === unit ? 2 : 1;
      disc(at.units[unit], at.radius, colored(shades[Math.round((255 * shares[unit]) / most)]));
    });
    context.lineWidth = 1;
    for (const place of [...at.inputs, ...at.outputs]) disc(place, at.radius, paper);
    context.font = `${text}px ${font}`;
    context.fillStyle = ink;
    context.textBaseline = 'middle';
    context.textAlign = 'right';
    at.inputs.forEach(([x, y], i) => context.fillText(['x₁', 'x₂'][i], x - at.radius - 4, y));
    context.textAlign = 'left';
    at.outputs.forEach(([x, y], i) => context.fillText(['r₁', 'r₂'][i], x + at.radius + 4, y));

    /** @param {[number, number]} from @param {[number, number]} to @param {number} weight @param {number} dim */
    function edge(from, to, weight, dim) {
      const share = weights.value > 0 ? Math.abs(weight) / weights.value : 0;
      context.globalAlpha = dim * (0.2 + 0.8 * share);
      context.strokeStyle = colored(maps.signed[weight < 0 ? 40 : 215]);
      context.lineWidth = 0.5 + 4.5 * share;
      context.beginPath();
      context.moveTo(...from);
      context.lineTo(...to);
      context.stroke();
    }
  }

  /** @param {[number, number]} place @param {number} radius @param {string} fill */
  function disc(place, radius, fill) {
    context.fillStyle = fill;
    context.beginPath();
    context.arc(...place, radius, 0, TURN);
    context.fill();
    context.stroke();
  }

  /** @param {number|null} unit @param {number} x @param {number} y */
  function show(unit, x, y) {
    looking.hover(unit);
    if (unit === null) tip.hide(canvas);
    else tip.show(canvas, x, y, unitWords(world, unit));
  }

  listenToPointer(canvas, { at: (event) => nodeAt(shape(), event.offsetX, event.offsetY), show, take: looking.pin });
  canvas.addEventListener('blur', () => show(null, 0, 0));
  listenToArrows(
    canvas,
    (right, down) => {
      if (!world.hidden) return false;
      const unit = ((looking.hovered ?? -1) + right + down + world.hidden) % world.hidden;
      const box = canvas.getBoundingClientRect();
      const [left, top] = shape().units[unit];
      show(unit, box.left + left, box.top + top);
      announce(canvas, () => unitWords(world, unit));
    },
    () => {
      const unit = looking.hovered;
      if (unit === null) return false;
      looking.pin(unit);
      announce(canvas, () => [pinWords(`unit ${unit}`, run.settings.unit === unit)]);
      return true;
    },
  );
  const unwatch = watchSize(stage, (width, height) => {
    size = { width, height, ratio: Math.min(2, window.devicePixelRatio || 1) };
    canvas.width = Math.round(width * size.ratio);
    canvas.height = Math.round(height * size.ratio);
    paint();
  });

  return {
    element: panel.element,
    /** @param {import('../../kit/view/frames.js').Sections} _sections @param {boolean} fresh */
    draw(_sections, fresh) {
      if (fresh) weights.forget();
      paint();
    },
    paint,
    words() {
      panel.setTitle(`Network, ${run.settings.tied ? 'tied' : 'untied'}`);
      bar.ends('', `±${sig3(weights.value)}`);
    },
    restyle() {
      bar.colors(theme().maps.signed);
      paint();
    },
    describe: {
      element: canvas,
      text() {
        const { hidden, tied } = run.settings;
        const decoder = tied ? 'the decoder has the encoder’s weights' : 'the decoder has weights of its own';
        return `Network of 2 inputs, ${hidden} units and 2 outputs; ${decoder}. Arrow keys move between units, Enter pins one.`;
      },
    },
    destroy: unwatch,
  };
}

// A figure that Python has made, drawn: in the theme's colours and the size there is, with what is pinned and shown in it.

import { el } from './dom.js';
import { plotPictures } from './exports.js';
import { numbersOf, styled, withRanges } from './figurestyle.js';
import { createMarks } from './marks.js';
import { createPlot } from './plot.js';

/** @typedef {import('./figurestyle.js').Told} Told @typedef {import('./tab.js').Pins} Pins */

/**
 * @param {object} options
 * @param {string} options.label what a screen reader is told at first
 * @param {string} options.base
 * @param {() => import('./theme.js').Theme} options.theme
 * @param {(message: string) => void} options.complain
 * @param {() => Told|null} options.told the figure; null: there is none yet
 * @param {() => string} [options.of] what it is of: as long as that stays the same, so does the zoom, and axes only grow
 * @param {Pins} [options.pins]
 * @param {() => string|null} [options.only] a role: all others are dimmed
 * @param {boolean} [options.legend] whether names of series stand in it
 * @param {(change: Partial<Pins>) => void} [options.pin]
 * @param {(place: number) => void} [options.go] to another place of the atlas
 */
export function createDrawing({ label, base, theme, complain, told, of = () => '', pins = { unit: null, image: null }, only = () => null, legend, pin, go }) {
  const over = el('div', { class: 'cae-plot-over', 'aria-hidden': 'true' });
  /** @type {{of: string, axes: {[name: string]: [number, number]}}} */
  let widest = { of: '', axes: {} };
  /** @type {{now: number|null, left: number|null}} the places that are marked */
  let at = { now: null, left: null };
  const plot = createPlot({
    label, base, complain,
    figure({ width, height }) {
      const figure = told();
      if (!figure) return null;
      if (widest.of !== of()) widest = { of: of(), axes: {} };
      return styled(withRanges(figure, widest.axes), theme(), pins, { only: only(), legend, revision: of(), size: { width, height } });
    },
    drawn({ data }) {
      for (const marks of [now, left]) marks.place(data);
      over.classList.toggle('cae-before', data.some(({ type, meta }) => type === 'bar' && meta?.marks));
      now.move(at.now);
      left.move(at.left);
    },
    clicked({ customdata, data }) {
      const kind = data?.meta?.pins;
      if (kind === 'at') go?.(Number(customdata));
      else if (kind) pin?.({ [kind]: Number(customdata) });
    },
  });
  const now = createMarks(over, plot.graph);
  const left = createMarks(over, plot.graph, 'cae-left-mark');

  return {
    element: el('div', { class: 'cae-drawing' }, over, plot.graph), // the marks lie behind, so that they cover no hover label
    graph: plot.graph,
    soon: plot.soon,
    now: plot.now,
    /** Called in an animation frame. @param {number|null} place that is shown @param {number|null} [compared] with this one */
    mark(place, compared = null) {
      if (place !== at.now) now.move(place);
      if (compared !== at.left) left.move(compared);
      at = { now: place, left: compared };
    },
    /** @returns {{names: string[], rows: (string|number|null)[][]}} */
    numbers() {
      const figure = told();
      if (!figure) throw new Error('the figure is not here yet.');
      return numbersOf(figure);
    },
    /** @param {() => import('./compose.js').Words} words written over it */
    pictures: (words) => plotPictures(plot.graph, theme, words),
    describe: plot.describe,
    destroy: plot.destroy,
  };
}

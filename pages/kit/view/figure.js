// A panel with a figure that Python makes: drawn in the theme's colours, exported, its points pinned by a click.

import { el } from './dom.js';
import { toCsv } from './csv.js';
import { exportMenu, plotPictures } from './exports.js';
import { arrayOf, numbersOf, styled } from './figurestyle.js';
import { createPanel } from './panel.js';
import { createPlot } from './plot.js';

/**
 * @typedef {import('./figurestyle.js').Told} Told
 * @typedef {import('./figurestyle.js').Pins} Pins
 *
 * @param {object} options
 * @param {string} options.name of the figure in Python, and of its frames
 * @param {string} options.title
 * @param {string} options.how one sentence on how to read it
 * @param {string} options.base
 * @param {() => import('./theme.js').Theme} options.theme
 * @param {Pins} options.pins
 * @param {(pins: Partial<Pins>) => void} options.pin
 * @param {(message: string) => void} options.complain
 * @param {(meta: {[name: string]: any}) => string} [options.say] a sentence made of the figure's own numbers
 * @param {() => string} [options.note] what it is of, under the title of its pictures
 */
export function createFigure({ name, title, how, base, theme, pins, pin, complain, say, note = () => '' }) {
  /** @type {Told|null} */
  let told = null;
  let revision = '';
  const panel = createPanel({ name: `figure cae-figure-${name}`, title, how });
  const plot = createPlot({
    label: title, base, theme, complain,
    figure: () => told && styled(told, theme(), pins, { revision }),
    clicked({ customdata, data }) {
      const kind = data?.meta?.pins;
      if (kind) pin({ [kind]: Array.from(arrayOf([customdata].flat()))[0] });
    },
  });
  const sentence = el('p', { class: 'cae-figure-words', 'aria-live': 'off' });
  panel.body.append(plot.graph);
  panel.element.append(sentence);
  panel.element.dataset.testid = `figure-${name}`;
  panel.legend.append(exportMenu(title, {
    csv() {
      const { names, rows } = told ? numbersOf(told) : { names: [], rows: [] };
      return toCsv(names, rows);
    },
    ...plotPictures(plot.graph, theme, () => ({ title, note: note() })),
  }));

  return {
    name,
    element: panel.element,
    /** A frame of kind `figure` with its name has come. @param {import('./frames.js').Header} header */
    take(header) {
      told = /** @type {Told} */ (header.figure);
      panel.element.dataset.serial = String(header.serial);
      const words = say && told.layout.meta ? say(told.layout.meta) : '';
      if (sentence.textContent !== words) sentence.textContent = words;
      plot.describe(`${title}. ${words}`);
      plot.soon();
    },
    /** Another source, or other units: its zoom ends, and what was drawn is of the past. @param {string} to */
    begin(to) {
      revision = to;
      told = null;
    },
    /** Pins or theme have changed. */
    restyle: plot.now,
    destroy: plot.destroy,
  };
}

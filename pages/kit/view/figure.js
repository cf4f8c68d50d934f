// A panel with a figure that Python makes: drawn in the theme's colours, exported, its points pinned by a click.

import { toCsv } from './csv.js';
import { el } from './dom.js';
import { exportMenu, plotPictures } from './exports.js';
import { numbersOf, styled } from './figurestyle.js';
import { createPanel } from './panel.js';
import { createPlot } from './plot.js';

/**
 * A figure of a page with a source, as one of its panels.
 *
 * @param {import('./source/page.js').SourceKit<any, any>} kit
 * @param {object} options
 * @param {string} options.name of the figure in Python, and of its frames
 * @param {string} options.title
 * @param {string} options.how one sentence on how to read it
 * @param {(meta: {[name: string]: any}) => string} [options.say] a sentence made of the figure's own numbers
 * @returns {import('./source/panels.js').Panel}
 */
export function createFigure(kit, { name, title, how, say }) {
  const { findings, page, act, theme, base } = kit;
  const panel = createPanel({ name: `figure cae-figure-${name}`, title, how });
  /** @type {import('./frames.js').Frame|null} */
  let shown = null;
  const told = () => /** @type {import('./figurestyle.js').Told|null} */ (shown?.header.figure ?? null);
  const plot = createPlot({
    label: title, base, theme, complain: kit.complain,
    figure() {
      const figure = told();
      return figure && styled(figure, theme(), page.pins, { revision: String(findings.build) });
    },
    clicked({ customdata, data }) {
      const kind = data?.meta?.pins;
      if (kind === 'at') return act.at(Number(customdata));
      if (kind) act.pin({ [kind]: Number(customdata) });
    },
  });
  const words = el('p', { class: 'cae-figure-words' });
  panel.body.append(plot.graph);
  panel.element.append(words);
  panel.element.dataset.testid = `figure-${name}`;
  panel.legend.append(exportMenu(title, {
    csv() {
      const figure = told();
      if (!figure) throw new Error('the figure is not here yet.');
      const { names, rows } = numbersOf(figure);
      return toCsv(names, rows);
    },
    ...plotPictures(plot.graph, theme, () => ({ title, note: page.label })),
  }));
  kit.watch(name, panel.element);

  return {
    element: panel.element,
    update(what) {
      const frame = findings.figures[name] ?? null;
      if (frame && frame !== shown) {
        shown = frame;
        panel.element.dataset.serial = String(frame.header.serial);
        words.textContent = say?.(frame.header.figure.layout.meta ?? {}) ?? '';
        plot.soon();
      } else if (what.has('pins')) plot.soon();
    },
    describe: () => plot.describe(`${title}. ${words.textContent}`),
    restyle: plot.now,
    destroy: plot.destroy,
  };
}

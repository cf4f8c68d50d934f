// The paper's table, ours beside it, with its two figures: of the last report on this machine, or the one that comes along.

import { createDrawing } from '../../kit/view/drawing.js';
import { el } from '../../kit/view/dom.js';
import { exportMenu } from '../../kit/view/exports.js';
import { createPanel } from '../../kit/view/panel.js';
import { toCsv } from '../../kit/view/csv.js';
import { OURS, PAPERS, rowsOf } from './papertable.js';

/** @typedef {import('./papertable.js').Table} Table */

const FIGURES = /** @type {const} */ ([['curves', 'Contraction by radius'], ['spectra', 'Singular values of J']]);

/**
 * @param {Pick<import('../../kit/view/page.js').Kit, 'base'|'theme'|'complain'>} kit
 * @returns {import('../../kit/view/panel.js').Panel}
 */
export function createPaper({ base, theme, complain }) {
  const panel = createPanel({
    name: 'paper', title: 'The paper’s table, ours beside it',
    how: 'Rifai, Vincent, Muller, Glorot, Bengio, ICML 2011, Table 1. It is not of the run above: trained longer, and fine-tuned as a classifier.',
  });
  const state = el('p', { class: 'cae-paper-state', role: 'status' }, 'The table is on its way.');
  const again = el('button', { type: 'button', class: 'cae-button', hidden: '', on: { click: load } }, 'Try again');
  panel.body.append(state, again);
  /** @type {Table|null} */
  let table = null;
  /** @type {ReturnType<typeof createDrawing>[]} */
  let drawings = [];
  let asked = false;

  async function load() {
    again.hidden = true;
    try {
      const answer = await fetch(`${base}cae/relatives/table.json`);
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      table = await answer.json();
      show(/** @type {Table} */ (table));
    } catch (error) {
      state.textContent = `The table could not be loaded: ${error instanceof Error ? error.message : error}.`;
      again.hidden = false;
    }
  }

  /** @param {Table} given */
  function show(given) {
    const { where, seeds, words, figures } = given;
    state.textContent = `From ${where}; ${seeds.length === 1 ? 'one seed' : `${seeds.length} seeds`}.`;
    const head = el(
      'thead', {},
      el('tr', {}, el('td'), el('th', { scope: 'colgroup', colspan: OURS.length }, 'ours'), el('th', { scope: 'colgroup', colspan: PAPERS.length, class: 'cae-paper-its' }, 'the paper’s')),
      el('tr', {}, el('td'), ...OURS.map((text) => el('th', { scope: 'col' }, text)), ...PAPERS.map((text, i) => el('th', { scope: 'col', class: i ? '' : 'cae-paper-its' }, text))),
    );
    const rows = rowsOf(given).map(([name, ...cells]) =>
      el('tr', {}, el('th', { scope: 'row' }, name), ...cells.map((text, i) => el('td', { class: i === OURS.length ? 'cae-paper-its' : '' }, text))));
    drawings = FIGURES.filter(([name]) => figures[name]).map(([name, title]) =>
      createDrawing({ label: title, base, theme, complain, legend: true, told: () => figures[name] }));
    panel.legend.append(exportMenu('paper table', { csv: () => toCsv(['model', ...OURS, ...PAPERS.map((text) => `paper: ${text}`)], rowsOf(given)) }));
    panel.body.replaceChildren(
      el('div', { class: 'cae-paper-wide', tabindex: '0', role: 'region', 'aria-label': 'The paper’s table' }, el('table', { class: 'cae-paper-table' }, head, el('tbody', {}, ...rows))),
      state,
      el('ul', { class: 'cae-paper-words' }, ...words.map((text) => el('li', {}, text))),
      el('div', { class: 'cae-paper-figures' }, ...drawings.map(({ element }, i) => el('figure', { class: 'cae-captioned' }, el('figcaption', {}, FIGURES[i][1]), element))),
    );
    for (const drawing of drawings) drawing.soon();
  }

  return {
    element: panel.element,
    draw() {},
    /** Once the page has something to show. */
    words() {
      if (asked) return;
      asked = true;
      load();
    },
    restyle() {
      for (const drawing of drawings) drawing.now();
    },
    destroy() {
      for (const drawing of drawings) drawing.destroy();
    },
  };
}

// How well the classes can be read from the code, at λ and at λ = 0, and from the pixels; and how far the map can be trusted.

import { FACTS, fact, toCsv } from '../../kit/view/csv.js';
import { el, textOf } from '../../kit/view/dom.js';
import { createExpect } from '../../kit/view/expect.js';
import { exportMenu } from '../../kit/view/exports.js';
import { attempt } from '../../kit/view/failure.js';
import { count } from '../../kit/view/format.js';
import { createPanel } from '../../kit/view/panel.js';
import { throttle } from '../../kit/view/throttle.js';
import { EXPECTS, readoutWords, share } from './words.js';

const WORDS_EVERY = 500; // milliseconds
const ROWS = /** @type {const} */ ([
  ['knn', 'k-NN accuracy, k = 10', 'The class that most of an image’s ten nearest have.'],
  ['probe', 'Linear-probe accuracy', 'A logistic regression that is fitted to the codes.'],
]);
const COLUMNS = /** @type {const} */ (['', '0', '_pixels']);
const NAMED = ['h at this λ', 'h at λ = 0', 'pixels'];

/**
 * @param {import('./types.js').Context} context
 * @returns {import('./types.js').Panel}
 */
export function createReadouts({ findings }) {
  const panel = createPanel({ name: 'readouts', title: 'What can be read from the code', how: 'Of test images, which the model has never seen, one part is fitted to; the share of the other part that is told its right class is the accuracy.' });
  panel.element.dataset.testid = 'readouts';
  const heads = NAMED.map((name) => el('th', { scope: 'col' }, name));
  const cells = ROWS.map(() => COLUMNS.map(() => el('td', {})));
  const setCells = cells.map((row) => row.map(textOf));
  const own = textOf(heads[0]);
  heads[0].firstChild?.remove();
  const trust = el('td', {});
  const [setTrust, note] = [textOf(trust), el('p', { class: 'cae-readout-note' })];
  const setNote = textOf(note);
  /** @param {string} title @param {string} why */
  const head = (title, why) => el('th', { scope: 'row' }, el('b', {}, title), el('span', {}, why));
  const table = el(
    'table', { class: 'cae-readout-table' },
    el('thead', {}, el('tr', {}, el('td', {}), ...heads)),
    el('tbody', {}, ...ROWS.map(([, title, why], i) => el('tr', {}, head(title, why), ...cells[i])),
      el('tr', {}, head('Trustworthiness of the map', 'How far those who are near on the map are near in the code: 1 is always.'), trust, el('td', {}), el('td', {}))),
  );
  const expect = createExpect();
  panel.body.append(table, note);
  panel.element.append(expect.element);
  panel.legend.append(expect.button, exportMenu('readouts', { csv }));
  const words = throttle(() => attempt(panel.element, say), WORDS_EVERY);

  function say() {
    const header = findings.of('readouts');
    const { trustworthiness, measured: mapped } = findings.of('map');
    own(`h ${findings.at}`);
    ROWS.forEach(([name], row) => COLUMNS.forEach((column, i) => setCells[row][i](header.error ? '–' : share(header[name + column]))));
    setTrust(typeof trustworthiness === 'number' ? trustworthiness.toFixed(3) : '–');
    const parts = [];
    if (header.measured && !header.error) parts.push(`Fitted to ${count(header.fitted)} test images, measured on ${count(header.measured)} others.`);
    if (mapped) parts.push(`Trustworthiness at 10 neighbours, on ${count(mapped)} images.`);
    setNote(parts.join(' '));
    expect.set(readoutWords(header, findings.at), header.error || header.knn === undefined ? '' : EXPECTS.readouts);
    Object.assign(panel.element.dataset, { knn: header.knn ?? '', probe: header.probe ?? '' });
  }

  function csv() {
    const header = findings.of('readouts');
    return toCsv(FACTS, ROWS.flatMap(([name, title]) => COLUMNS.map((column, i) => fact('readout', NAMED[i], title, header[name + column] ?? null))));
  }

  return {
    element: panel.element,
    update(what) {
      if (what.has('readouts') || what.has('statics')) words.now();
      else words.soon();
    },
    restyle() {},
    destroy: words.destroy,
  };
}

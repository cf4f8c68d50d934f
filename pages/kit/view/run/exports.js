// What can be taken away of the run: its loss as a table, the view as a picture, the model as a checkpoint.

import { toCsv } from '../csv.js';
import { el } from '../dom.js';
import { csvBlob, domPictures, exportItem } from '../exports.js';
import { count, sig3 } from '../format.js';
import { lambdaText } from '../lambda.js';
import { createMenu } from '../menu.js';
import { HELD_PENALTY, HELD_RECON, LAM, STEP, TRAIN_PENALTY, TRAIN_RECON } from './history.js';

const COLUMNS = /** @type {const} */ ([
  ['step', STEP], ['lam', LAM], ['train_reconstruction', TRAIN_RECON], ['train_jacobian2', TRAIN_PENALTY],
  ['held_out_reconstruction', HELD_RECON], ['held_out_jacobian2', HELD_PENALTY],
]);

/** The loss chart as a table. @param {import('./history.js').History} history */
export function lossCsv(history) {
  const rows = Array.from({ length: history.rows }, (_, row) => COLUMNS.map(([, column]) => history.at(row, column)));
  return toCsv(COLUMNS.map(([name]) => name), rows);
}

/**
 * What a picture says of the run.
 *
 * @param {import('./run.js').Run} run
 * @returns {import('../compose.js').Words}
 */
export function pictureWords({ settings, header }) {
  const { dataset, hidden, activation, tied, seed, lr, batch_size: batch } = settings;
  const note = `${dataset.split(':')[0]}, ${hidden} ${activation} units, ${tied ? 'tied' : 'untied'}, seed ${seed}, learning rate ${lr}, batches of ${batch}`;
  const title = 'Contractive autoencoder in training';
  if (!header) return { title, note };
  const figures = `reconstruction ${sig3(header.recon)}, ‖J‖² ${sig3(header.penalty)}`;
  return { title: `${title}: step ${count(header.step)}, λ = ${lambdaText(header.lam)}`, note: `${note}; held-out ${figures}` };
}

/**
 * @param {Pick<import('../page.js').Kit, 'base'|'theme'>} kit
 * @param {import('./run.js').Run} run
 * @param {HTMLElement|(() => HTMLElement[])} panels what a picture is of
 * @param {string} page whose run it is
 * @param {{words: string, csv: () => string}[]} [tables] that the page has besides
 */
export function createExports({ base, theme }, run, panels, page, tables = []) {
  const { png, svg } = domPictures(panels, theme, () => pictureWords(run));
  const item = (/** @type {string} */ words, /** @type {string} */ ending, /** @type {() => Blob|Promise<Blob>} */ make) =>
    exportItem(words, 'run', `cae-step-${run.header?.step ?? 0}`, ending, make);
  const checkpoint = el('a', { class: 'cae-menu-item', download: '', 'data-testid': 'live-checkpoint' }, 'Checkpoint');
  const button = el('button', { type: 'button', class: 'cae-button cae-opens' }, 'Export');
  const items = [
    ...tables.map(({ words, csv }) => item(words, 'csv', () => csvBlob(csv()))),
    item('Loss as CSV', 'csv', () => csvBlob(lossCsv(run.history))), item('This view as PNG', 'png', png), item('This view as SVG', 'svg', svg),
    checkpoint,
  ];
  button.addEventListener('click', () => (checkpoint.href = `${base}cae/${page}/${run.id}/checkpoint.safetensors`));
  return { element: createMenu('Export', button, items, 'right') };
}

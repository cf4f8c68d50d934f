// The frame of a panel of this page: the shared one, with the panel's exports at the right of its title.

import { count, shortest } from '../../../kit/view/format.js';
import { createPanel } from '../../../kit/view/panel.js';
import { domPictures, exportMenu } from '../../../kit/view/exports.js';
import { sharply } from './chart.js';
import { atWords } from './sentences.js';

/**
 * @typedef {import('../types.js').Context} Context
 *
 * A part of a panel: `show` draws what is there now.
 *
 * @typedef {{element: HTMLElement, show: () => void, restyle?: () => void, destroy: () => void}} Part
 */

/**
 * @param {Context} context
 * @param {object} options
 * @param {string} options.name of the panel's class
 * @param {string} options.title
 * @param {string} options.how
 * @param {string} options.file how its exports are called: "scatter of units"
 * @param {() => string} options.csv
 * @param {() => () => void} [options.pose] before a picture; what it returns is called after it
 */
export function createFrame(context, { name, title, how, file, csv, pose = () => () => {} }) {
  const panel = createPanel({ name: `units-${name}`, title, how });
  const { png, svg } = domPictures(panel.element, context.theme, () => wordsOf(context));
  /** @param {() => Promise<Blob>} make */
  const posed = (make) => async () => {
    const end = pose();
    return sharply(panel.element, make).finally(end);
  };
  panel.legend.append(exportMenu(file, { csv, png: posed(png), svg: posed(svg) }));
  return panel;
}

/**
 * What a picture is of, for whoever finds it later.
 *
 * @param {Context} context
 */
export function wordsOf(context) {
  const { findings, page } = context;
  const { low, high } = page.thresholds;
  const parts = [
    at(context), `${count(findings.hidden)} ${findings.activation} units, ${count(findings.count)} test images`,
    `thresholds ${shortest(low)} and ${shortest(high)}`,
  ];
  return { title: page.label, note: parts.filter(Boolean).join('; ') };
}

/** @param {Context} context */
const at = ({ findings }) => (findings.units ? atWords(findings.units.header) : '');

// The panels beside the matrix: where units stand, how many are in which state, one unit, one image, all of them.

import { createCounts } from './counts.js';
import { createHighlight } from './highlight.js';
import { createImage } from './image.js';
import { createReading } from './reading.js';
import { createScatter } from './scatter.js';
import { createTable } from './table.js';
import { createUnit } from './unit.js';

/**
 * @typedef {import('../types.js').Panel} Panel
 * @typedef {{scatter: Panel, counts: Panel, reading: Panel, unit: Panel, image: Panel, table: Panel}} Panels
 */

/**
 * @param {import('../types.js').Context & {highlighted?: (state: string|null) => void}} context `highlighted` is called
 * when the units of a state are to stand out, with null when none are any more
 * @returns {Panels}
 */
export function createPanels(context) {
  const highlight = createHighlight();
  const only = () => highlight.state && `state ${highlight.state}`;
  const [scatter, counts] = [createScatter(context, only), createCounts(context, only)];
  highlight.listen((state) => {
    context.highlighted?.(state);
    scatter.redraw();
    counts.redraw();
  });
  return {
    scatter, counts,
    reading: createReading(context, highlight),
    unit: createUnit(context),
    image: createImage(context),
    table: createTable(context),
  };
}

// The numbers of all units at the image that is derived, as a table. Pure.

import { toCsv } from '../../kit/view/csv.js';

/** @param {import('./lesson.js').Lesson} lesson */
export function unitsCsv({ arrays, numbers: told }) {
  const columns = /** @type {const} */ (['z', 'h', 'gain', 'norm2', 'rows']);
  const rows = Array.from({ length: arrays.h?.length ?? 0 }, (_, unit) => [told?.image, unit, ...columns.map((name) => arrays[name]?.[unit])]);
  return toCsv(['image', 'unit', 'z', 'h', 'slope', 'weights_squared', 'part'], rows);
}

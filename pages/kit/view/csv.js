// Tables as comma-separated values. Pure.

/** One number of a panel: of which part, of what in it, what it is. @typedef {[string, string|number|null, string, string|number|null|undefined]} Fact */

/** @param {string} part @param {string|number|null} of @param {string} quantity @param {string|number|null} [value] @returns {Fact} */
export const fact = (part, of, quantity, value) => [part, of, quantity, value];

/** Columns of the facts of a panel. */
export const FACTS = ['part', 'of', 'quantity', 'value'];

/**
 * @param {string[]} names of the columns
 * @param {Iterable<(string|number|null|undefined)[]>} rows
 * @returns {string} lines that end in a newline, as RFC 4180 quotes them
 */
export function toCsv(names, rows) {
  const lines = [names.map(cell).join(',')];
  for (const row of rows) lines.push(row.map(cell).join(','));
  return `${lines.join('\n')}\n`;
}

/** @param {string|number|null|undefined} value */
function cell(value) {
  if (value === null || value === undefined || (typeof value === 'number' && !Number.isFinite(value))) return '';
  // seven digits are what a float32 has
  if (typeof value === 'number') return String(Number.isInteger(value) ? value : Number(value.toPrecision(7)));
  return /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

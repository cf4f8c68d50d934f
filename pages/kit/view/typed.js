// Numbers as a person types them: one reading, or both, to be shown. `cae/typed.py` is the server's twin; both are tried
// with the same table.

const SPACES = /[ \t\n\r\f\v\u00a0\u2000-\u200a\u202f\u205f\u3000]+/g;
const NUMBER = /^([+-]?)([0-9., ]*[0-9.,])((?:e[+-]?[0-9]+)?)$/i;
const PLAIN = /^([0-9]+\.?[0-9]*|\.[0-9]+)$/;
const GROUPED = /^[1-9][0-9]{0,2}([ ,][0-9]{3})+(\.[0-9]*)?$/;
const COMMA = /^(([0-9]+|[1-9][0-9]{0,2}( [0-9]{3})+),[0-9]*|,[0-9]+)$/;

/**
 * What a text can be read as, with a dot for a decimal sign and nothing between thousands: none, one or two.
 *
 * Spaces and commas stand between thousands where they make groups of three after a first group that does not begin with
 * 0; else one comma is a decimal sign.
 *
 * @param {string} text
 * @returns {string[]}
 */
function readings(text) {
  const [, sign, digits, power] = NUMBER.exec(text) ?? ['', '', '', ''];
  const found = [];
  if (PLAIN.test(digits)) found.push(digits);
  const grouped = GROUPED.test(digits);
  if (grouped) found.push(digits.replace(/[ ,]/g, ''));
  // groups between commas alone are thousands; a number with spaces or a power of ten has its commas as it likes
  if (COMMA.test(digits) && (!grouped || digits.includes(' ') || power)) found.push(digits.replaceAll(' ', '').replace(',', '.'));
  return found.map((one) => sign + one + power);
}

/**
 * @param {string} text
 * @returns {{text: string, value: number|null, both: string[]|null}} the text without what only looks different, its
 *   number, or its two readings
 */
export function readNumber(text) {
  const cleaned = text.replace(SPACES, ' ').trim().replaceAll('−', '-');
  const found = readings(cleaned);
  if (found.length > 1) return { text: cleaned, value: null, both: found };
  const value = found.length ? Number(found[0]) + 0 : NaN; // + 0: no −0
  return { text: cleaned, value: Number.isFinite(value) ? value : null, both: null };
}

// Numbers as people read them: three significant digits, thousands separators, a true minus.

const SUPERSCRIPT = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/**
 * @param {number} n
 * @returns {string}
 */
export function count(n) {
  return whole.format(n).replace('-', '−');
}

/**
 * Three significant digits: 255, 25.1, 0.100, 231,000, 1.23·10⁶.
 *
 * @param {number|null|undefined} x
 * @returns {string}
 */
export function sig3(x) {
  if (x === null || x === undefined || !Number.isFinite(x)) return '–';
  if (x === 0) return '0';
  const size = Math.abs(x);
  if (size < 1e-4 || size >= 1e6) {
    const [digits, power] = x.toExponential(2).split('e');
    const raised = [...String(Math.abs(Number(power)))].map((d) => SUPERSCRIPT[Number(d)]).join('');
    return `${digits}·10${Number(power) < 0 ? '⁻' : ''}${raised}`.replace('-', '−');
  }
  const rounded = Number(x.toPrecision(3));
  if (Math.abs(rounded) >= 100) return count(rounded);
  return x.toPrecision(3).replace('-', '−');
}

/**
 * A share of 1 as a percentage: 83 %, 4.2 %, 0.03 %.
 *
 * @param {number|null|undefined} x
 * @returns {string}
 */
export function percent(x) {
  if (x === null || x === undefined || !Number.isFinite(x)) return '–';
  const p = 100 * x;
  if (p === 0) return '0 %';
  if (p >= 10) return `${p.toFixed(0)} %`;
  return p >= 0.01 ? `${p.toPrecision(2)} %` : '< 0.01 %';
}

/**
 * The number a person typed, with a decimal point or comma; an error says the range in a sentence.
 *
 * @param {string} text
 * @param {{name: string, lo: number, hi: number, whole?: boolean}} range
 * @returns {{value: number, error: null}|{value: null, error: string}}
 */
export function parseNumber(text, { name, lo, hi, whole: integer = false }) {
  const cleaned = text.trim().replace('−', '-').replace(',', '.');
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cleaned) ? Number(cleaned) : NaN;
  if (value >= lo && value <= hi && (!integer || Number.isInteger(value))) return { value, error: null };
  const kind = integer ? 'a whole number' : 'a number';
  return { value: null, error: `${name} must be ${kind} from ${plain(lo)} to ${plain(hi)}; nothing was changed.` };
}

/** @param {number} x */
function plain(x) {
  return x >= 1000 ? count(x) : x !== 0 && x < 1e-4 ? sig3(x).replace('1.00·', '') : String(x);
}

// The theme in force, read from the variables that Streamlit puts on the page.

import { classColors, css, maps } from './color.js';

/**
 * @typedef {import('./color.js').Triple} Triple
 *
 * @typedef {object} Theme
 * @property {string} key changes when the theme does
 * @property {boolean} dark
 * @property {Triple} background
 * @property {Triple} text
 * @property {string} ink text
 * @property {string} muted lesser text
 * @property {string} line rules and axes
 * @property {string} paper background
 * @property {string} font
 * @property {number} size of text in a canvas, CSS pixels
 * @property {Triple[]} classes
 * @property {ReturnType<typeof maps>} maps
 */

/**
 * @param {string} color as computed styles give it: #rgb, #rrggbb, rgb(), rgba()
 * @param {Triple} otherwise
 * @returns {Triple}
 */
export function parseColor(color, otherwise) {
  const text = color.trim();
  const hex = /^#([0-9a-f]{3,8})$/i.exec(text)?.[1];
  if (hex) {
    return triple(hex.length < 6 ? [...hex].map((c) => c + c).join('') : hex);
  }
  const numbers = /^rgba?\(([^)]+)\)$/i.exec(text)?.[1].split(/[\s,/]+/).map(Number);
  return numbers && numbers.length >= 3 && numbers.every(Number.isFinite)
    ? [numbers[0], numbers[1], numbers[2]]
    : otherwise;
}

/** @param {string} hex six digits @returns {Triple} */
const triple = (hex) => [
  Number.parseInt(hex.slice(0, 2), 16),
  Number.parseInt(hex.slice(2, 4), 16),
  Number.parseInt(hex.slice(4, 6), 16),
];

/** @param {Triple} color */
export function isDark([r, g, b]) {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 128;
}

/** @param {Triple} a @param {Triple} b @param {number} t @returns {Triple} */
function mix(a, b, t) {
  /** @param {number} i */
  const at = (i) => Math.round(a[i] + (b[i] - a[i]) * t);
  return [at(0), at(1), at(2)];
}

/**
 * @param {Element} element inside Streamlit's theme
 * @param {boolean} lecture large text
 * @returns {Theme}
 */
export function readTheme(element, lecture) {
  const style = getComputedStyle(element);
  const background = parseColor(style.getPropertyValue('--st-background-color'), [255, 255, 255]);
  const dark = isDark(background);
  const text = parseColor(style.getPropertyValue('--st-text-color'), dark ? [250, 250, 250] : [49, 51, 63]);
  const font = style.getPropertyValue('--st-font').trim() || 'system-ui, sans-serif';
  return {
    key: `${background} ${text} ${font} ${lecture}`,
    dark,
    background,
    text,
    ink: css(text),
    muted: css(mix(text, background, 0.2)),
    line: css(mix(text, background, 0.8)),
    paper: css(background),
    font,
    size: lecture ? 20 : 14,
    classes: classColors(dark),
    maps: maps(dark, background),
  };
}

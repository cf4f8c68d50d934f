// Colour maps as tables of 256 pixels, mixed in OKLab so that equal steps look equal, and the ten class colours.

/** @typedef {[number, number, number]} Triple red, green, blue from 0 to 255, or L, a, b */

/**
 * @param {string} hex "#rrggbb"
 * @returns {Triple}
 */
export function rgb(hex) {
  const n = Number.parseInt(hex.slice(1), 16);
  return [(n >> 16) & 255, (n >> 8) & 255, n & 255];
}

/** @param {number} c */
const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
/** @param {number} c */
const gamma = (c) => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);

/**
 * sRGB to OKLab (Björn Ottosson, 2020).
 *
 * @param {Triple} color
 * @returns {Triple}
 */
export function toOklab([red, green, blue]) {
  const r = linear(red / 255);
  const g = linear(green / 255);
  const b = linear(blue / 255);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/**
 * @param {Triple} lab
 * @returns {Triple}
 */
export function fromOklab([L, a, b]) {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  /** @param {number} c */
  const byte = (c) => Math.round(255 * Math.min(1, Math.max(0, gamma(Math.max(0, c)))));
  return [
    byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    byte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/**
 * A pixel as ImageData holds it, read as one little-endian number.
 *
 * @param {Triple} color
 */
export function pixel([r, g, b]) {
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

/**
 * 256 pixels between evenly spaced stops.
 *
 * @param {Triple[]} stops red, green, blue
 * @returns {Uint32Array}
 */
export function ramp(stops) {
  const labs = stops.map(toOklab);
  const table = new Uint32Array(256);
  for (let i = 0; i < 256; i++) {
    const at = (i / 255) * (labs.length - 1);
    const k = Math.min(labs.length - 2, Math.floor(at));
    const t = at - k;
    const [from, to] = [labs[k], labs[k + 1]];
    /** @param {number} c */
    const mix = (c) => from[c] + (to[c] - from[c]) * t;
    table[i] = pixel(fromOklab([mix(0), mix(1), mix(2)]));
  }
  // the ends are the stops themselves, not a rounding of them
  table[0] = pixel(stops[0]);
  table[255] = pixel(stops[stops.length - 1]);
  return table;
}

/**
 * Signed amounts: index 128 is 0 and has exactly the middle colour; index = value + 128.
 *
 * @param {Triple[]} negative from the far end towards 0
 * @param {Triple} middle
 * @param {Triple[]} positive from 0 outwards
 * @returns {Uint32Array}
 */
export function diverging(negative, middle, positive) {
  const left = ramp([...negative, middle]);
  const right = ramp([middle, ...positive]);
  const table = new Uint32Array(256);
  for (let i = 0; i < 256; i++) {
    table[i] = i < 128 ? left[Math.round(((i - 1) / 127) * 255)] ?? left[0] : right[Math.round(((i - 128) / 127) * 255)];
  }
  table[0] = left[0];
  return table;
}

/**
 * The maps of a theme. 0 looks like the page: dark in the dark theme, light in the light one.
 *
 * @param {boolean} dark
 * @param {Triple} background
 */
export function maps(dark, background) {
  const hex = (/** @type {string[]} */ ...colors) => colors.map(rgb);
  return {
    gray: dark ? ramp(hex('#14171d', '#f4f5f7')) : ramp(hex('#f6f6f4', '#15171c')),
    amount: dark
      ? ramp(hex('#12141b', '#3b2167', '#8e2c7c', '#dd513f', '#f7a43b', '#fbf3c0'))
      : ramp(hex('#fbfaf4', '#cfe5d2', '#7cc3c4', '#3c8fb9', '#2f5597', '#241a4f')),
    signed: dark
      ? diverging(hex('#a4dcff', '#3f9be8', '#1f5aa6'), background, hex('#a8560f', '#f08b1d', '#ffd79a'))
      : diverging(hex('#08306b', '#1f66b5', '#6fb0e6'), background, hex('#f5a556', '#d96a0b', '#7d3203')),
  };
}

// Ten colours told apart by colour-blind eyes too: M. A. Petroff, "Accessible Color Sequences for Data
// Visualization" (2021). Lightness is kept away from the page's own.
const TEN = [
  '#3f90da', '#ffa90e', '#bd1f01', '#94a4a2', '#832db6', '#a96b59', '#e76300', '#b9ac70', '#717581', '#92dadd',
];

/**
 * @param {boolean} dark
 * @returns {Triple[]}
 */
export function classColors(dark) {
  return TEN.map((hex) => {
    const [L, a, b] = toOklab(rgb(hex));
    return fromOklab([dark ? Math.max(0.6, L) : Math.min(0.74, L), a, b]);
  });
}

/**
 * The colours of reconstruction, ‖J‖² and λ‖J‖², in every chart.
 *
 * @param {boolean} dark
 * @returns {{[key: string]: Triple}}
 */
export function seriesColors(dark) {
  return dark
    ? { recon: [86, 168, 240], penalty: [244, 150, 52], weighted: [196, 150, 245] }
    : { recon: [25, 103, 190], penalty: [208, 96, 4], weighted: [128, 56, 180] };
}

/** @param {Triple} color */
export function css([r, g, b]) {
  return `rgb(${r} ${g} ${b})`;
}

// A small source for the tests of the Units page: 4 units, 5 images of 2 classes.

import { Findings } from '../../../../pages/units/view/findings.js';

const TOP = 65535;
const NAMES = ['saturated at 0', 'saturated at 1', 'dead', 'weight-shrunk', 'swings'];
export const NOTHING = { unit: null, image: null };
export const VIEW = { show: 'gain', sort: 'none', group: 'none', scale: 'fixed' };
export const THRESHOLDS = { low: 0.05, high: 0.95, most: 0.95, dead: 0.001, shrunk: 0.05, steep: 0.4 };

/** Each unit's φ′ at the five images, of at most 0.25. */
export const GAINS = [
  [0, 0, 0, 0, 0],
  [0.25, 0.2, 0.1, 0.05, 0],
  [0.1, 0.1, 0.1, 0.1, 0.1],
  [0.01, 0.02, 0.03, 0.04, 0.05],
];
export const NORMS = [4, 2, 1, 8];
const STATES = [0, 4, 3, 4];

export const section = (values, shape, lo = null, hi = null) => ({ values, shape, lo, hi });

export const staticsFrame = (about = {}) => ({
  header: {
    kind: 'statics', dataset: 'digits', classes: ['zero', 'one'], side: [1, 2], count: 5, hidden: 4, sizes: [2, 4], activation: 'sigmoid',
    slope_range: [0, 0.25], output_range: [0, 1], states: NAMES, defaults: THRESHOLDS, ...about,
  },
  sections: { images: section(new Uint8Array(10), [5, 2]), labels: section(Uint8Array.of(1, 0, 1, 0, 1), [5]) },
});

const codes = (rows, lo, hi) => section(Uint16Array.from(rows.flat(), (v) => Math.round(((v - lo) / (hi - lo)) * TOP)), [4, 5], lo, hi);
const mean = (row) => row.reduce((a, b) => a + b) / row.length;

export function unitsFrame(serial, { gains = GAINS, h = gains.map((row) => row.map((g) => 1 - g)), span = [0, 1], slope = [0, 0.25], states = STATES, header = {} } = {}) {
  const parts = gains.map((row, j) => NORMS[j] * mean(row.map((g) => g * g)));
  const total = parts.reduce((a, b) => a + b);
  const table = gains.flatMap((row, j) => [mean(row), mean(row.map((g) => g * g)), NORMS[j], parts[j], parts[j] / total, 0, 0, mean(h[j]), 0.1, 0.1]);
  return {
    header: { kind: 'units', serial, step: null, index: null, lam: null, ...header },
    sections: {
      gain: codes(gains, ...slope), h: codes(h, ...span), table: section(Float32Array.from(table), [4, 10]), state: section(Uint8Array.from(states), [4]),
    },
  };
}

export const orderFrame = (serial, units, images) => ({
  header: { kind: 'order', serial },
  sections: { units: section(Uint32Array.from(units), [units.length]), images: section(Uint32Array.from(images), [images.length]) },
});

/** A findings that has its units. */
export function made({ about, ...options } = {}) {
  const findings = new Findings();
  findings.take(staticsFrame(about), NOTHING);
  findings.take(unitsFrame(1, options), NOTHING);
  return findings;
}

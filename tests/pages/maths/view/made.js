// A made lesson of three sigmoid units and four pixels, whose numbers fit together.

import { Lesson } from '../../../../pages/maths/view/lesson.js';
import { functionsOf } from '../../../../pages/maths/view/phi.js';

const W = [[0.5, -1, 2, 0.25], [1, 1, -1, 0], [0.1, 0.2, 0.3, 0.4]];
const B = [-0.5, 0.2, 0];
const X = [1, 0.5, 0.25, 0];

/** @param {{unit?: number, activation?: string, bias?: number}} [change] */
export function made({ unit = 0, activation = 'sigmoid', bias = B[unit] } = {}) {
  const { phi, slope, bend } = functionsOf(activation);
  const z = W.map((w, j) => w.reduce((sum, value, i) => sum + value * X[i], j === unit ? bias : B[j]));
  const gain = z.map(slope);
  const norm2 = W.map((w) => w.reduce((sum, value) => sum + value * value, 0));
  const rows = norm2.map((value, j) => gain[j] ** 2 * value);
  const penalty = rows.reduce((a, b) => a + b);
  const pixel = 2;
  const [wji, xi] = [W[unit][pixel], X[pixel]];
  const gain1 = bend(z[unit]);
  const gradb = 2 * gain[unit] * gain1 * norm2[unit];
  const lesson = new Lesson();
  const arrays = { x: X, w: W[unit], j: W[unit].map((value) => value * gain[unit]), z, h: z.map(phi), gain, norm2, rows };
  const sections = Object.fromEntries(Object.entries(arrays).map(([name, values]) => [`lesson_${name}`, { values: Float32Array.from(values), shape: [values.length], lo: null, hi: null }]));
  const numbers = {
    unit, image: 40, activation, lam: 0.1, z: z[unit], h: phi(z[unit]), b: bias, gain: gain[unit], gain1, norm2: norm2[unit], row_norm2: rows[unit], penalty,
    share: rows[unit] / penalty, pixel, wji, xi, jji: gain[unit] * wji, grad: 2 * gain[unit] ** 2 * wji + gradb * xi, gradb,
  };
  lesson.take({ lesson: numbers }, sections, false);
  return lesson;
}

// The numbers of everybody as a table to take away. Pure.

import { toCsv } from '../../kit/view/csv.js';

const COLUMNS = /** @type {const} */ ([
  'step', 'parameters', 'units', 'strength', 'error', 'own_error', 'penalty', 'per_unit', 'sat', 'dead', 'gain2', 'norm2', 'low', 'middle', 'hold90', 'number', 'angle',
]);
/** What a column is called where its name in a frame says too little. @type {{[name: string]: string}} */
const NAMES = { penalty: 'jacobian2', per_unit: 'jacobian2_per_unit', own_error: 'own_reconstruction', low: 'share_low', middle: 'share_middle', number: 'recipe_number', angle: 'recipe_angle' };

/** @param {import('./kin.js').Kin} kin */
export function numbersCsv(kin) {
  const names = ['model', ...COLUMNS.map((name) => NAMES[name] ?? name), 'noise_restored', 'noise_moved', 'contraction_near', 'contraction_far'];
  const rows = kin.present().flatMap((name) => {
    const own = kin.of(name);
    if (!own) return [];
    const { noised, curve_ends: [near, far] = [null, null] } = own;
    return [[name, ...COLUMNS.map((column) => own[column] ?? null), noised?.restored ?? null, noised?.moved ?? null, near, far]];
  });
  return toCsv(names, rows);
}

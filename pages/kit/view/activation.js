// Activations and their slopes, by name. Pure.

/** Names that are not written as they are in a setting. @type {{[name: string]: string}} */
const SPELT = { relu: 'ReLU', gelu: 'GELU' };

/** @param {string} activation */
export const spelt = (activation) => SPELT[activation] ?? activation;

/** The name of φ′. @param {string} activation */
export const gainName = (activation) => (activation === 'sigmoid' ? 'h(1−h)' : 'φ′');

// The activations as functions of z, for what would be if z were another. Pure.

/** @typedef {{phi: (z: number) => number, slope: (z: number) => number, bend: (z: number) => number}} Functions φ, φ′, φ″ */

/** @param {number} z */
const sigmoid = (z) => 1 / (1 + Math.exp(-z));
/** The density of the normal distribution. @param {number} z */
const density = (z) => Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);

/** Its distribution function, Φ, by the series of erf (small z) or the continued fraction of its tail. @param {number} z */
function distribution(z) {
  const size = Math.abs(z);
  let tail;
  if (size < 3) {
    let [term, sum] = [size, size];
    for (let n = 1; n < 60; n++) {
      term *= (size * size) / (2 * n + 1);
      sum += term;
    }
    tail = 0.5 - density(size) * sum;
  } else {
    let fraction = size;
    for (let n = 60; n > 0; n--) fraction = size + n / fraction;
    tail = density(size) / fraction;
  }
  return z > 0 ? 1 - tail : tail;
}

/** @type {{[activation: string]: Functions}} */
const FUNCTIONS = {
  sigmoid: { phi: sigmoid, slope: (z) => sigmoid(z) * sigmoid(-z), bend: (z) => sigmoid(z) * sigmoid(-z) * (sigmoid(-z) - sigmoid(z)) },
  tanh: { phi: Math.tanh, slope: (z) => 1 - Math.tanh(z) ** 2, bend: (z) => -2 * Math.tanh(z) * (1 - Math.tanh(z) ** 2) },
  softplus: { phi: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))), slope: sigmoid, bend: (z) => sigmoid(z) * sigmoid(-z) },
  relu: { phi: (z) => Math.max(0, z), slope: (z) => (z > 0 ? 1 : 0), bend: () => 0 },
  gelu: { phi: (z) => z * distribution(z), slope: (z) => distribution(z) + z * density(z), bend: (z) => (2 - z * z) * density(z) },
  identity: { phi: (z) => z, slope: () => 1, bend: () => 0 },
};

/** @param {string} activation @returns {Functions} */
export const functionsOf = (activation) => FUNCTIONS[activation] ?? FUNCTIONS.sigmoid;

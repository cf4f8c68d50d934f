// Small pictures for words: an activation and its slope with the parts where it is flat, and how unequal directions are.

/** @type {{[activation: string]: {from: number, to: number, phi: (z: number) => number, slope: (z: number) => number}}} */
const SHAPES = {
  sigmoid: { from: -7, to: 7, phi: sigmoid, slope: (z) => sigmoid(z) * sigmoid(-z) },
  tanh: { from: -3.5, to: 3.5, phi: Math.tanh, slope: (z) => 1 - Math.tanh(z) ** 2 },
  softplus: { from: -7, to: 4, phi: (z) => Math.log1p(Math.exp(z)), slope: sigmoid },
  relu: { from: -3, to: 3, phi: (z) => Math.max(0, z), slope: (z) => (z > 0 ? 1 : 0) },
  gelu: { from: -5, to: 3, phi: (z) => z * normal(z), slope: (z) => normal(z) + (z * Math.exp(-z * z / 2)) / Math.sqrt(2 * Math.PI) },
  identity: { from: -1, to: 1, phi: (z) => z, slope: () => 1 },
};

const [WIDTH, HEIGHT, EDGE] = [112, 56, 4];
const POINTS = 112;
const SHARE = 0.05; // of the range, or of the largest slope: where it is flat

/** @param {number} z */
function sigmoid(z) {
  return 1 / (1 + Math.exp(-z));
}

/** Near enough for a picture. @param {number} z */
const normal = (z) => sigmoid(1.702 * z);

/** @param {string} name @param {{[name: string]: string|number}} attributes */
function node(name, attributes) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/** @param {...Element} children */
function sheet(...children) {
  const svg = node('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'cae-curve', 'aria-hidden': 'true' });
  svg.append(...children);
  return svg;
}

/**
 * Where an activation is flat: h within a twentieth of its range from an end, or, without two ends, next to no slope. Pure.
 *
 * @param {string} activation
 * @returns {[number, number][]} from and to, as shares of the picture's width
 */
export function flatParts(activation) {
  const { from, to, phi, slope } = SHAPES[activation] ?? SHAPES.sigmoid;
  const ends = { sigmoid: [0, 1], tanh: [-1, 1] }[activation];
  /** @param {number} z */
  const flat = (z) => (ends ? Math.min(phi(z) - ends[0], ends[1] - phi(z)) < SHARE * (ends[1] - ends[0]) : Math.abs(slope(z)) < SHARE);
  /** @type {[number, number][]} */
  const parts = [];
  for (let i = 0; i < POINTS; i++) {
    if (!flat(from + ((i + 0.5) / POINTS) * (to - from))) continue;
    const last = parts.at(-1);
    if (last && last[1] === i / POINTS) last[1] = (i + 1) / POINTS;
    else parts.push([i / POINTS, (i + 1) / POINTS]);
  }
  return parts;
}

/**
 * The activation and its slope, each over its own range; the parts where it is flat lie in shade.
 *
 * @param {string} activation
 * @param {'phi'|'slope'} main which of them stands out
 */
export function activationPicture(activation, main) {
  const shape = SHAPES[activation] ?? SHAPES.sigmoid;
  const z = Array.from({ length: POINTS + 1 }, (_, i) => shape.from + (i / POINTS) * (shape.to - shape.from));
  /** @param {'phi'|'slope'} which */
  const line = (which) => {
    const values = z.map(shape[which]);
    const [lo, hi] = [Math.min(0, ...values), Math.max(...values)];
    const at = values.map((v, i) => `${((i / POINTS) * WIDTH).toFixed(1)},${(HEIGHT - EDGE - ((v - lo) / (hi - lo || 1)) * (HEIGHT - 2 * EDGE)).toFixed(1)}`);
    return node('polyline', { points: at.join(' '), class: which === main ? 'cae-curve-main' : 'cae-curve-other' });
  };
  const shades = flatParts(activation).map(([from, to]) => node('rect', { x: from * WIDTH, y: 0, width: (to - from) * WIDTH, height: HEIGHT, class: 'cae-curve-flat' }));
  return sheet(...shades, line(main === 'phi' ? 'slope' : 'phi'), line(main));
}

/** Singular values, a few large ones and many small. */
export function directionsPicture() {
  const bars = Array.from({ length: 14 }, (_, i) => {
    const high = (HEIGHT - EDGE) * Math.exp(-i / 3);
    return node('rect', { x: i * 8 + 1, y: HEIGHT - high, width: 6, height: high, class: i < 4 ? 'cae-curve-bar' : 'cae-curve-lesser' });
  });
  return sheet(...bars);
}

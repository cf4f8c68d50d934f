// Where the network's nodes stand. Pure.

/**
 * @typedef {[number, number]} Place
 * @typedef {{inputs: Place[], units: Place[], outputs: Place[], radius: number, spacing: number}} Shape
 */

/**
 * @param {number} width
 * @param {number} height
 * @param {number} hidden
 * @param {number} text size of what is written beside inputs and outputs
 * @returns {Shape}
 */
export function shapeOf(width, height, hidden, text) {
  const spacing = height / hidden;
  const radius = Math.min(11, Math.max(4, 0.36 * spacing));
  const edge = radius + 1.6 * text + 4;
  const two = (/** @type {number} */ x) => [0.3, 0.7].map((share) => /** @type {Place} */ ([x, share * height]));
  return {
    inputs: two(edge),
    units: Array.from({ length: hidden }, (_, unit) => [width / 2, (unit + 0.5) * spacing]),
    outputs: two(width - edge),
    radius,
    spacing,
  };
}

/** The unit at a place: its row, where that is not at the inputs or outputs. @param {Shape} shape @param {number} x @param {number} y */
export function nodeAt({ units, inputs, outputs, spacing }, x, y) {
  if (!units.length) return null;
  const [left, right] = [(inputs[0][0] + units[0][0]) / 2, (outputs[0][0] + units[0][0]) / 2];
  const unit = Math.floor(y / spacing);
  return x >= left && x <= right && unit >= 0 && unit < units.length ? unit : null;
}

/** A pixel of a map as CSS has it. @param {number} pixel */
export const colored = (pixel) => `rgb(${pixel & 255} ${(pixel >>> 8) & 255} ${(pixel >>> 16) & 255})`;

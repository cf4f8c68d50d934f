// What the matrix says in words: its title and how to read it, a cell, which part of it is shown. Pure.

import { count } from '../../kit/view/format.js';
import { isWhole } from './zoom.js';

/**
 * @typedef {import('./findings.js').Findings} Findings
 * @typedef {import('./types.js').Show} Show
 */

const HOW = {
  gain: 'Near 0 a unit ignores small changes of that image.',
  h: 'What each unit says of each image.',
  part: 'What each unit adds to ‖J(x)‖² of each image: φ′² times ‖W‖².',
};
const DEEP = 'What each unit adds to ‖J(x)‖² of each image: the squared length of its row of J.';
const HAND = 'Click a cell to select its unit and image; drag a frame to zoom in.';
const FINGER = 'Tap a cell to select its unit and image; pinch to zoom in.';

/** What is drawn, in which unit. @param {Findings} findings @param {Show} show */
export function titleOf(findings, show) {
  const what = { gain: findings.gainName(), h: 'h', part: 'Contribution to ‖J‖²' }[show];
  return `${what}, unit by image`;
}

/** @param {Findings} findings @param {Show} show @param {boolean} touched whether a finger is the pointer */
export function howToRead(findings, show, touched) {
  return `${show === 'part' && !findings.single ? DEEP : HOW[show]} ${touched ? FINGER : HAND}`;
}

/**
 * A cell: which it is, and all three of its numbers, the one that is shown first.
 *
 * @param {Findings} findings
 * @param {Show} show
 * @param {number} unit
 * @param {number} place of the image
 */
export function cellWords(findings, show, unit, place) {
  const names = { gain: findings.gainName(), h: 'h', part: 'its part of ‖J‖²' };
  const others = /** @type {const} */ (['gain', 'h', 'part']).filter((name) => name !== show);
  const values = [show, ...others].map((name) => `${names[name]} ${findings.told(name, unit, place)}`);
  return [`unit ${unit}, ${findings.stateName(unit)}`, findings.imageName(findings.id(place)), ...values];
}

/** The part that is shown. @param {import('./zoom.js').Part} part @param {import('./zoom.js').Extent} extent */
export function partWords(part, extent) {
  if (isWhole(part, extent)) return `${count(extent.rows)} units, ${count(extent.columns)} test images`;
  const [top, bottom] = [Math.floor(part.top), Math.ceil(part.bottom)];
  const [left, right] = [Math.floor(part.left), Math.ceil(part.right)];
  return (
    `rows ${count(top + 1)} to ${count(bottom)} of ${count(extent.rows)} units, ` +
    `columns ${count(left + 1)} to ${count(right)} of ${count(extent.columns)} images`
  );
}

/** What is pinned. @param {Findings} findings @param {import('./types.js').Pins} pins */
export function pinnedWords(findings, { unit, image }) {
  return [unit === null ? '' : `unit ${unit}`, image === null ? '' : findings.imageName(image)].filter(Boolean).join(' and ');
}

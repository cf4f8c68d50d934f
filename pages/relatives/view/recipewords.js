// What the recipe says and what is so, in words and as an angle. Pure.

import { count, sig3 } from '../../kit/view/format.js';

/** @typedef {import('./kin.js').Numbers} Numbers */

/** @param {[number, number]} from @param {number} far @param {number} degrees from the right, upwards @returns {[number, number]} */
export const pointOf = ([x, y], far, degrees) => [x + far * Math.cos((degrees * Math.PI) / 180), y - far * Math.sin((degrees * Math.PI) / 180)];

/** The arc between two arrows. @param {[number, number]} foot @param {number} radius @param {number} degrees */
export function arcOf(foot, radius, degrees) {
  const [from, to] = [pointOf(foot, radius, 0), pointOf(foot, radius, degrees)].map((point) => point.map((x) => x.toFixed(1)).join(','));
  return `M${from} A${radius.toFixed(1)},${radius.toFixed(1)} 0 0 0 ${to}`;
}

/** @param {Numbers} recipe */
export function believed({ number = null }) {
  const falls = number === null ? '“The penalty falls' : `“The penalty is down to ${sig3(number)}`;
  return `${falls}, so the code hardly reacts to small changes of an image any more: it is contractive.”`;
}

/**
 * @param {Numbers} recipe
 * @param {Numbers|null} right the same network done right
 */
export function shown(recipe, right) {
  const { number = null, penalty, dead, units, angle = null } = recipe;
  const parts = [];
  if (number !== null) {
    if (number > 0 && penalty > number) parts.push(`‖J‖² of the whole encoder is ${sig3(penalty)}, ${sig3(penalty / number)} times its number.`);
    else if (penalty > 0 && number > penalty) parts.push(`‖J‖² of the whole encoder is ${sig3(penalty)}, its number ${sig3(number / penalty)} times that.`);
    else parts.push(`‖J‖² of the whole encoder is ${sig3(penalty)}, its number ${sig3(number)}.`);
  }
  if (dead > 0) parts.push(`${count(dead)} of ${count(units)} units say the same of every image${dead === units ? ': nothing of an image is left' : ''}.`);
  if (angle !== null) parts.push(angle > 95 ? 'Who follows its gradient makes ‖J‖² larger.' : angle >= 80 ? 'Its gradient hardly has a part in common with the true one.' : 'Its gradient has a part in common with the true one.');
  if (right) parts.push(`Done right: ‖J‖² ${sig3(right.penalty)}, error ${sig3(right.error)} against ${sig3(recipe.error)}, ${count(right.dead)} dead.`);
  return parts.join(' ');
}

// The widely copied recipe beside the same network done right: units that die, its number against the truth, and where
// its gradient points.

import { el, textOf } from '../../kit/view/dom.js';
import { count, sig3 } from '../../kit/view/format.js';
import { createPanel } from '../../kit/view/panel.js';
import { arcOf, believed, pointOf, shown } from './recipewords.js';

/** @typedef {import('./kin.js').Numbers} Numbers */

const SPACE = 'http://www.w3.org/2000/svg';
const [WIDTH, HEIGHT, REACH] = [220, 124, 98];
const FOOT = /** @type {[number, number]} */ ([WIDTH / 2, HEIGHT - 10]);

/**
 * @param {import('./kin.js').Kin} kin
 * @returns {import('../../kit/view/panel.js').Panel}
 */
export function createRecipe(kin) {
  const panel = createPanel({
    name: 'recipe', title: 'The copied recipe and the truth',
    how: 'h(1 − h) is the sigmoid’s slope, but the units are ReLUs; only the last of three layers is penalised, and its weights are held constant. Beside it the same network with the whole encoder’s ‖J‖².',
  });
  const sides = [['recipe', 'As copied', 'its number'], ['right', 'Done right', 'that number']].map(([name, title, number]) => {
    const units = el('div', { class: 'cae-recipe-units', role: 'img' });
    const cells = [number, 'true ‖J‖²', 'error'].map((text) => {
      const value = el('dd');
      return { place: el('div', {}, el('dt', {}, text), value), set: textOf(value) };
    });
    const dead = el('p', { class: 'cae-recipe-dead' });
    const element = el(
      'div', { class: 'cae-recipe-side' }, el('h3', { class: 'cae-recipe-name' }, title), units, dead,
      el('dl', { class: 'cae-numbers' }, ...cells.map(({ place }) => place)),
    );
    return { name, element, units, cells, setDead: textOf(dead), drawn: '' };
  });
  const angle = createAngle();
  const reader = [textPart('What its readers believe they see'), textPart('What is there')];
  panel.body.append(...sides.map(({ element }) => element), angle.element, el('div', { class: 'cae-recipe-words' }, ...reader.flatMap(({ nodes }) => nodes)));

  return {
    element: panel.element,
    draw() {},
    words() {
      const [recipe, right] = sides.map(({ name }) => kin.of(name));
      for (const side of sides) show(side, kin.of(side.name));
      angle.show(recipe?.angle ?? null);
      reader[0].set(recipe ? believed(recipe) : '');
      reader[1].set(recipe ? shown(recipe, right) : 'It is on its way.');
    },
    destroy() {},
  };
}

/** @param {string} title */
function textPart(title) {
  const words = el('p');
  return { nodes: [el('h3', { class: 'cae-recipe-name' }, title), words], set: textOf(words) };
}

/**
 * @param {{units: HTMLElement, drawn: string, cells: {set: (text: string) => void}[], setDead: (text: string) => void}} side
 * @param {Numbers|null} own
 */
function show(side, own) {
  const { cells: [number, penalty, error] } = side;
  number.set(sig3(own?.number));
  penalty.set(sig3(own?.penalty));
  error.set(sig3(own?.error));
  side.setDead(own ? `${count(own.dead)} of ${count(own.units)} units are dead` : ' ');
  const key = own ? `${own.units} ${own.dead}` : '';
  if (key === side.drawn || !own) return;
  side.drawn = key;
  side.units.setAttribute('aria-label', `${own.dead} of ${own.units} units are dead`);
  side.units.replaceChildren(...Array.from({ length: own.units }, (_, i) => el('i', { class: i < own.units - own.dead ? 'cae-recipe-unit cae-drawn cae-alive' : 'cae-recipe-unit cae-drawn' })));
}

/** Two arrows from one point, and the angle between them. */
function createAngle() {
  /** @param {string} tag @param {{[name: string]: string|number}} attributes */
  const node = (tag, attributes) => {
    const made = document.createElementNS(SPACE, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
    return made;
  };
  const svg = node('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'cae-recipe-arrows', role: 'img' });
  const arc = node('path', { class: 'cae-recipe-arc' });
  const [truth, its] = ['cae-recipe-true', 'cae-recipe-its'].map((name) => node('path', { class: name }));
  svg.append(node('line', { x1: 6, x2: WIDTH - 6, y1: FOOT[1], y2: FOOT[1], class: 'cae-recipe-ground' }), arc, truth, its);
  truth.setAttribute('d', arrowTo(0));
  const value = el('b', { class: 'cae-recipe-degrees' });
  const set = textOf(value);
  const words = el('p', { class: 'cae-recipe-angle-words' });
  const say = textOf(words);
  const element = el('div', { class: 'cae-recipe-angle' }, el('h3', { class: 'cae-recipe-name' }, 'Its gradient against the true one'), svg, el('p', {}, value), words);
  return {
    element,
    /** @param {number|null} degrees */
    show(degrees) {
      const known = degrees !== null;
      its.setAttribute('d', known ? arrowTo(degrees) : '');
      arc.setAttribute('d', known ? arcOf(FOOT, REACH * 0.34, degrees) : '');
      set(known ? `${Math.round(degrees)}°` : '–');
      say(known ? 'grey: where ‖J‖² rises fastest; 90° helps it not at all' : 'one of the two gradients is 0');
      svg.setAttribute('aria-label', known ? `The recipe’s gradient points ${Math.round(degrees)} degrees away from that of the true ‖J‖²` : 'One of the two gradients is 0');
    },
  };
}

/** An arrow of the sketch. @param {number} degrees from the right, upwards */
function arrowTo(degrees) {
  const tip = pointOf(FOOT, REACH, degrees);
  const head = [160, -160].map((turn) => pointOf(tip, 10, degrees + turn).map((x) => x.toFixed(1)).join(','));
  const at = tip.map((x) => x.toFixed(1)).join(',');
  return `M${FOOT.join(',')} L${at} M${head[0]} L${at} L${head[1]}`;
}

// Inside one step: training stops before its next step, and that is gone through stage by stage, for one image and one unit.

import { el, icon, textOf } from '../../kit/view/dom.js';
import { count } from '../../kit/view/format.js';
import { createPanel } from '../../kit/view/panel.js';
import { createFormula } from './formula.js';
import { STAGES, happenedWords } from './stages.js';
import { createStagePictures } from './stagepictures.js';

const INVITES = 'Training stops before its next step. Go through it stage by stage; at the end it is really taken.';
const LAST = STAGES.length - 1;

/** @typedef {import('./stages.js').Inside} Inside */

/**
 * Where one stands in the step: none of it, or one of its stages. Pure but for what it sends.
 *
 * @param {(message: import('../../kit/view/socket.js').Message) => void} send
 * @param {() => {unit: number}|null} cell whose unit it is about
 */
export function createWay(send, cell) {
  let place = 0;
  let stage = -1;
  const ask = () => send({ type: 'inside', unit: cell()?.unit ?? 0, place });
  return {
    get stage() {
      return stage;
    },
    /** Another unit is meant. */
    again: () => stage >= 0 && ask(),
    /** @param {number} to */
    go(to) {
      if (stage < 0) ask();
      stage = Math.min(LAST, Math.max(0, to));
    },
    /** Another image of the batch. @param {number} size */
    next(size) {
      place = (place + 1) % Math.max(1, size);
      ask();
    },
    take: () => send({ type: 'inside', go: true }),
    /** One is out of it again: the run trains on. */
    left() {
      stage = -1;
    },
    /** The one after, from its beginning. */
    anew() {
      stage = 0;
      ask();
    },
  };
}

/**
 * @param {object} context
 * @param {import('../../kit/view/run/run.js').Run} context.run
 * @param {() => import('../../kit/view/theme.js').Theme} context.theme
 * @param {() => [number, number]} context.side
 * @param {ReturnType<typeof createWay>} context.way
 */
export function createInside({ run, theme, side, way }) {
  const panel = createPanel({ name: 'inside', title: 'Inside one step', how: '' });
  /** @type {Inside|null} */
  let inside = null;
  let awaited = false;

  /** @param {() => void} act @returns {() => void} */
  const doing = (act) => () => {
    act();
    words();
    pictures.draw(inside, way.stage);
    pictures.words();
  };
  const stages = STAGES.map(({ title }, i) => el('button', { type: 'button', class: 'cae-button cae-stage', 'aria-label': title, on: { click: doing(() => enter(i)) } }, el('span', { class: 'cae-stage-number', 'aria-hidden': 'true' }, String(i + 1)), el('span', { class: 'cae-stage-name' }, title)));
  const strip = el('div', { class: 'cae-stages', role: 'group', 'aria-label': 'Stages of the step' }, ...stages);
  const prose = el('p', { class: 'cae-prose cae-inside-words', 'data-testid': 'inside-words' });
  const say = textOf(prose);
  const formulas = STAGES.map(({ formula }) => createFormula(formula));
  const back = el('button', { type: 'button', class: 'cae-button', title: 'b', on: { click: doing(() => enter(way.stage - 1)) } }, icon('back'), 'Back');
  const next = el('button', { type: 'button', class: 'cae-button cae-main cae-inside-next', title: 'n', on: { click: doing(forth) } });
  const setNext = textOf(next);
  const other = el('button', { type: 'button', class: 'cae-button cae-quiet', on: { click: doing(() => way.next(inside?.batch_size ?? run.settings.batch_size)) } }, 'Another image of the batch');
  const about = el('p', { class: 'cae-inside-about' });
  const setAbout = textOf(about);
  const pictures = createStagePictures({ theme, side });
  panel.body.append(el(
    'div', { class: 'cae-step-stand' },
    strip,
    el('div', { class: 'cae-step-words' }, about, prose, el('div', { class: 'cae-inside-formulas' }, ...formulas.map(({ element }) => element)), el('div', { class: 'cae-inside-tools' }, back, next, other)),
    pictures.element,
  ));

  /** @param {number} stage */
  function enter(stage) {
    awaited = !inside;
    way.go(stage);
  }

  /** The next stage; after the last the step is taken, and then another can be looked into. */
  function forth() {
    if (way.stage < 0) enter(0);
    else if (inside?.happened) way.anew();
    else if (way.stage === LAST) way.take();
    else enter(way.stage + 1);
  }

  function words() {
    const { stage } = way;
    const there = stage >= 0 && inside !== null;
    stages.forEach((button, i) => (i === stage ? button.setAttribute('aria-current', 'step') : button.removeAttribute('aria-current')));
    formulas.forEach(({ element, words: write }, i) => {
      element.classList.toggle('cae-gone', i !== stage || !there);
      if (inside) write(inside);
    });
    panel.element.classList.toggle('cae-idle', stage < 0);
    back.disabled = stage <= 0;
    other.style.visibility = there && !inside?.happened ? '' : 'hidden';
    setNext(stage < 0 ? 'Stop before the next step' : inside?.happened ? 'Into the next one' : stage === LAST ? 'Take the step' : 'Next');
    setAbout(there ? aboutWords(/** @type {Inside} */ (inside), run.images?.classes ?? []) : '');
    if (!there) say(stage < 0 ? INVITES : 'The step is being worked out…');
    else say((inside?.happened && happenedWords(inside)) || STAGES[stage].says(/** @type {Inside} */ (inside), run.hidden));
  }

  return {
    element: panel.element,
    forth: doing(forth),
    back: doing(() => enter(way.stage - 1)),
    /** @param {{[name: string]: any}} header @param {import('../../kit/view/frames.js').Sections} sections */
    take(header, sections) {
      if (header.inside !== undefined) {
        inside = header.inside;
        if (inside) awaited = false;
        else if (!awaited) way.left();
      }
      pictures.take(sections);
    },
    /** Called in the animation frame. */
    draw: () => pictures.draw(inside, way.stage),
    words() {
      words();
      pictures.words();
    },
    restyle: pictures.restyle,
    destroy: pictures.destroy,
  };
}

/** What it is about. @param {Inside} inside @param {string[]} classes */
function aboutWords({ step, unit, place, batch_size: size, image, label }, classes) {
  const kind = classes[label] ? ` (${classes[label]})` : '';
  return `Step ${count(step)}: unit ${unit}, image ${count(place + 1)} of ${count(size)} in the batch, training image ${count(image)}${kind}.`;
}

// A panel that can't be drawn says so and offers to try again; it takes no other panel with it, and not the training.

import { el } from './dom.js';
import { FAILED } from './failure.js';
import { rested } from './rest.js';

/** What is called of a panel while it stands. */
const CALLS = ['draw', 'update', 'take', 'words', 'restyle', 'redraw', 'mark', 'describe'];
/** Of what a panel that begins anew is told that it has changed. */
const ALL = [
  'statics', 'units', 'unit', 'image', 'blind', 'figure', 'order', 'scale', 'plane', 'probe', 'directions', 'along', 'chain', 'pins', 'view', 'selection', 'thresholds',
];

/**
 * A panel that may fail alone, and rests while it is off the screen. Once it has, it is not called any more until a person lets it try again; then it is given
 * what came last as something new.
 *
 * @template {{element: HTMLElement, describe?: any, settled?: () => boolean}} P
 * @param {P} panel
 * @returns {P}
 */
export function guarded(panel) {
  const { element } = panel;
  const words = el('p', {});
  const again = el('button', { type: 'button', class: 'cae-button' }, 'Try again');
  const failure = el('div', { class: 'cae-failure cae-tools', role: 'alert', hidden: '' }, words, again);
  /** @type {{[name: string]: any}} */
  const calls = panel;
  /** @type {{[name: string]: any[]}} what it was last called with */
  const last = {};
  let broken = false;
  let anew = false;
  element.append(failure);
  element.addEventListener(FAILED, (event) => {
    event.preventDefault();
    fail(/** @type {CustomEvent} */ (event).detail);
  });
  again.addEventListener('click', () => {
    broken = false;
    anew = true;
    failure.hidden = true;
    for (const name of CALLS) if (last[name]) safe[name](...last[name]);
  });

  /** @param {unknown} error */
  function fail(error) {
    broken = true;
    console.error(error);
    const why = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
    words.textContent = `This panel could not be drawn: ${why}. All others go on.`;
    failure.hidden = false;
  }

  /** @param {string} name @param {any[]} given */
  function call(name, given) {
    last[name] = given;
    if (broken) return undefined;
    const args = anew ? asNew(name, given) : given;
    try {
      const result = calls[name](...args);
      if (name === 'draw' || name === 'update') anew = false;
      return result;
    } catch (error) {
      return fail(error);
    }
  }

  /** @type {{[name: string]: any}} */
  const safe = Object.create(panel);
  for (const name of CALLS) if (typeof calls[name] === 'function') safe[name] = (/** @type {any[]} */ ...given) => call(name, given);
  if (panel.describe?.text) safe.describe = { element: panel.describe.element, text: () => textOf(panel.describe) };
  if (panel.settled) safe.settled = () => broken || /** @type {() => boolean} */ (panel.settled)();

  /** @param {{element: Element, text: () => string}} described */
  function textOf({ element: described, text }) {
    if (broken) return words.textContent ?? '';
    try {
      return text();
    } catch (error) {
      fail(error);
      return described.getAttribute('aria-label') ?? '';
    }
  }
  return rested(/** @type {P} */ (safe));
}

/** The same for a panel that begins anew. @param {string} name @param {any[]} given */
function asNew(name, given) {
  if (name === 'draw') return [given[0], true];
  if (name === 'update') return [new Set([...given[0], ...ALL])];
  return given;
}

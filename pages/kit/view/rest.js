// A panel that is off the screen is not drawn. When it is back it is told at once what it has missed, and stands whole.

const AWAY = 'cae-away';
const BACK = 'cae-back';
/** What is called of a panel, in the order in which it is told what it has missed. */
const CALLS = ['take', 'restyle', 'draw', 'update', 'redraw', 'mark', 'words'];

/** @param {HTMLElement} element of a panel @param {boolean} away */
export function sendAway(element, away) {
  if (element.classList.toggle(AWAY, away)) return;
  element.dispatchEvent(new Event(BACK));
}

/**
 * What is missed is one call of each kind: arrays that came replace those before, what has changed adds up.
 *
 * @param {string} name
 * @param {any[]|undefined} before
 * @param {any[]} given
 */
export function missed(name, before, given) {
  if (!before) return given;
  if (name === 'draw') return given[1] ? given : [{ ...before[0], ...given[0] }, before[1]];
  if (name === 'update') return [new Set([...before[0], ...given[0]])];
  return given;
}

/**
 * @template {{element: HTMLElement, describe?: any, settled?: () => boolean}} P
 * @param {P} panel
 * @returns {P}
 */
export function rested(panel) {
  const { element } = panel;
  /** @type {{[name: string]: any}} */
  const calls = panel;
  /** @type {{[name: string]: any[]}} */
  let waiting = {};
  const away = () => element.classList.contains(AWAY);
  element.addEventListener(BACK, () => {
    const all = waiting;
    waiting = {};
    for (const name of CALLS) if (all[name]) calls[name](...all[name]);
  });

  /** @type {{[name: string]: any}} */
  const calm = Object.create(panel);
  for (const name of CALLS) {
    if (typeof calls[name] !== 'function') continue;
    calm[name] = (/** @type {any[]} */ ...given) => {
      if (!away()) return calls[name](...given);
      waiting[name] = missed(name, waiting[name], given);
      return undefined;
    };
  }
  if (panel.settled) calm.settled = () => away() || /** @type {() => boolean} */ (panel.settled)();
  return /** @type {P} */ (calm);
}

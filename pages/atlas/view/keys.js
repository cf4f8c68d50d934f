// Keys that work anywhere on the Atlas page, except where a key means something else already.

import { taken } from '../../live/view/keys.js';

/** What the help dialog lists. */
export const SHORTCUTS = /** @type {const} */ ([
  ['Space', 'play or pause'],
  ['← →', 'the next λ down or up'],
  ['Home, End', 'the first or the last λ'],
  ['b', 'pin this λ on the left, or let it go'],
  ['d', 'difference, right minus left'],
  ['Esc', 'unpin'],
  ['?', 'this list'],
  ['Tab, arrows, Enter', 'in a panel: move the cursor, pin'],
]);

/**
 * @param {import('./actions.js').AtlasActions} act
 * @param {() => void} help
 * @returns {() => void} teardown
 */
export function listenToKeys(act, help) {
  /** @param {KeyboardEvent} event */
  function pressed(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key, target } = event;
    const slider = target instanceof HTMLInputElement && target.type === 'range';
    if (slider ? key.startsWith('Arrow') || key === 'Home' || key === 'End' : taken(target, key)) return;
    switch (key) {
      case ' ': act.toggle(); break;
      case 'ArrowLeft': act.step(-1); break;
      case 'ArrowRight': act.step(1); break;
      case 'Home': act.jump('first'); break;
      case 'End': act.jump('last'); break;
      case 'b': act.togglePin(); break;
      case 'd': act.toggleDifference(); break;
      case 'Escape': if (!act.release()) return; break;
      case '?': help(); break;
      default: return;
    }
    event.preventDefault(); // the space bar and the arrows would scroll
  }
  document.addEventListener('keydown', pressed);
  return () => document.removeEventListener('keydown', pressed);
}

// A hint says what the hand at hand does: a pointer hovers, clicks and drags; a finger taps.

/** Whether a finger is the pointer. */
export const touched = () => globalThis.matchMedia?.('(hover: none), (pointer: coarse)').matches ?? false;

/**
 * A hint that is written for a mouse, for the hand there is. A finger that drags scrolls the page: of that nothing is said.
 *
 * @param {string} text
 * @param {boolean} [finger]
 */
export function worded(text, finger = touched()) {
  if (!finger) return text;
  return text
    .replace(/ ?\bDrag [^.]*\./g, '')
    .replace(/Hover to see (\w+), click to (\w+) it/g, 'Tap $1 to $2 it')
    .replace(/\b(double-)?([Cc])lick(ed|ing)?/g, (_, twice = '', c, end = '') => `${twice}${c === 'C' ? 'Tap' : 'tap'}${end && `p${end}`}`);
}

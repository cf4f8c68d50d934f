// One line under the slider: how the models were trained, and how far a unit can be followed through them.

import { el, textOf } from '../../kit/view/dom.js';
import { RUNNING } from './begun.js';
import { followedTo, grownWords } from './grown.js';

/** @param {import('./store.js').Atlas} atlas */
export function createNotes(atlas) {
  const grown = el('p', { class: 'cae-grown', 'data-testid': 'atlas-grown' });
  const units = el('p', { class: 'cae-units-note', 'data-testid': 'atlas-units-note' });
  const [setGrown, setUnits] = [textOf(grown), textOf(units)];
  /** @type {import('./progress.js').Progress['state']} */
  let state = 'queued';
  const element = el('div', { class: 'cae-atlas-notes' }, grown, units);

  return {
    element,
    /** How far the training is. @param {import('./progress.js').Progress['state']} now */
    follow(now) {
      state = now;
    },
    words() {
      if (!atlas.total) return;
      setGrown(grownWords(atlas.settings));
      setUnits(state === 'training' && atlas.done().length ? RUNNING : followedTo(atlas));
    },
  };
}

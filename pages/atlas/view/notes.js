// One line under the slider: how the models were trained, and how far a unit can be followed through them.

import { el, textOf } from '../../kit/view/dom.js';
import { followedTo, grownWords } from './grown.js';

/** @param {import('./store.js').Atlas} atlas */
export function createNotes(atlas) {
  const grown = el('p', { class: 'cae-grown', 'data-testid': 'atlas-grown' });
  const units = el('p', { class: 'cae-units-note', 'data-testid': 'atlas-units-note' });
  const [setGrown, setUnits] = [textOf(grown), textOf(units)];
  const element = el('div', { class: 'cae-atlas-notes' }, grown, units);

  return {
    element,
    words() {
      if (!atlas.total) return;
      setGrown(grownWords(atlas.settings));
      setUnits(followedTo(atlas));
    },
  };
}

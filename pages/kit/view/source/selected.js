// Which test images are selected: kept by the server under an id that goes along from page to page, and let go again.

import { el, textOf } from '../dom.js';
import { count } from '../format.js';
import { tab } from '../tab.js';

/**
 * What a page does with a selection: it looks at those images only, or shows which of all they are.
 *
 * @typedef {'only'|'marks'} Selects
 *
 * @typedef {{images: ArrayLike<number>, of: number}} Selected their numbers in the data set, ascending; of how many they are
 */

/**
 * @param {import('./sources.js').Choice} page
 * @param {object} host
 * @param {Selects} [host.selects] nothing: the page only takes the selection along
 * @param {(message: import('../socket.js').Message) => void} host.send
 * @param {() => void} host.reopen the source is to be looked at with other images
 * @param {() => void} host.changed what is selected: panels, bar and address follow
 * @param {() => void} host.follow bar and address follow
 */
export function createSelecting(page, { selects, send, reopen, changed, follow }) {
  /** @param {string|null} id */
  function name(id) {
    page.select = id;
    if (tab.source) tab.source.select = id;
  }

  /** @param {string|null} id @param {Selected|null} selected */
  function take(id, selected) {
    const same = id === page.select;
    name(id);
    if (selects === 'only') return same || reopen();
    page.selected = selected;
    changed();
  }

  return {
    /** What a source is opened with. */
    wanted: () => (selects === 'only' ? { select: page.select } : {}),
    /** What stands in the address. */
    named: () => (selects ? page.select : null),
    /** Select these images of the data set, or none. @param {ArrayLike<number>} images */
    select(images) {
      if (images.length) send({ type: 'select', images: Array.from(images) });
      else if (page.select !== null) take(null, null);
    },
    /** The server has kept what was selected, or says what that is. @param {import('../socket.js').Message} event */
    heard: ({ id, images, of }) => take(id, id === null ? null : { images, of }),
    /** The images are here. @param {import('./findings.js').Findings} findings */
    arrived({ images, about }) {
      page.selected = images?.ids ? { images: images.ids, of: about.of } : null;
      if (selects === 'only' && !page.selected) name(null);
      follow();
      if (selects === 'marks' && page.select !== null) send({ type: 'select', id: page.select });
    },
  };
}

/**
 * How many are selected, and the way back to all.
 *
 * @param {import('./sources.js').Choice} page
 * @param {() => void} all
 */
export function createChosen(page, all) {
  const words = el('span', {});
  const write = textOf(words);
  const button = el('button', { type: 'button', class: 'cae-chosen-all', on: { click: all } }, 'show all');
  const element = el('span', { class: 'cae-chosen', 'data-testid': 'selected', hidden: '' }, words, button);
  return {
    element,
    show() {
      element.hidden = page.selected === null;
      if (page.selected) write(`${count(page.selected.images.length)} of ${count(page.selected.of)} images`);
    },
  };
}

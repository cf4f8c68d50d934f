// Which lines of the loss chart are shown: a switch for each figure, and for training and held-out images.

import { css } from '../color.js';
import { el } from '../dom.js';

const NAMES = /** @type {const} */ ([
  ['recon', 'reconstruction'], ['penalty', '‖J‖²'], ['weighted', 'λ‖J‖²'], ['train', 'training'], ['held', 'held-out'],
]);

/** @param {() => void} switched */
export function createLossChips(switched) {
  /** @type {Set<string>} what is switched off */
  const off = new Set();
  const chips = NAMES.map(([key, name]) => {
    const button = el('button', { type: 'button', class: `cae-chip cae-chip-${key}`, 'aria-pressed': 'true' }, name);
    button.addEventListener('click', () => {
      if (!off.delete(key)) off.add(key);
      button.setAttribute('aria-pressed', String(!off.has(key)));
      switched();
    });
    return { key, button };
  });
  return {
    element: el('div', { class: 'cae-chips', role: 'group', 'aria-label': 'Lines shown' }, ...chips.map(({ button }) => button)),
    /** @param {import('./lossplot.js').Series} series */
    visible: ({ key, held }) => !off.has(key) && !off.has(held ? 'held' : 'train'),
    /** @param {{[key: string]: import('../color.js').Triple}} colors */
    restyle(colors) {
      for (const { key, button } of chips) if (colors[key]) button.style.setProperty('--cae-class', css(colors[key]));
    },
  };
}

// What can be taken away of the λ shown: the curves, a picture, the model; and the way to the Live page with it.

import { el } from '../../kit/view/dom.js';
import { framed } from '../../kit/view/host.js';
import { lambdaWords } from '../../kit/view/lambdas.js';
import { createMenu } from '../../kit/view/menu.js';
import { liveLink } from './query.js';

/**
 * @param {import('./store.js').Atlas} atlas
 * @param {string} base
 * @param {() => Promise<void>} picture saves one
 */
export function createExports(atlas, base, picture) {
  const curves = el('a', { class: 'cae-menu-item', download: '', 'data-testid': 'atlas-csv' }, 'Curves as CSV');
  const checkpoint = el('a', { class: 'cae-menu-item', download: '', 'data-testid': 'atlas-checkpoint' }, 'Checkpoint');
  const png = el('button', { type: 'button', class: 'cae-menu-item', 'data-testid': 'atlas-png' }, 'This view as PNG');
  const button = el('button', { type: 'button', class: 'cae-button cae-opens' }, 'Export');
  const menu = createMenu('Export', button, [curves, png, checkpoint], 'left');
  const live = el('a', { class: 'cae-button', 'data-testid': 'atlas-live' }, 'Continue training from here');
  if (framed) live.target = '_top';
  const element = el('div', { class: 'cae-atlas-exports' }, menu, live);

  png.addEventListener('click', async () => {
    png.disabled = true;
    await picture().finally(() => (png.disabled = false));
  });

  /** @param {HTMLAnchorElement} link @param {string|null} to */
  const aim = (link, to) => {
    if (to === null) link.removeAttribute('href');
    else if (link.getAttribute('href') !== to) link.href = to;
    link.setAttribute('aria-disabled', String(to === null));
  };

  return {
    element,
    /** @param {import('./store.js').Point|null} point */
    show(point) {
      const at = (/** @type {string} */ rest) => (point ? `${base}cae/atlas/${atlas.key}/${rest}` : null);
      aim(curves, at('curves.csv'));
      aim(checkpoint, at(`${point?.index}.safetensors`));
      aim(live, point ? liveLink(base, atlas.settings, atlas.key, point.index) : null);
      png.disabled = !point;
      const words = point ? `λ = ${lambdaWords(point.lam)}` : '';
      checkpoint.title = `the model at ${words}`;
      live.title = `opens the Live page with the model at ${words}`;
    },
  };
}

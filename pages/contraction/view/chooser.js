// Which image is looked at: the one before, the next, or any.

import { el, icon, textOf } from '../../kit/view/dom.js';
import { imageName } from '../../kit/view/scene.js';
import { imageOf } from './findings.js';

/** @param {Pick<import('./types.js').Context, 'findings'|'page'|'act'>} context */
export function createChooser({ findings, page, act }) {
  const name = el('span', { class: 'cae-chooser-name' });
  const setName = textOf(name);
  /** @param {string} label @param {Parameters<typeof icon>[0]} picture @param {() => void} click */
  const button = (label, picture, click) => el('button', { type: 'button', class: 'cae-button cae-quiet', title: label, 'aria-label': label, on: { click } }, icon(picture));

  /** @param {number} by */
  function step(by) {
    const { count } = findings;
    if (count) act.pin({ image: (imageOf(page.pins) + by + count) % count });
  }
  const any = () => step(1 + Math.floor(Math.random() * Math.max(1, findings.count - 1)));

  return {
    element: el('div', { class: 'cae-chooser' }, button('Previous image', 'back', () => step(-1)), name, button('Next image', 'forth', () => step(1)), button('Another image, at random', 'dice', any)),
    step,
    show: () => setName(findings.images ? imageName(findings.images, imageOf(page.pins)) : ''),
  };
}

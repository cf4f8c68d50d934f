// One small box that follows the pointer. It lies above the page and never moves anything.

import { el } from './dom.js';
import { raster, showImage } from './raster.js';

const DISTANCE = 14;

/** @typedef {ReturnType<typeof createTooltip>} Tooltip */

/**
 * @param {HTMLElement} root what it is placed in
 * @param {() => import('./scene.js').Images|null} images
 * @param {() => import('./theme.js').Theme} theme
 */
export function createTooltip(root, images, theme) {
  const canvas = el('canvas', { class: 'cae-tip-image' });
  const picture = raster(canvas);
  const lines = el('div', { class: 'cae-tip-lines' });
  const element = el('div', { class: 'cae-tip', 'aria-hidden': 'true', hidden: '' }, canvas, lines);
  root.append(element);
  /** @type {object|null} */
  let owner = null;
  /** @type {unknown[]} which image is in it */
  let drawn = [];

  /** @param {number|null} image */
  function thumbnail(image) {
    const all = images();
    canvas.hidden = image === null || !all;
    if (image === null || !all) return;
    const wanted = [all, image, theme().key];
    if (wanted.every((one, i) => one === drawn[i])) return;
    drawn = wanted;
    showImage(picture, all, image, theme().maps.gray);
  }

  /** @param {string[]} text the first line is the heading */
  function write(text) {
    while (lines.children.length > text.length) lines.lastElementChild?.remove();
    text.forEach((line, i) => {
      const row = lines.children[i] ?? lines.appendChild(el('div'));
      if (row.textContent !== line) row.textContent = line;
    });
  }

  return {
    /**
     * @param {object} by who shows it
     * @param {number} x in the window
     * @param {number} y
     * @param {string[]} text
     * @param {number|null} [image] a test image to show
     */
    show(by, x, y, text, image = null) {
      owner = by;
      write(text);
      thumbnail(image);
      element.hidden = false;
      const place = root.getBoundingClientRect();
      const { offsetWidth: width, offsetHeight: height } = element;
      const left = x + DISTANCE + width > place.right ? x - DISTANCE - width : x + DISTANCE;
      const top = y + DISTANCE + height > window.innerHeight ? y - DISTANCE - height : y + DISTANCE;
      const inside = Math.max(0, Math.min(left - place.left, place.width - width));
      element.style.transform = `translate(${Math.round(inside)}px, ${Math.round(top - place.top)}px)`;
    },
    /** Other words at the same place. @param {object} by @param {string[]} text */
    update(by, text) {
      if (owner === by) write(text);
    },
    /** @param {object} by */
    hide(by) {
      if (owner !== by) return;
      owner = null;
      element.hidden = true;
    },
  };
}

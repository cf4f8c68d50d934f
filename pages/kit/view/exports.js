// What can be taken away of a panel: its numbers as CSV, its picture as PNG or SVG.

import { COMPLAINT } from './banner.js';
import { canvasSurface, compose, heading, save, svgSurface } from './compose.js';
import { el, icon } from './dom.js';
import { createMenu } from './menu.js';
import { svgOf } from './plotly.js';

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./compose.js').Words} Words
 * @typedef {{png: () => Promise<Blob>, svg: () => Promise<Blob>}} Pictures
 */

/** @template T @param {T|(() => T)} given @returns {T} */
const now = (given) => (typeof given === 'function' ? /** @type {() => T} */ (given)() : given);

/**
 * An item of a menu that makes a file.
 *
 * @param {string} words
 * @param {string} name of what it is of, in sentences
 * @param {string} file its name without ending
 * @param {string} ending
 * @param {() => Blob|Promise<Blob>} make
 */
export function exportItem(words, name, file, ending, make) {
  const item = el('button', { type: 'button', class: 'cae-menu-item', 'data-form': ending }, words);
  item.addEventListener('click', async () => {
    item.disabled = true;
    try {
      save(await make(), `${file}.${ending}`);
    } catch (error) {
      const why = error instanceof Error ? error.message : error;
      const detail = `The ${ending.toUpperCase()} file of the ${name} could not be made: ${why}`;
      item.dispatchEvent(new CustomEvent(COMPLAINT, { bubbles: true, detail }));
    }
    item.disabled = false;
  });
  return item;
}

/** @param {string} text */
export const csvBlob = (text) => new Blob([text], { type: 'text/csv;charset=utf-8' });

/**
 * A small menu for a panel's head.
 *
 * @param {string} name of the panel, in file names and for screen readers: "scatter of units"
 * @param {{csv?: () => string, png?: () => Promise<Blob>, svg?: () => Promise<Blob>}} forms
 * @returns {HTMLElement}
 */
export function exportMenu(name, { csv, png, svg }) {
  const label = `Export: ${name}`;
  const button = el('button', { type: 'button', class: 'cae-button cae-quiet cae-export', 'aria-label': label, title: 'Export' }, icon('save'));
  const file = `cae-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
  const items = [
    csv && exportItem('Numbers as CSV', name, file, 'csv', () => csvBlob(csv())),
    png && exportItem('Picture as PNG', name, file, 'png', png),
    svg && exportItem('Picture as SVG', name, file, 'svg', svg),
  ];
  return createMenu(label, button, items.filter((item) => item !== undefined), 'right');
}

/**
 * Pictures of a panel made of canvases and text, as it stands. Backgrounds and outlines of elements of the class
 * `cae-drawn` are drawn; what is in `cae-tools` is left out.
 *
 * @param {HTMLElement|HTMLElement[]|(() => HTMLElement[])} element or parts of it, which are drawn below each other without what is between them
 * @param {Theme|(() => Theme)} theme
 * @param {Words|(() => Words)} words
 * @returns {Pictures}
 */
export function domPictures(element, theme, words) {
  /** @param {'png'|'svg'} form */
  function picture(form) {
    const parts = [now(element)].flat();
    return compose(parts, now(theme), now(words), { stacked: parts.length > 1, form });
  }
  return { png: () => picture('png'), svg: () => picture('svg') };
}

/**
 * Pictures of a Plotly figure, as it stands.
 *
 * @param {any} graph the figure's element
 * @param {Theme|(() => Theme)} [theme] for the background
 * @param {Words|(() => Words)} [words] written over the figure
 * @returns {Pictures}
 */
export function plotPictures(graph, theme, words) {
  /** @param {'png'|'svg'} format */
  async function picture(format) {
    const drawn = await svgOf(graph);
    if (!drawn) throw new Error('the figure is not drawn yet.');
    const inForce = theme && now(theme);
    const { svg, width, height } = drawn;
    const head = inForce && words ? heading(now(words), inForce, width) : null;
    const top = head?.height ?? 0;
    const surface = (format === 'png' ? canvasSurface : svgSurface)(width, height + top);
    if (inForce) surface.rect({ left: 0, top: 0, width, height: height + top }, { fill: inForce.paper });
    head?.draw(surface);
    await surface.drawing(svg, { left: 0, top, width, height }, inForce ? inForce.font : 'sans-serif');
    return surface.blob();
  }
  return { png: () => picture('png'), svg: () => picture('svg') };
}

// Elements made in code: nothing that came from data is ever read as HTML.

import { attempt } from './failure.js';

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {{[name: string]: unknown}} [props] attributes; `on` holds listeners, false and null leave an attribute out
 * @param {...(Node|string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  const { on, ...attributes } = props;
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== null && value !== undefined) node.setAttribute(name, String(value));
  }
  for (const [name, listener] of Object.entries(/** @type {{[name: string]: (event: any) => void}} */ (on ?? {}))) {
    node.addEventListener(name, listener);
  }
  node.append(...children);
  return node;
}

/**
 * A text node that touches the page only when its text changes.
 *
 * @param {Element} parent
 */
export function textOf(parent) {
  const node = document.createTextNode('');
  parent.append(node);
  return (/** @type {string} */ text) => {
    if (node.data !== text) node.data = text;
  };
}

/**
 * The width and height of an element in CSS pixels, kept without reading the layout while drawing.
 *
 * @param {Element} element
 * @param {(width: number, height: number) => void} resized
 * @returns {() => void} the end of watching
 */
export function watchSize(element, resized) {
  const observer = new ResizeObserver((entries) => {
    const { width, height } = entries[entries.length - 1].contentRect;
    if (width > 0 && height > 0) attempt(element, () => resized(width, height));
  });
  observer.observe(element);
  return () => observer.disconnect();
}

const ICONS = {
  play: 'M5 3l9 6-9 6z',
  pause: 'M4 3h4v12H4zM10 3h4v12h-4z',
  step: 'M3 3l7 6-7 6zM11 3h3v12h-3z',
  reset: 'M9 3a6 6 0 1 1-5.7 4.1l1.9.6A4 4 0 1 0 9 5v2.6L4.6 4 9 .6z',
  dice: 'M3 3h12v12H3zM5 5v8h8V5zM6.2 6.2h1.9v1.9H6.2zM9.9 9.9h1.9v1.9H9.9z',
  read: 'M3 3h12v2H3zM3 8h12v2H3zM3 13h8v2H3z',
  lecture: 'M2 3h14v9H2zM4 5v5h10V5zM7 13h4v2H7z',
  help: 'M8 12h2v2H8zM9 3a4 4 0 0 1 1.9 7.5c-.6.3-.9.4-.9.9H8c0-1.5.8-2 1.6-2.5A2 2 0 1 0 7 7H5a4 4 0 0 1 4-4z',
  save: 'M8 2h2v7l2.6-2.6L14 7.8l-5 5-5-5 1.4-1.4L8 9zM3 14h12v2H3z',
  back: 'M11 4l1.4 1.4L8.8 9l3.6 3.6L11 14 6 9z',
  forth: 'M7 4L5.6 5.4 9.2 9l-3.6 3.6L7 14l5-5z',
  plus: 'M8 4h2v4h4v2h-4v4H8v-4H4V8h4z',
  minus: 'M4 8h10v2H4z',
  close: 'M4.4 3L9 7.6 13.6 3 15 4.4 10.4 9l4.6 4.6-1.4 1.4L9 10.4 4.4 15 3 13.6 7.6 9 3 4.4z',
};

/**
 * @param {keyof ICONS} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  for (const [key, value] of [['viewBox', '0 0 18 18'], ['aria-hidden', 'true'], ['class', 'cae-icon']]) {
    svg.setAttribute(key, value);
  }
  path.setAttribute('d', ICONS[name]);
  path.setAttribute('fill-rule', 'evenodd');
  svg.append(path);
  return svg;
}

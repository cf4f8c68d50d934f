// The outline of the page: a list of its parts, the one in sight marked; which it is stands in the address.

import { el, watchSize } from '../../kit/view/dom.js';

const PARAMETER = 'at';

/** @typedef {{name: string, title: string, element: HTMLElement}} Part */

/** The part that the address names, or null. Pure. @param {string} search @param {string[]} names */
export function asked(search, names) {
  const name = new URLSearchParams(search).get(PARAMETER);
  return name !== null && names.includes(name) ? name : null;
}

/** The first part that is in sight, or the last that was. Pure. @param {string[]} names @param {Set<string>} seen @param {string} before */
export const currentOf = (names, seen, before) => names.find((name) => seen.has(name)) ?? before;

/**
 * @param {Part[]} parts
 * @param {() => void} changed another part is in sight
 */
export function createContents(parts, changed) {
  const names = parts.map(({ name }) => name);
  const buttons = parts.map(({ name, title }) => el('button', { type: 'button', class: 'cae-contents-item', on: { click: () => go(name) } }, title));
  const element = el('nav', { class: 'cae-contents', 'aria-label': 'On this page' }, el('ol', {}, ...buttons.map((button) => el('li', {}, button))));
  /** @type {Set<string>} */
  const seen = new Set();
  let current = asked(window.location.search, names) ?? names[0];
  let arrived = current === names[0]; // the address may lead farther down
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const name = parts.find((part) => part.element === target)?.name ?? '';
      if (isIntersecting) seen.add(name);
      else seen.delete(name);
    }
    if (arrived) settle(currentOf(names, seen, current));
  }, { rootMargin: '-160px 0px -40% 0px' });
  for (const part of parts) observer.observe(part.element);

  /** @param {string} name */
  function settle(name) {
    const other = name !== current;
    current = name;
    buttons.forEach((button, i) => (names[i] === current ? button.setAttribute('aria-current', 'true') : button.removeAttribute('aria-current')));
    if (other) changed();
  }
  settle(current);

  /** @param {string} name @param {ScrollBehavior} [behavior] */
  function go(name, behavior = window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth') {
    parts[names.indexOf(name)]?.element.scrollIntoView({ block: 'start', behavior });
  }

  // its style sheet is there: what the address names comes into sight
  const unwatch = watchSize(parts[names.indexOf(current)].element, () => {
    if (!arrived) go(current, 'auto');
    arrived = true;
  });

  return {
    element,
    /** What stands in the part in sight. */
    current: () => parts[names.indexOf(current)].element,
    go,
    /** The next part, or the one before. @param {1|-1} by */
    turn: (by) => go(names[Math.min(names.length - 1, Math.max(0, names.indexOf(current) + by))]),
    /** @param {string} search */
    query(search) {
      const query = new URLSearchParams(search);
      if (current === names[0]) query.delete(PARAMETER);
      else query.set(PARAMETER, current);
      return query.toString();
    },
    destroy() {
      observer.disconnect();
      unwatch();
    },
  };
}

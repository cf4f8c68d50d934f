// Lecture mode: larger text, and at most three panels on the screen, one of which can fill it. The browser remembers that
// it is on, the tab which panels a page shows; both stand in the link, and the link wins.

import { arranged, fitting, read, withOne, withoutOne } from './chosen.js';
import { el } from './dom.js';
import { sendAway } from './rest.js';

const PARAMETER = 'lecture';

/** What the help lists of it. @type {import('./page.js').Shortcuts} */
export const SHORTCUTS = [
  ['l', 'lecture mode: larger text, three panels'],
  ['f', 'in lecture mode: the panel last chosen fills the screen, and back'],
];

/**
 * @typedef {object} Named a panel as it is called
 * @property {string} name in the link
 * @property {string} title where it can be chosen
 * @property {HTMLElement[]} elements it, and its like on another side; one that is hidden does not count
 * @property {boolean} [tall] it wants height, not width
 *
 * @typedef {object} Lecture what a page has to choose from
 * @property {HTMLElement} stage what all its panels stand in, however deep
 * @property {Named[]} panels
 * @property {string[]} usual those that are shown at first, the largest last
 */

/** What was chosen on each page of this tab. @type {Map<string, string[]>} */
const kept = new Map();

/** @param {HTMLElement} element */
const isThere = (element) => !element.closest('[hidden]');

/**
 * @param {HTMLElement} root the view's element
 * @param {string} page its name
 * @param {Lecture} lecture
 * @param {{on: () => boolean, set: (on: boolean, lasting?: boolean) => void}} mode
 * @param {{notice: (message: string) => void, changed: () => void}} tell `changed`: the address must follow
 */
export function createLecture(root, page, { stage, panels, usual }, mode, { notice, changed }) {
  const asked = new URLSearchParams(window.location.search).get(PARAMETER);
  const linked = asked === null ? null : read(asked, panels.map(({ name }) => name), usual);
  let chosen = linked?.chosen ?? kept.get(page) ?? usual;
  /** @type {string|null} the panel that fills the screen */
  let filled = null;
  let shown = '';
  if (linked?.sentence) notice(linked.sentence);

  const buttons = panels.map(({ name, title }) => {
    const button = el('button', { type: 'button', class: 'cae-button cae-quiet', 'data-name': name, on: { click: () => toggle(name) } }, title);
    return { name, button };
  });
  const row = el('div', { class: 'cae-lecture-names', role: 'group', 'aria-label': 'Panels on the screen' }, ...buttons.map(({ button }) => button));
  row.classList.toggle('cae-single', panels.length < 2);
  stage.before(row);
  stage.classList.add('cae-lecture-stage');
  const titles = panels.flatMap(({ name, elements }) => elements.map((element) => titleOf(element, () => title(name))));
  for (const { elements } of panels) {
    for (const element of elements) {
      element.classList.add('cae-lecture-panel');
      for (let node = element.parentElement; node && node !== stage; node = node.parentElement) node.classList.add('cae-lecture-through');
    }
  }

  /** @param {string[]} next @param {string|null} [full] */
  function choose(next, full = null) {
    chosen = next;
    filled = full;
    kept.set(page, chosen);
    arrange();
    changed();
  }

  /** In the row of names. @param {string} name */
  function toggle(name) {
    const on = visible().some((panel) => panel.name === name);
    choose(on ? withoutOne(chosen, name) : withOne(chosen, name));
  }

  /** A panel's title: it is the one last chosen; if it was already, it fills the screen. @param {string} name */
  function title(name) {
    if (filled) choose(chosen);
    else choose(withOne(chosen, name), name === chosen.at(-1) ? name : null);
  }

  function fill() {
    if (filled) return choose(chosen);
    const { activeElement } = document;
    const on = visible();
    const focused = panels.find(({ name, elements }) => on.some((panel) => panel.name === name) && elements.some((one) => one.contains(activeElement)));
    const name = focused?.name ?? on.at(-1)?.name;
    if (name) choose(withOne(chosen, name), name);
  }

  /** What has room now. */
  function visible() {
    const shapes = panels.map(({ name, tall = false, elements }) => ({ name, tall, boxes: elements.filter(isThere).length }));
    return fitting(filled ? [filled] : chosen, shapes);
  }

  /** The panels stand as they were chosen; or, without lecture mode, where the page has them. */
  function arrange() {
    const on = mode.on();
    if (!on) filled = null;
    const now = on ? visible() : [];
    const there = panels.map(({ elements }) => elements.some(isThere));
    const key = JSON.stringify([on, filled, now, chosen, there]);
    if (key === shown) return;
    shown = key;
    const { as, main } = arranged(now);
    if (on) stage.dataset.arranged = as;
    else delete stage.dataset.arranged;
    root.classList.toggle('cae-lecture-filled', filled !== null);
    for (const { name, elements } of panels) {
      for (const element of elements) {
        element.classList.toggle('cae-lecture-main', on && name === main);
        sendAway(element, on && !now.some((panel) => panel.name === name));
      }
    }
    for (const one of titles) one.show(on, filled !== null);
    buttons.forEach(({ name, button }, i) => {
      button.hidden = !there[i];
      button.setAttribute('aria-pressed', String(now.some((panel) => panel.name === name)));
      button.classList.toggle('cae-last', name === now.at(-1)?.name);
    });
  }

  if (linked && !mode.on()) mode.set(true, false);
  return {
    arrange,
    /** @param {string} search the query string without the kit's part */
    query(search) {
      const query = new URLSearchParams(search);
      query.delete(PARAMETER);
      const others = query.toString();
      return mode.on() ? [others, `${PARAMETER}=${chosen.join(',')}`].filter(Boolean).join('&') : others;
    },
    /** @param {string} key @returns {(() => void)|null} */
    meaning(key) {
      if (!mode.on()) return null;
      if (key === 'f') return fill;
      return key === 'Escape' && filled ? () => choose(chosen) : null;
    },
  };
}

/**
 * A panel's title as a button, as long as it is one; what is written into it goes on to be written.
 *
 * @param {HTMLElement} element of the panel
 * @param {() => void} click
 */
function titleOf(element, click) {
  const heading = element.querySelector('.cae-title');
  const button = el('button', { type: 'button', class: 'cae-title-button', on: { click } });
  return {
    /** @param {boolean} on @param {boolean} filled */
    show(on, filled) {
      if (!heading) return;
      button.title = filled ? 'f: back to the other panels' : 'click again or press f to fill the screen';
      if (on === button.isConnected) return;
      if (on) {
        button.append(...heading.childNodes);
        heading.append(button);
      } else {
        heading.append(...button.childNodes);
        button.remove();
      }
    },
  };
}

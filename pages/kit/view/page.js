// What is the same on every page: its element in the theme in force, messages, help and switches, the keys, the address,
// the socket, the versions, and the end of it all. A page's module is `export const { mount, unmount } = page({…})`.

import { COMPLAINT, createBanners } from './banner.js';
import { el } from './dom.js';
import { createFirstVisit } from './firstvisit.js';
import { createHelp } from './help.js';
import { createPlace } from './host.js';
import { listenToKeys } from './keys.js';
import { SHORTCUTS, createLecture } from './lecture.js';
import { createReader } from './reader.js';
import { createShell } from './shell.js';
import { watchSidebar } from './sidebar.js';
import { connect, socketUrl } from './socket.js';
import { createSwitches } from './switches.js';
import { createUrlWriter } from './url.js';
import { createVersionWatch } from './version.js';

/**
 * @typedef {import('./socket.js').Message} Message
 * @typedef {readonly (readonly [string, string])[]} Shortcuts the keys, and what they do
 *
 * What Streamlit hands over at every run of the page's script; `data` also holds what the page's own script gives.
 *
 * @typedef {object} Component
 * @property {{base: string, title: string, limits: import('./limits.js').Limits, version?: string, notices?: string[], [name: string]: any}} data
 * @property {(name: string, value: unknown) => void} [setStateValue]
 * @property {(name: string, value: unknown) => void} [setTriggerValue]
 *
 * What a page says of itself.
 *
 * @typedef {object} Table
 * @property {string} name of the page: its test id is `<name>-view`, its socket is at `cae/<name>/socket`
 * @property {string} styles address of its style sheet
 * @property {{[name: string]: unknown}} [attributes] of its element, as it begins
 * @property {Shortcuts} shortcuts what the help lists
 * @property {string|string[]} [answer] the types of messages that answer the first one
 * @property {Set<string>} [lasting] types of messages that wait while there is no connection
 * @property {boolean} [hides] whether the server is told when the tab is hidden, and when it is seen again
 * @property {string} [stays] what a person sees without a connection, a sentence
 * @property {boolean} [repeats] whether a notice that was closed is shown when it is given again: it may be of something new
 * @property {(kit: Kit, data: any) => Parts} build makes the view in an element
 *
 * What it is built with.
 *
 * @typedef {object} Kit
 * @property {HTMLElement} element the view's
 * @property {() => import('./theme.js').Theme} theme in force
 * @property {string} base the site's path, ending in "/"
 * @property {import('./limits.js').Limits} limits of the numbers that are typed
 * @property {import('./banner.js').Banners} banners `element` stands where the page puts it
 * @property {HTMLElement} switches these stand where the page puts them
 * @property {(message: Message) => void} send
 * @property {() => boolean} online whether the server has answered on this connection
 * @property {ReturnType<typeof createUrlWriter>} url `changed`: the address must follow; `pushed`: as a new entry of the history
 * @property {(message: string, key?: string) => void} complain about what was tried; it goes away by itself
 * @property {(message: string) => void} notice something to know
 * @property {() => Component} component the last that Streamlit handed over
 * @property {() => void} rearrange panels have come or gone
 *
 * What it gives back.
 *
 * @typedef {object} Parts
 * @property {HTMLElement} body all that it shows
 * @property {() => Message} first the first message of every connection
 * @property {(event: Message) => void} heard
 * @property {(frame: import('./frames.js').Frame) => void} received
 * @property {() => void} [down] the connection is lost; that is said already
 * @property {(search: string) => string} query the address's query string, given the one there is
 * @property {() => unknown} [place] what an entry of the browser's history needs to be come back to
 * @property {(place: any) => void} [returned] Back or Forward leads there
 * @property {(key: string) => (() => void)|null} meaning what a key does, or null; "?" is the help's
 * @property {() => void} restyle the theme or the text size changed
 * @property {import('./lecture.js').Lecture} [lecture] the panels that lecture mode chooses from
 * @property {(data: any) => void} [update] the script has run anew
 * @property {() => import('./help.js').Known|null} [known] the activation, and the values of now of the words that the help explains
 * @property {import('./firstvisit.js').Visit} [visit] what a first visit is met with
 * @property {{destroy: () => void}[]} owned what ends with the page
 */

/** @param {Table} table */
export function page(table) {
  /** @type {ReturnType<typeof createPlace<ReturnType<typeof createInstance>>>} */
  const place = createPlace();
  /** Notices the person has closed. @type {Set<string>} */
  const dismissed = new Set();
  return {
    /**
     * Show the view in this element, or take in what the script says anew. Streamlit calls it on every rerun.
     *
     * @param {HTMLElement} root
     * @param {Component} component
     * @returns {() => void} teardown
     */
    mount(root, component) {
      place.at(root, () => createInstance(root, table, component, dismissed)).update(component);
      return () => place.leave(root);
    },
    unmount: place.leave,
  };
}

/**
 * @param {HTMLElement} root
 * @param {Table} table
 * @param {Component} component
 * @param {Set<string>} dismissed
 */
function createInstance(root, { name, styles, attributes, shortcuts, answer, lasting, hides, stays, repeats, build }, component, dismissed) {
  const shell = createShell(root, { class: 'cae-root', 'data-testid': `${name}-view`, ...attributes }, styles);
  const { element } = shell;
  const { base, limits } = component.data;
  const banners = createBanners();
  const help = createHelp([...shortcuts, ...SHORTCUTS], () => parts.known?.() ?? null);
  const switches = createSwitches(element, help.toggle, switched);
  const version = createVersionWatch(banners);
  const reader = createReader(element);
  const sidebar = watchSidebar();
  const url = createUrlWriter((search) => lecture?.query(parts.query(search)) ?? parts.query(search), {
    place: () => parts.place?.(), returned: (to) => parts.returned?.(to),
  });
  /** @type {ReturnType<typeof createLecture>|null} */
  let lecture = null;
  let latest = component;
  let online = false;

  /** @param {string} message @param {string} [key] */
  const complain = (message, key = 'complaint') => banners.show(key, message, { kind: 'bad', dismissible: true, passing: true });
  /** @param {string} message */
  const notice = (message) => {
    if (dismissed.has(message)) return;
    banners.show(`notice ${message}`, message, { dismissible: true, dismissed: () => !repeats && dismissed.add(message) });
  };

  const parts = build({
    element, base, limits, banners, url, complain, notice,
    theme: shell.theme,
    switches: switches.element,
    send: (message) => socket.send(message),
    online: () => online,
    component: () => latest,
    rearrange: () => lecture?.arrange(),
  }, component.data);
  const visit = parts.visit ? createFirstVisit(name, parts.visit, shell.measure) : null;
  parts.body.classList.add('cae-below');
  const heading = el('h1', { class: 'cae-unseen' }, component.data.title);
  element.append(heading, ...(visit ? [visit.element] : []), parts.body, help.element, reader.element);
  if (parts.lecture) lecture = createLecture(element, name, parts.lecture, switches.lecture, { notice, changed: url.changed });
  element.addEventListener(COMPLAINT, (event) => complain(/** @type {CustomEvent<string>} */ (event).detail));
  /** @type {{[key: string]: () => void}} */
  const own = { '?': help.toggle, l: () => switches.lecture.set(!switches.lecture.on()) };
  const deaf = listenToKeys((key) => own[key] ?? lecture?.meaning(key) ?? parts.meaning(key));
  if (hides) document.addEventListener('visibilitychange', visibility);
  lecture?.arrange();
  restyle();

  const socket = connect({
    url: socketUrl(base, name),
    first: parts.first,
    answer,
    lasting,
    onUp() {
      online = true;
      banners.clear('down');
    },
    onEvent(event) {
      parts.heard(event);
      if (hides && document.hidden && event.type === 'opened') visibility();
    },
    onVersion: version.heard,
    onFrame: parts.received,
    onDown() {
      online = false;
      element.dataset.state = 'reconnecting';
      banners.show('down', `The connection to the server is lost; trying again. ${stays ?? 'What is here stays.'}`, { kind: 'wait' });
      parts.down?.();
    },
  });

  function visibility() {
    socket.send({ type: 'visible', visible: !document.hidden });
  }

  function switched() {
    lecture?.arrange();
    shell.measure(); // what stands above takes another room
    url.changed();
    restyle();
  }

  function restyle() {
    if (shell.follow(switches.lecture.on())) parts.restyle();
  }

  return {
    element,
    /** @param {Component} next */
    update(next) {
      latest = next;
      restyle();
      version.given(next.data.version);
      for (const text of next.data.notices ?? []) notice(text);
      parts.update?.(next.data);
    },
    destroy() {
      document.removeEventListener('visibilitychange', visibility);
      deaf();
      socket.close();
      url.destroy();
      help.destroy();
      visit?.destroy();
      for (const part of [...parts.owned, reader, sidebar]) part.destroy();
      shell.destroy();
    },
  };
}

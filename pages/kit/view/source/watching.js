// Tells the server which figures and other frames can be seen: what is off the screen is neither drawn nor computed.

import { throttle } from '../throttle.js';

const TELL_EVERY = 150; // milliseconds, while a person scrolls past them

/** @typedef {'figures'|'works'} Kind */

/** @param {(message: import('../socket.js').Message) => void} send */
export function createWatching(send) {
  /** @type {{element: Element, name: string, kind: Kind, seen: boolean}[]} */
  const watched = [];
  /** The names of a kind that can be seen. @param {Kind} kind */
  const seen = (kind) => [...new Set(watched.filter((one) => one.kind === kind && one.seen).map(({ name }) => name))];
  const told = throttle(tell, TELL_EVERY);
  let opened = false; // before that there is nothing of which anything could be seen

  function tell() {
    const works = watched.some(({ kind }) => kind === 'works') ? { works: seen('works') } : {};
    send({ type: 'watch', figures: seen('figures'), ...works });
  }

  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      for (const one of watched) if (one.element === target) one.seen = isIntersecting;
    }
    if (opened) told.soon();
  });

  return {
    /** From now on this element shows the figure or frame of this name. @param {string} name @param {Element} element @param {Kind} [kind] */
    add(name, element, kind = 'figures') {
      watched.push({ element, name, kind, seen: true }); // as the server takes it, until the browser says otherwise
      observer.observe(element);
    },
    /** The server has begun anew, with all figures. */
    again() {
      opened = true;
      if (watched.length) told.soon();
    },
    destroy() {
      observer.disconnect();
      told.destroy();
    },
  };
}

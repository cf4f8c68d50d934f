// Tells the server which figures can be seen: one that is off the screen is not drawn.

import { throttle } from '../throttle.js';

const TELL_EVERY = 150; // milliseconds, while a person scrolls past them

/** @param {(message: import('../socket.js').Message) => void} send */
export function createWatching(send) {
  /** @type {Map<Element, {name: string, seen: boolean}>} */
  const watched = new Map();
  const told = throttle(() => send({ type: 'watch', figures: [...watched.values()].filter(({ seen }) => seen).map(({ name }) => name) }), TELL_EVERY);
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const one = watched.get(target);
      if (one) one.seen = isIntersecting;
    }
    told.soon();
  });

  return {
    /** From now on this element shows the figure of this name. @param {string} name @param {Element} element */
    add(name, element) {
      watched.set(element, { name, seen: true }); // as the server takes it, until the browser says otherwise
      observer.observe(element);
    },
    /** The server has begun anew, with all figures. */
    again() {
      if (watched.size) told.soon();
    },
    destroy() {
      observer.disconnect();
      told.destroy();
    },
  };
}

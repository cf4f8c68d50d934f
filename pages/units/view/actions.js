// What a person can do on the Units page, as functions; and the state they change.

import { sharePins } from '../../kit/view/tab.js';
import { throttle } from '../../kit/view/throttle.js';
import { asksServer } from './order.js';

const SEND_EVERY = 60; // milliseconds between thresholds or λ while they are dragged

/**
 * @typedef {import('./types.js').Page} Page
 * @typedef {import('../../kit/view/source/sources.js').Source} Source
 * @typedef {ReturnType<typeof createActions>} UnitsActions
 */

/**
 * @param {import('./findings.js').Findings} findings
 * @param {Page} page
 * @param {object} host
 * @param {(message: import('../../kit/view/socket.js').Message) => void} host.send
 * @param {() => void} host.reopen the source, or how many images it is asked for, has changed
 * @param {(what: import('./types.js').What) => void} host.changed
 * @param {(name: 'units-sort'|'units-rescale') => void} host.timed an order or a scale is waited for from now on
 * @param {(message: string) => void} host.complain
 */
export function createActions(findings, page, { send, reopen, changed, timed, complain }) {
  const { pins, view, thresholds } = page;
  const sendThresholds = throttle(() => send({ type: 'thresholds', ...thresholds }), SEND_EVERY);
  const sendAt = throttle(() => page.source.kind === 'atlas' && send({ type: 'at', index: page.source.index }), SEND_EVERY);

  /** @param {Partial<import('./types.js').Pins>} change */
  function pin(change) {
    const { unit, image } = { ...pins, ...change };
    if (unit === pins.unit && image === pins.image) return;
    Object.assign(pins, { unit, image });
    findings.forget(pins);
    sharePins(pins);
    send({ type: 'pin', unit, image });
    changed('pins');
  }

  /** @param {Partial<import('./types.js').View>} change @param {'units-sort'|'units-rescale'} name */
  function turn(change, name) {
    timed(name);
    Object.assign(view, change);
    if (name === 'units-sort') cluster();
    changed('view');
  }

  /** Ask the server for its order, if it is looked at and there is none of what is shown now. */
  function cluster() {
    page.clustering = asksServer(view) && !findings.current(findings.order);
    if (page.clustering) send({ type: 'cluster' });
  }

  return {
    pin,
    cluster,
    /** A second click on the pinned cell lets it go. @param {number} unit @param {number} image */
    pick(unit, image) {
      if (unit === pins.unit && image === pins.image) pin({ unit: null, image: null });
      else pin({ unit, image });
    },
    /** Whether there is something to let go. */
    pinned: () => pins.unit !== null || pins.image !== null,
    release: () => pin({ unit: null, image: null }),
    /** @param {Partial<import('./types.js').Thresholds>} change */
    thresholds(change) {
      Object.assign(thresholds, change);
      sendThresholds.soon();
      changed('thresholds');
    },
    /** Another model of the atlas. @param {number} index */
    at(index) {
      if (page.source.kind !== 'atlas' || index === page.source.index) return;
      page.source = { ...page.source, index }; // the one that is shown keeps its own
      sendAt.soon();
      changed('view');
    },
    /** @param {import('./types.js').Show} show */
    show(show) {
      if (show !== view.show) turn({ show }, 'units-rescale');
    },
    /** @param {import('./types.js').Scaling} scale */
    rescale: (scale) => turn({ scale }, 'units-rescale'),
    /** @param {import('./types.js').Sort} sort */
    sort(sort) {
      // similar images belong beside each other too, unless their classes are to stay together
      const group = sort === 'cluster' && view.group === 'none' ? 'cluster' : view.group;
      turn({ sort, group }, 'units-sort');
    },
    /** @param {import('./types.js').Group} group */
    group: (group) => turn({ group }, 'units-sort'),
    /** The same order of what is shown now. */
    again: () => turn({}, 'units-sort'),
    /** @param {number} images */
    images(images) {
      if (images === page.images) return;
      page.images = images;
      reopen();
    },
    /** @param {Source} source */
    open(source) {
      page.source = source;
      reopen();
      changed('view');
    },
    complain,
    destroy() {
      sendThresholds.destroy();
      sendAt.destroy();
    },
  };
}

// What a person can do on the Units page alone, as functions; and the state they change.

import { SEND_EVERY } from '../../kit/view/source/actions.js';
import { throttle } from '../../kit/view/throttle.js';
import { asksServer } from './order.js';

/** What the matrix can show, one after the other. */
const SHOWS = /** @type {const} */ (['gain', 'h', 'part']);

/** @typedef {ReturnType<typeof createActions>} UnitsActions */

/** @param {import('../../kit/view/source/page.js').SourceKit<import('./findings.js').Findings, import('./types.js').Looking>} kit */
export function createActions({ findings, page, act, send, changed, time }) {
  const { view, thresholds } = page;
  const sendThresholds = throttle(() => send({ type: 'thresholds', ...thresholds }), SEND_EVERY);

  /** @param {Partial<import('./types.js').View>} change @param {'units-sort'|'units-rescale'} name of what is waited for */
  function turn(change, name) {
    time(name);
    Object.assign(view, change);
    if (name === 'units-sort') cluster();
    changed('view');
  }

  /** Ask the server for its order, if it is looked at and there is none of what is shown now. */
  function cluster() {
    page.clustering = asksServer(view) && !findings.current(findings.order);
    if (page.clustering) send({ type: 'cluster' });
  }

  /** @param {import('./types.js').Show} to */
  const show = (to) => to !== view.show && turn({ show: to }, 'units-rescale');

  return {
    ...act,
    cluster,
    /** @param {Partial<import('./types.js').Thresholds>} change */
    thresholds(change) {
      Object.assign(thresholds, change);
      sendThresholds.soon();
      changed('thresholds');
    },
    show,
    showNext: () => show(SHOWS[(SHOWS.indexOf(view.show) + 1) % SHOWS.length]),
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
    destroy: sendThresholds.destroy,
  };
}

// The page's address, written a moment after the last change; and the way back to what it was.

/** Under which name of the history's state a page keeps what it needs to come back. */
const KEPT = 'cae';

/**
 * @param {(search: string) => string} query the query string, given the one there is
 * @param {object} [more]
 * @param {number} [more.delay] milliseconds
 * @param {() => unknown} [more.place] what an entry of the history needs to be come back to
 * @param {(place: any) => void} [more.returned] the browser has gone to an entry with this place
 */
export function createUrlWriter(query, { delay = 250, place, returned } = {}) {
  let timer = 0;
  /** @param {'replaceState'|'pushState'} how */
  const write = (how) => {
    window.clearTimeout(timer);
    const { location, history } = window;
    const next = `?${query(location.search)}`;
    const kept = place?.();
    const known = JSON.stringify(history.state?.[KEPT]) === JSON.stringify(kept);
    if (next === location.search && known) return;
    const state = kept === undefined ? history.state : { ...history.state, [KEPT]: kept };
    history[how](state, '', location.pathname + next + location.hash);
  };
  /** @param {PopStateEvent} event */
  const back = ({ state }) => state?.[KEPT] !== undefined && returned?.(state[KEPT]);
  if (returned) window.addEventListener('popstate', back);
  return {
    changed() {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => write('replaceState'), delay);
    },
    /** What is to come is another entry of the history: this one is as it should be now. */
    settle: () => write('replaceState'),
    /** The address is another entry of the history: the one before stays. */
    pushed: () => write('pushState'),
    destroy() {
      window.clearTimeout(timer);
      window.removeEventListener('popstate', back);
    },
  };
}

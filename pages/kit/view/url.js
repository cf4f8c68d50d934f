// The page's address, written a moment after the last change.

/**
 * @param {(search: string) => string} query the query string, given the one there is
 * @param {number} [delay] milliseconds
 */
export function createUrlWriter(query, delay = 250) {
  let timer = 0;
  const write = () => {
    const { pathname, search, hash } = window.location;
    const next = query(search);
    if (`?${next}` !== search) window.history.replaceState(window.history.state, '', `${pathname}?${next}${hash}`);
  };
  return {
    changed() {
      window.clearTimeout(timer);
      timer = window.setTimeout(write, delay);
    },
    destroy: () => window.clearTimeout(timer),
  };
}

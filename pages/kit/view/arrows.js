// The arrow keys in what has the focus.

/** @type {{[key: string]: [right: number, down: number]}} */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Arrow keys move a cursor, Enter takes what is under it. Where one of the two answers false, the key means nothing
 * here and is left to the page.
 *
 * @param {HTMLElement} element
 * @param {(right: number, down: number, event: KeyboardEvent) => boolean|void} move
 * @param {() => boolean|void} [enter]
 */
export function listenToArrows(element, move, enter = () => false) {
  element.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = WAYS[event.key];
    const heard = way ? move(...way, event) : event.key === 'Enter' && enter();
    if (heard !== false) event.preventDefault();
  });
}

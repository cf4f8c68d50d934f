// The pointer over what is drawn. A click comes in whole pixels where the moves before it came in fractions, and what is
// drawn may have moved since: what was shown is what it takes.

/**
 * @template T
 * @param {HTMLElement} element
 * @param {object} on
 * @param {(event: MouseEvent) => T|null} on.at what lies there
 * @param {(found: T|null, x: number, y: number) => void} [on.show] it, as long as the pointer is there; null: nothing any more
 * @param {(found: T) => void} [on.take]
 */
export function listenToPointer(element, { at, show = () => {}, take }) {
  /** @type {T|null} */
  let meant = null;
  let over = false;

  /** @param {PointerEvent} event */
  function point(event) {
    meant = at(event);
    over = true;
    show(meant, event.clientX, event.clientY);
  }
  element.addEventListener('pointermove', point);
  element.addEventListener('pointerleave', () => {
    over = false; // a finger that is lifted leaves before it clicks: what was meant stays
    show(null, 0, 0);
  });
  if (!take) return;
  element.addEventListener('pointerdown', (event) => {
    if (!over || event.pointerType !== 'mouse') meant = at(event);
  });
  element.addEventListener('click', (event) => {
    const found = event.detail ? meant : at(event); // 0: no hand has clicked
    if (found !== null) take(found);
  });
}

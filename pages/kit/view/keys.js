// Keys that work anywhere on a page, except where a key means something else already.

/**
 * Whether the element that has the focus needs this key itself.
 *
 * @param {EventTarget|null} target
 * @param {string} key
 */
export function taken(target, key) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('[role="listbox"], [role="menu"], [role="combobox"], [role="slider"], [role="tablist"], dialog')) {
    return true;
  }
  if (target instanceof HTMLInputElement) {
    if (target.type === 'range') return key.startsWith('Arrow') || key === 'Home' || key === 'End';
    return !['button', 'submit', 'checkbox', 'radio'].includes(target.type) || key === ' ' || key.startsWith('Arrow');
  }
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  const pressed = target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement || target.tagName === 'SUMMARY';
  return pressed && key === ' ';
}

/**
 * @param {(key: string) => (() => void)|null} meaning what a key does on the page, or null
 * @returns {() => void} teardown
 */
export function listenToKeys(meaning) {
  /** @param {KeyboardEvent} event */
  function pressed(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (taken(event.target, event.key)) return;
    const act = meaning(event.key);
    if (!act) return;
    event.preventDefault(); // the space bar and the arrows would scroll
    act();
  }
  document.addEventListener('keydown', pressed);
  return () => document.removeEventListener('keydown', pressed);
}

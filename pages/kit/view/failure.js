// What is drawn in a panel when nobody has called it may throw: the guard of the panel hears of it.

/** An event that bubbles to the guard of a panel from what is drawn in it by itself; its `detail` is the error. */
export const FAILED = 'cae-failed';

/**
 * Do what draws in an element when nobody has called its panel: after a pause, or because its size has changed.
 *
 * @param {Element} element
 * @param {() => void} work
 */
export function attempt(element, work) {
  try {
    work();
  } catch (error) {
    failed(element, error);
  }
}

/** What draws in an element has thrown; without a guard around it the error goes on. @param {Element} element @param {unknown} error */
export function failed(element, error) {
  const heard = !element.dispatchEvent(new CustomEvent(FAILED, { bubbles: true, cancelable: true, detail: error }));
  if (!heard) throw error;
}

// What the server tells of the package once: lines of its source, and the wrong penalties that people ship.

/**
 * @typedef {{name: string, title: string, file: string, function: string, doc: string, line: number, lines: string[]}} Excerpt the lines that
 * compute, the number of the first, and what the docstring says of the formula
 * @typedef {{name: string, title: string, code: string, network: string, wrong: string, test: string, says: string}} Mistake what is wrong with it, the test that catches it, and what that does
 * @typedef {{formulas: Excerpt[], mistakes: Mistake[]}} Told
 */

/**
 * Ask for it once, and tell all who want it.
 *
 * @param {string} base the site's path
 * @param {(message: string) => void} complain
 */
export function createTold(base, complain) {
  /** @type {((told: Told) => void)[]} */
  const waiting = [];
  let ended = false;
  fetch(`${base}cae/maths/source.json`)
    .then((answer) => {
      if (!answer.ok) throw new Error(`the server answers ${answer.status}`);
      return answer.json();
    })
    .then((told) => !ended && waiting.forEach((take) => take(told)))
    .catch((error) => !ended && complain(`The source of the formulas could not be read: ${error.message}. All else goes on; reloading tries again.`));
  return {
    /** @param {(told: Told) => void} take */
    then: (take) => waiting.push(take),
    destroy: () => (ended = true),
  };
}

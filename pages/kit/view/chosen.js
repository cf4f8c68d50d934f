// Which panels are on the screen in lecture mode, and how they stand beside each other. Pure.

export const MOST = 3;

/**
 * @typedef {{name: string, boxes: number, tall: boolean}} Shape of a panel: with its like on another side it is two boxes
 * @typedef {'one'|'rows'|'columns'|'main'|'pair'} Arrangement one panel; below or beside each other; one large beside
 * two; two sides over one
 */

/**
 * The names that a link gives, and a sentence where some of them can't be had.
 *
 * @param {string} text as it stands in the address
 * @param {string[]} names there are
 * @param {string[]} usual what is shown where none is given
 * @returns {{chosen: string[], sentence: string}}
 */
export function read(text, names, usual) {
  const given = [...new Set(text.split(/[\s,]+/).filter(Boolean))];
  const known = given.filter((name) => names.includes(name));
  const strange = given.filter((name) => !names.includes(name)).map((name) => `“${name.slice(0, 40)}”`);
  const sentences = [];
  if (strange.length) {
    sentences.push(`lecture names panels of this page, which are ${names.join(', ')}, but ${strange.join(', ')} came; the others are shown.`);
  }
  if (known.length > MOST) sentences.push(`lecture names at most ${MOST} panels, but ${known.length} came; the first ${MOST} are shown.`);
  return { chosen: known.length ? known.slice(0, MOST) : usual, sentence: sentences.join(' ') };
}

/**
 * With one more, which is then the last chosen; it takes the place of the one chosen longest ago.
 *
 * @param {string[]} chosen
 * @param {string} name
 */
export const withOne = (chosen, name) => [...chosen.filter((one) => one !== name), name].slice(-MOST);

/**
 * Without one; something stays.
 *
 * @param {string[]} chosen
 * @param {string} name
 */
export const withoutOne = (chosen, name) => (chosen.length > 1 ? chosen.filter((one) => one !== name) : chosen);

/**
 * What of the chosen has room: the last chosen first, as long as there are at most three boxes.
 *
 * @param {string[]} chosen
 * @param {Shape[]} panels
 * @returns {Shape[]} in the order in which they were chosen
 */
export function fitting(chosen, panels) {
  /** @type {Shape[]} */
  const kept = [];
  let free = MOST;
  for (const name of [...chosen].reverse()) {
    const panel = panels.find((one) => one.name === name);
    if (!panel?.boxes || panel.boxes > free) continue;
    free -= panel.boxes;
    kept.unshift(panel);
  }
  return kept;
}

/**
 * How they stand, and which of them has the largest room.
 *
 * @param {Shape[]} panels in the order in which they were chosen
 * @returns {{as: Arrangement, main: string}}
 */
export function arranged(panels) {
  const last = panels.at(-1)?.name ?? '';
  const double = panels.find(({ boxes }) => boxes > 1);
  if (double) return panels.length > 1 ? { as: 'pair', main: double.name } : { as: double.tall ? 'columns' : 'rows', main: double.name };
  const tall = panels.filter((panel) => panel.tall);
  if (panels.length < 2) return { as: 'one', main: last };
  if (panels.length === 2) return { as: tall.length ? 'columns' : 'rows', main: last };
  if (tall.length === panels.length) return { as: 'columns', main: last };
  return { as: 'main', main: tall.at(-1)?.name ?? last };
}

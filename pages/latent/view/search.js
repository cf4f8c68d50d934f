// Images that somebody looks for: by number, or by the beginning of their class's name. Pure.

/**
 * @param {string} text
 * @param {import('../../kit/view/scene.js').Images} images
 * @returns {number[]}
 */
export function found(text, { classes, labels, count }) {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return [];
  const number = /^(?:image |#)?(\d+)$/.exec(wanted);
  const named = classes.findIndex((name) => name.toLowerCase() === wanted);
  if (named < 0 && number) return Number(number[1]) < count ? [Number(number[1])] : [];
  const meant = classes.map((name) => (named < 0 ? wordsOf(name).some((word) => word.startsWith(wanted)) : name.toLowerCase() === wanted));
  /** @type {number[]} */
  const ids = [];
  for (let id = 0; id < count; id++) if (meant[labels[id]]) ids.push(id);
  return ids;
}

/** A name from each of its words on. @param {string} name */
function wordsOf(name) {
  const low = name.toLowerCase();
  return [low, ...[...low.matchAll(/[\s/-]+/g)].map((gap) => low.slice((gap.index ?? 0) + gap[0].length))];
}

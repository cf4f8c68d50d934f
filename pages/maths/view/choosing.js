// Which unit and image are derived: those that are pinned; while none is, a unit that has a part in the penalty at that image.

/** The unit with the largest share. Pure. @param {ArrayLike<number>} table H × 4 @returns {number} */
export function leaderOf(table) {
  let best = 0;
  for (let unit = 1; 4 * unit < table.length; unit++) if (table[4 * unit + 3] > table[4 * best + 3]) best = unit;
  return best;
}

const WORN = 0.5; // of an even share: a unit with less says little of how a part comes about
const RESTS = 3000; // milliseconds until another unit may take its place

/** The unit that should be derived instead, or null. Pure. @param {{share: number}} numbers @param {ArrayLike<number>} rows parts of all units at the image */
export function betterThan({ share }, rows) {
  if (!rows.length || share * rows.length >= WORN) return null;
  let best = 0;
  for (let unit = 1; unit < rows.length; unit++) if (rows[unit] > rows[best]) best = unit;
  return rows[best] > 0 ? best : null;
}

/**
 * @param {import('../../kit/view/run/run.js').Run} run
 * @param {(message: import('../../kit/view/socket.js').Message) => void} send
 * @param {() => void} changed another cell is derived
 */
export function createChoosing(run, send, changed) {
  /** @type {{unit: number, image: number}|null} */
  let chosen = null;
  let since = -Infinity;

  function say() {
    if (chosen) send({ type: 'lesson', ...chosen });
  }

  /** The cell follows what is pinned, and stays when that is let go. */
  function follow() {
    const { unit, image } = run.settings;
    if (run.units?.shape[0] !== run.hidden || !run.images) return; // those of the model before
    const next = { unit: unit ?? chosen?.unit ?? leaderOf(run.units.values), image: image ?? chosen?.image ?? run.strip[0] ?? 0 };
    if (next.unit === chosen?.unit && next.image === chosen.image) return;
    const first = chosen === null;
    chosen = next;
    say();
    if (!first) changed();
  }

  return {
    get cell() {
      return chosen;
    },
    follow,
    /** Numbers are there: a unit that nobody has pinned gives way when it has all but no part here. @param {import('./lesson.js').Lesson} lesson */
    look({ numbers, arrays: { rows } }) {
      if (!chosen || !numbers || !rows || run.settings.unit !== null || numbers.unit !== chosen.unit || numbers.image !== chosen.image) return;
      const now = performance.now();
      const better = betterThan(numbers, rows);
      if (better === null || better === chosen.unit || now - since < RESTS) return;
      since = now;
      chosen = { unit: better, image: chosen.image };
      say();
      changed();
    },
    /** The server has forgotten it, or has another model. @param {boolean} [anew] whether what was chosen counts no more */
    again(anew = false) {
      if (anew) [chosen, since] = [null, -Infinity];
      if (chosen) say();
      else follow();
    },
  };
}

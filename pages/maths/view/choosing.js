// Which unit and image are derived: those that are pinned, or the unit with the largest share of the penalty when the model was new.

/** The unit with the largest share. Pure. @param {ArrayLike<number>} table H × 4 @returns {number} */
export function leaderOf(table) {
  let best = 0;
  for (let unit = 1; 4 * unit < table.length; unit++) if (table[4 * unit + 3] > table[4 * best + 3]) best = unit;
  return best;
}

/**
 * @param {import('../../kit/view/run/run.js').Run} run
 * @param {(message: import('../../kit/view/socket.js').Message) => void} send
 * @param {() => void} changed another cell is derived
 */
export function createChoosing(run, send, changed) {
  /** @type {{unit: number, image: number}|null} */
  let chosen = null;

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
    /** The server has forgotten it, or has another model. @param {boolean} [anew] whether what was chosen counts no more */
    again(anew = false) {
      if (anew) chosen = null;
      if (chosen) say();
      else follow();
    },
  };
}

// Which unit has the largest share of ‖J‖², so steadily that it can be read about. Pure: the time is given.

const LEAD = 1.2; // times the share of the one that is shown
const LONG = 2000; // milliseconds that it must have it
const [COLUMNS, SHARE] = [4, 3]; // of the table of units

export class Leader {
  constructor() {
    /** @type {number|null} */
    this.unit = null;
    /** @type {number|null} who leads by enough, but not yet for long enough */
    this.challenger = null;
    this.since = 0;
  }

  /** Of another model. */
  forget() {
    this.unit = this.challenger = null;
  }

  /**
   * New figures of all units.
   *
   * @param {ArrayLike<number>} table H × 4, the share last
   * @param {number} now milliseconds
   */
  take(table, now) {
    const share = (/** @type {number} */ unit) => table[COLUMNS * unit + SHARE];
    let best = 0;
    for (let unit = 1; COLUMNS * unit < table.length; unit++) if (share(unit) > share(best)) best = unit;
    if (this.unit === null) {
      if (share(best) > 0) this.unit = best;
      return;
    }
    if (best === this.unit || share(best) < LEAD * share(this.unit)) this.challenger = null;
    else if (best !== this.challenger) [this.challenger, this.since] = [best, now];
    else if (now - this.since >= LONG) [this.unit, this.challenger] = [best, null];
  }
}

// The end of a scale that does not jump: it grows at once, and shrinks slowly. Pure.

const SHRINKS = 0.98; // a frame

export class Steady {
  constructor() {
    this.value = 0;
  }

  /** What is shown next may be on another scale. */
  forget() {
    this.value = 0;
  }

  /** The largest that is to be shown now. @param {number} needed */
  take(needed) {
    this.value = Math.max(needed, this.value * SHRINKS);
  }
}

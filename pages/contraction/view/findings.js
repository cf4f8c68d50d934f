// What has come of a source, of the image that is looked at. Nothing here draws.

import { FindingsOfImage } from '../../kit/view/source/ofimage.js';

export { imageOf } from '../../kit/view/source/ofimage.js';

/**
 * @typedef {import('../../kit/view/frames.js').Frame} Frame
 * @typedef {import('../../kit/view/tab.js').Pins} Pins
 */

export class Findings extends FindingsOfImage {
  constructor() {
    super(['probe', 'along', 'chain', 'directions', 'plane']);
    /** Told of every answer to what was asked, whether it is still looked at or not. @type {(kind: string, id: number) => void} */
    this.answered = () => {};
  }

  /** @param {Frame} frame @param {Pins} pins */
  take(frame, pins) {
    const { kind, id } = frame.header;
    if (id !== undefined) this.answered(kind, id);
    return super.take(frame, pins);
  }

  /** What it is held against, or why there is nothing; empty until that is known. @returns {string} */
  get reference() {
    const { probe, directions, along } = this.last;
    return (probe ?? directions ?? along)?.header.reference ?? '';
  }
}

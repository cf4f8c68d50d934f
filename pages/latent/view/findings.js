// What has come of a source: the map, the colours, and what is of the image that is looked at. Nothing here draws.

import { FindingsOfImage, imageOf } from '../../kit/view/source/ofimage.js';

export { imageOf };

/** The unit whose h or φ′ is a colour: the pinned one, or the first. @param {import('../../kit/view/tab.js').Pins} pins */
const withUnit = (pins) => ({ ...pins, unit: pins.unit ?? 0 });

export class Findings extends FindingsOfImage {
  constructor() {
    super(['map', 'colour', 'place', 'line', 'neighbours', 'readouts']);
    /** Told of every place and line that has come. @type {(kind: string, id: number) => void} */
    this.answered = () => {};
  }

  /** @param {import('../../kit/view/frames.js').Frame} frame @param {import('../../kit/view/tab.js').Pins} pins */
  take(frame, pins) {
    const { kind, id } = frame.header;
    if (id !== undefined) this.answered(kind, id);
    if (frame.header.unit === null) delete frame.header.unit; // it is of no unit, whichever is pinned
    return super.take(frame, withUnit(pins));
  }

  /** @param {import('../../kit/view/tab.js').Pins} pins */
  forget(pins) {
    super.forget(withUnit(pins));
  }

  /** The header of the last frame of a kind. @param {string} kind @returns {import('../../kit/view/frames.js').Header} */
  of(kind) {
    return this.last[kind]?.header ?? {};
  }

  /** Of a section of rows of images, one. @param {string} kind @param {string} name @returns {import('../../kit/view/frames.js').Section|undefined} */
  section(kind, name) {
    return this.last[kind]?.sections[name];
  }
}

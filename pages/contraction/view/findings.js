// What has come of a source, of the image that is looked at: the pinned one, or the first. Nothing here draws.

import { trimmed } from '../../kit/view/format.js';
import { Findings as SourceFindings } from '../../kit/view/source/findings.js';

/**
 * @typedef {import('../../kit/view/frames.js').Frame} Frame
 * @typedef {import('../../kit/view/tab.js').Pins} Pins
 */

const UNNAMED = 'this model'; // whose λ is not known

/** The image that is looked at. @param {Pins} pins */
export const imageOf = ({ image }) => image ?? 0;

export class Findings extends SourceFindings {
  constructor() {
    super(['probe', 'along', 'chain', 'directions', 'plane']);
    /** Told of every answer to what was asked, whether it is still looked at or not. @type {(kind: string, id: number) => void} */
    this.answered = () => {};
  }

  /** @param {Frame} frame @param {Pins} pins */
  take(frame, pins) {
    const { kind, id } = frame.header;
    if (id !== undefined) this.answered(kind, id);
    return super.take(frame, { ...pins, image: imageOf(pins) });
  }

  /** @param {Pins} pins */
  forget(pins) {
    super.forget({ ...pins, image: imageOf(pins) });
  }

  /** Where something is of the model that is looked at. */
  get at() {
    return this.own === UNNAMED ? `of ${UNNAMED}` : `at ${this.own}`;
  }

  /** The model that is looked at, by its λ. */
  get own() {
    const lam = this.units?.header.lam;
    return typeof lam === 'number' ? `λ\u00a0=\u00a0${trimmed(lam)}` : UNNAMED;
  }

  /** What it is held against, or why there is nothing; empty until that is known. @returns {string} */
  get reference() {
    const { probe, directions, along } = this.last;
    return (probe ?? directions ?? along)?.header.reference ?? '';
  }
}

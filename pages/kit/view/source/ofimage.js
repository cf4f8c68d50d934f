// What has come of a source on a page that looks at one image: the pinned one, or the first. Nothing here draws.

import { trimmed } from '../format.js';
import { Findings } from './findings.js';

/** @typedef {import('../tab.js').Pins} Pins */

const UNNAMED = 'this model'; // whose λ is not known

/** The image that is looked at. @param {Pins} pins */
export const imageOf = ({ image }) => image ?? 0;

export class FindingsOfImage extends Findings {
  /** @param {import('../frames.js').Frame} frame @param {Pins} pins */
  take(frame, pins) {
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
}

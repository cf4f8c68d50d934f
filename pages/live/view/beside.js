// What a run's panels draw while a model that was kept (A) stands beside it: both on the same scales. Nothing here touches
// the document.

import { differenceOf } from '../../kit/view/difference.js';
import { count, percent, sig3 } from '../../kit/view/format.js';
import { lambdaText } from '../../kit/view/lambda.js';
import { onPixels, onScale } from '../../kit/view/onscale.js';
import { extentOf, united } from '../../kit/view/panels/latenteye.js';

/**
 * @typedef {import('../../kit/view/frames.js').Section} Section
 * @typedef {import('../../kit/view/frames.js').Sections} Sections
 * @typedef {import('../../kit/view/panel.js').Extent} Extent
 */

export class Beside {
  /** @param {import('../../kit/view/run/run.js').Run} run */
  constructor(run) {
    this.run = run;
    this.differs = false;
    /** The last of the run's own. @type {Sections} */
    this.own = {};
    /** What both latent planes show. @type {Extent|null} */
    this.extent = null;
    /** @type {import('../../kit/view/run/kept.js').Kept|null} the one that was drawn last */
    this.drawn = null;
  }

  /** Whether A's units are the run's at other weights, so that right minus left says something. */
  get comparable() {
    const { kept, hidden, activation } = this.run;
    return kept !== null && kept.numbers.hidden === hidden && kept.numbers.activation === activation;
  }

  /**
   * What the two sides draw of a frame.
   *
   * @param {Sections} sections of the run
   * @param {boolean} fresh whether the run begins anew: what was known of it counts no more
   * @returns {{left: Sections|null, right: Sections}} `left`: null where A stays as it is drawn
   */
  take(sections, fresh) {
    const { run } = this;
    if (fresh) this.own = {};
    for (const name of ['strip', 'latent', 'heat', 'tiles']) if (sections[name]) this.own[name] = sections[name];
    const { kept } = run;
    if (!kept) {
      this.drawn = this.extent = run.difference = null;
      run.clipped = false;
      return { left: null, right: sections };
    }
    const { own } = this;
    const anew = kept !== this.drawn;
    this.drawn = kept;
    const { strip, latent, heat, tiles, units } = kept.sections;
    const weightsTo = Math.max(tiles.hi ?? 0, own.tiles?.hi ?? 0);
    if (own.latent && (sections.latent || anew)) this.extent = united(extentOf(latent), extentOf(own.latent));
    const right = { ...sections };
    if (anew) Object.assign(right, own); // its scales are others now
    if (right.tiles) right.tiles = onScale(right.tiles, weightsTo).section;
    this.compare(weightsTo);
    /** @type {Sections} */
    const left = anew ? { strip, heat, units } : {};
    if (sections.latent || anew) left.latent = latent;
    if (right.tiles) left.tiles = onScale(tiles, weightsTo).section;
    return { left, right };
  }

  /** What the two sides draw when nothing has come: the difference is wanted, or not any more. */
  again() {
    this.drawn = null;
    return this.take({}, false);
  }

  /** Right minus left, if that is asked for and there is one. @param {number} weightsTo */
  compare(weightsTo) {
    const { run, own } = this;
    const { heat, latent, strip, tiles } = own;
    run.difference = null;
    run.clipped = false;
    if (!this.differs || !this.comparable || !run.kept || !heat || !latent || !strip || !tiles) return;
    const a = /** @type {import('../../kit/view/difference.js').Drawn} */ (run.kept.sections);
    // a pinned image has a column and a place of its own: a frame that is on its way may lack them
    if (a.heat.values.length !== heat.values.length || a.strip.values.length < strip.values.length) return;
    const { difference, clipped } = differenceOf({ ...a, strip: onPixels(a.strip) }, { heat, latent, strip, tiles }, weightsTo);
    Object.assign(run, { difference, clipped });
  }

  /** What is said over each panel of the two sides. @returns {{left: import('../../kit/view/panels/side.js').Captions, right: import('../../kit/view/panels/side.js').Captions}} */
  captions() {
    const { kept, header, difference } = this.run;
    if (!kept || !header) return { left: ['', '', '', ''], right: ['', '', '', ''] };
    const minus = difference ? ', minus A' : '';
    return { left: saidOf('A', kept.numbers, ''), right: saidOf('Now', header, minus) };
  }
}

/**
 * @param {string} name
 * @param {{step: number, lam: number, recon: number, penalty: number, explained?: number|null}} numbers
 * @param {string} minus
 * @returns {import('../../kit/view/panels/side.js').Captions}
 */
function saidOf(name, { step, lam, recon, penalty, explained = null }, minus) {
  const at = `${name}, step ${count(step)}, λ = ${lambdaText(lam)}`;
  const figures = `: reconstruction ${sig3(recon)}, ‖J‖² ${sig3(penalty)}`;
  const shown = explained === null ? '' : `: ${percent(explained)} of variance`;
  return [at + (minus || figures), name + shown, `${name}${minus}`, `${name}${minus}`];
}

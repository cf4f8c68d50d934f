// One unit: why it is in its state, what it looks for, which images drive it, and what it is worth.

import { el, textOf } from '../../../kit/view/dom.js';
import { sig3 } from '../../../kit/view/format.js';
import { attempt } from '../../../kit/view/failure.js';
import { throttle } from '../../../kit/view/throttle.js';
import { worded } from '../../../kit/view/touch.js';
import { FACTS, fact, toCsv } from '../../../kit/view/csv.js';
import { createPart } from '../../../kit/view/figure.js';
import { createExtremes } from './extremes.js';
import { createFrame } from './frame.js';
import { figureFacts } from './facts.js';
import { cutsOf, spanOf, whole } from '../../../kit/view/verdict.js';
import { lossWords, tailWords } from './sentences.js';
import { createWeights } from './weights.js';
import { whyWords } from './why.js';

const REDRAW = 200; // milliseconds
const REWORD = 1000;

/**
 * @param {import('../types.js').Context} context
 * @returns {import('../types.js').Panel}
 */
export function createUnit(context) {
  const { findings, page } = context;
  const panel = createFrame(context, {
    name: 'unit', title: 'One unit', file: 'unit', csv,
    how: 'Orange pixels raise h, blue ones lower it. Where φ′ is near 0, small changes of an image do not move it. Held at its mean it says the same of every image: what reconstructions lose by that is what it is worth.',
  });
  const why = el('p', { class: 'cae-why' });
  const setWhy = textOf(why);
  const loss = el('p', { class: 'cae-loss-words' });
  const setLoss = textOf(loss);
  const over = el('h3', { class: 'cae-sub' });
  const setOver = textOf(over);
  const weights = createWeights(context);
  const extremes = createExtremes(context);
  const parts = [weights, extremes];
  const histogram = createPart(context, { name: 'histogram', title: 'Histogram of h' });
  const byClass = createPart(context, { name: 'by_class', title: 'By class' });
  const path = createPart(context, { name: 'path', title: 'Path' });
  const figures = [histogram, byClass, path];
  const tails = el('p', { class: 'cae-loss-words' });
  const setTails = textOf(tails);
  const block = (/** @type {string} */ name, /** @type {Node[]} */ ...children) => el('div', { class: `cae-block cae-${name}` }, ...children);
  const content = el(
    'div', { class: 'cae-unit-content' }, why,
    block('shape', weights.element, block('spread', el('h3', { class: 'cae-sub' }, 'h over the images'), tails, histogram.element)),
    extremes.element,
    block('worth', block('classes', el('h3', { class: 'cae-sub' }, 'By class, and what h held at its mean adds to the error'), loss, byClass.element), block('over', over, path.element)),
  );
  const hint = el('p', { class: 'cae-invite' }, worded('Click a unit, in the matrix, in the scatter or in the table, to see what it looks for, which images drive it, and what the reconstruction loses without it.'));
  panel.body.append(content, hint);

  let complete = false; // whether what the server says of the unit is here

  function words() {
    const { unit } = page.pins;
    const chosen = unit !== null && unit < findings.hidden && findings.units !== null;
    content.hidden = !chosen;
    hint.hidden = chosen;
    panel.element.classList.toggle('cae-empty', !chosen);
    if (!chosen) {
      panel.setTitle('One unit');
      return;
    }
    panel.setTitle(`Unit ${unit}: ${findings.stateName(unit)}`);
    panel.element.dataset.unit = String(unit);
    setWhy(whyWords(context, unit));
    setOver({ live: 'Over training', atlas: 'Along λ', checkpoint: 'A checkpoint has no path.' }[page.source.kind]);
    path.element.hidden = page.source.kind === 'checkpoint';
    const span = spanOf(findings.about);
    setTails(tailWords(histogram.meta, span && cutsOf(page.thresholds, span)));
    const told = byClass.meta;
    complete = Boolean(told);
    if (!told) return setLoss('\u00a0');
    const { loss: more, share } = lossWords(told.error, told.clamped);
    setLoss(whole(`Error ${sig3(told.error)}; with h at its mean, ${sig3(told.mean_h)}: ${more} (${share}).`));
  }

  function show() {
    if (page.pins.unit === null || page.pins.unit >= findings.hidden) return;
    for (const part of parts) part.show();
  }

  const redraw = throttle(() => attempt(panel.element, show), REDRAW);
  const reword = throttle(() => attempt(panel.element, words), REWORD);

  function csv() {
    const { unit } = page.pins;
    if (unit === null) return toCsv(FACTS, []);
    const told = byClass.meta;
    const weights = findings.unit?.sections.weights.values ?? [];
    return toCsv(FACTS, [
      ['unit', unit, 'state', findings.state(unit)],
      ['all images', unit, 'error', told?.error], ['all images', unit, 'error with h at its mean', told?.clamped],
      ['all images', unit, 'mean h', told?.mean_h],
      ...extremes.csv(), ...figures.flatMap(figureFacts),
      ...Array.from(weights, (v, i) => fact('pixel', i, 'weight', v)),
    ]);
  }

  return {
    element: panel.element,
    update(what) {
      // of the λ before, until that of this one is here
      panel.element.classList.toggle('cae-stale', page.source.kind === 'atlas' && findings.unit !== null && !findings.current(findings.unit));
      for (const figure of figures) figure.update(what);
      if (what.has('pins') || what.has('statics')) {
        redraw.now();
        reword.now();
        return;
      }
      // what was asked for is said at once, what training changes once a second
      if (what.has('thresholds') || (what.has('figure') && !complete)) reword.now();
      else reword.soon();
      redraw.soon();
    },
    restyle() {
      words();
      for (const part of [...parts, ...figures]) part.restyle?.();
    },
    destroy() {
      redraw.destroy();
      reword.destroy();
      for (const part of [...parts, ...figures]) part.destroy();
    },
  };
}

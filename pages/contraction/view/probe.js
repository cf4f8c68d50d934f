// Probe it yourself: an image that is pushed, how far its pixels and the code move, and what is reconstructed.

import { toCsv } from '../../kit/view/csv.js';
import { el, textOf } from '../../kit/view/dom.js';
import { createExpect } from '../../kit/view/expect.js';
import { exportMenu } from '../../kit/view/exports.js';
import { attempt } from '../../kit/view/failure.js';
import { sig3 } from '../../kit/view/format.js';
import { createPanel } from '../../kit/view/panel.js';
import { announce, withCursor } from '../../kit/view/reader.js';
import { throttle } from '../../kit/view/throttle.js';
import { worded } from '../../kit/view/touch.js';
import { createBars } from './bars.js';
import { createChooser } from './chooser.js';
import { imageOf } from './findings.js';
import { listenToHand } from './hand.js';
import { captioned, createPicture } from '../../kit/view/picture.js';
import { TOOLS, pushWords } from './pushes.js';
import { tint } from './tint.js';
import { createToolbar } from './toolbar.js';
import { EXPECTS, againstWords, probeWords } from './words.js';

const WORDS_EVERY = 100; // milliseconds
const HOW = 'Two lengths, in the unit of a pixel and of h: how far the image has moved from where it was, and how far its code has. Both models get the same pixels.';
/** A move of no length. */
const STILL = { dx: 0, dh: 0, dh0: /** @type {number|null} */ (null), ratio: null, ratio0: null, neighbour: /** @type {number|null} */ (null) };

/**
 * @param {import('./types.js').Context} context
 * @param {import('./pushing.js').Pushing} pushing
 * @param {() => void} accompany the live run gets a twin, or loses it
 * @returns {import('./types.js').Panel & {step: (by: number) => void, pushed: () => void, tooled: () => void}}
 */
export function createProbe(context, pushing, accompany) {
  const { findings, page, theme, changed } = context;
  const panel = createPanel({ name: 'probe', title: 'Probe it yourself', how: HOW });
  panel.element.dataset.testid = 'probe';
  const side = () => findings.side;
  const image = createPicture(theme, side, { class: 'cae-probe-image', ...withCursor('picture', 'The image: arrow keys push it.') });
  const pen = el('i', { class: 'cae-probe-pen', hidden: '' });
  const [own, without] = ['at this λ', 'at λ = 0'].map((name) => createPicture(theme, side, { class: 'cae-probe-made', 'aria-label': `reconstruction ${name}` }));
  const [ownFigure, withoutFigure] = [captioned(own, ''), captioned(without, '')];
  const [setOwn, setWithout] = [ownFigure, withoutFigure].map(({ caption }) => textOf(caption));
  const [setError, setError0] = [ownFigure, withoutFigure].map(({ element }) => textOf(element.appendChild(el('span', { class: 'cae-probe-error' }))));
  const bars = createBars();
  const chooser = createChooser(context);
  const toolbar = createToolbar(() => page.tool, (tool) => {
    page.tool = tool;
    toolbar.show();
    say();
    changed('view');
  });
  const hint = el('p', { class: 'cae-probe-hint cae-hint' });
  const setHint = textOf(hint);
  const reset = el('button', { type: 'button', class: 'cae-button', disabled: '', on: { click: pushing.reset } }, 'Back to the image');
  const against = el('p');
  const setAgainst = textOf(against);
  const beside = el('button', { type: 'button', class: 'cae-button cae-quiet', title: 'Whether a twin at λ = 0 is trained beside the live run', on: { click: turn } }, 'λ = 0 beside');
  const expect = createExpect();
  panel.body.append(
    toolbar.element,
    el('div', { class: 'cae-probe-left' }, el('div', { class: 'cae-probe-stage' }, image.element, pen), el('div', { class: 'cae-probe-under' }, hint, reset), chooser.element),
    el('div', { class: 'cae-probe-right' }, bars.element, el('div', { class: 'cae-probe-pair' }, el('span', { class: 'cae-probe-made-head' }, 'reconstruction of the pushed image'), ownFigure.element, withoutFigure.element), el('div', { class: 'cae-probe-against' }, beside, against)),
  );
  panel.element.append(expect.element);
  panel.legend.append(expect.button, exportMenu('pushed image', { csv }));
  const words = throttle(() => attempt(panel.element, say), WORDS_EVERY);
  let looked = -1; // the image that is looked at
  let painted = 0; // frames

  listenToHand(image.element, {
    tool: () => page.tool, side, pushes: pushing.pushes, push: pushing.push,
    pen(at) {
      pen.hidden = at === null;
      if (at) Object.assign(pen.style, { left: `${100 * at.x}%`, top: `${100 * at.y}%` });
    },
    keyed: () => announce(image.element, () => [...pushing.pushes().map(pushWords), probeWords(moved(), findings.at)]),
  });

  const frame = () => (pushing.current(findings.last.probe) ? findings.last.probe : undefined);
  const moved = () => /** @type {import('./bars.js').Moved} */ (frame()?.header ?? { ...STILL, neighbour: findings.last.probe?.header.neighbour ?? null });

  /** At frame rate: the pictures and the bars. */
  function show() {
    const of = frame();
    if (of) {
      image.section(of.sections.x);
      own.section(of.sections.r);
      without.section(of.sections.r0);
    } else if (findings.images) image.pixels(findings.images.pixels, imageOf(page.pins) * findings.pixels);
    const { dx, dh, dh0 } = moved();
    bars.show(moved());
    bars.alone(findings.last.probe?.header.dh0 === null);
    withoutFigure.element.classList.toggle('cae-absent', of !== undefined && !of.sections.r0);
    Object.assign(panel.element.dataset, { id: of?.header.id ?? '', dx, dh, dh0: dh0 ?? '', painted: (painted += Number(of !== undefined)) });
  }

  function say() {
    const of = frame();
    bars.words(moved(), findings.at);
    expect.set(probeWords(moved(), findings.at), EXPECTS.probe);
    setOwn(findings.at);
    setWithout('at λ = 0');
    setError(`error ${sig3(of?.header.error)}`);
    setError0(`error ${sig3(of?.header.error0)}`);
    setAgainst(againstWords(findings.reference));
    beside.hidden = page.source.kind !== 'live';
    beside.setAttribute('aria-pressed', String(page.twin));
    const { title, how } = TOOLS.find(({ tool }) => tool === page.tool) ?? TOOLS[0];
    setHint(worded(how));
    if (document.activeElement !== image.element) image.element.setAttribute('aria-label', `The image, ${title}: ${how} Arrow keys do it too, with Shift in smaller steps.`);
    chooser.show();
    reset.disabled = pushing.pushes().length === 0;
  }

  function csv() {
    const { dx, dh, dh0, ratio, ratio0, neighbour } = moved();
    const numbers = { 'pixels moved': dx, 'code moved': dh, 'code moved at λ = 0': dh0, ratio, 'ratio at λ = 0': ratio0, 'nearest neighbour': neighbour };
    return toCsv(['name', 'value'], [
      ['image', imageOf(page.pins)], ['model', findings.own], ...pushing.pushes().map((push) => ['pushed', pushWords(push)]), ...Object.entries(numbers),
    ]);
  }

  function turn() {
    page.twin = !page.twin;
    accompany();
    changed('view');
    say();
  }

  /** Another image, or other units: what was done to the last is over. */
  function begin() {
    looked = imageOf(page.pins);
    bars.reset(Math.sqrt(findings.hidden) / 4);
    pushing.reset();
  }

  return {
    element: panel.element,
    update(what) {
      if (findings.images && (what.has('statics') || imageOf(page.pins) !== looked)) begin();
      if (what.has('probe') || what.has('pins') || what.has('statics')) show();
      if (what.has('pins') || what.has('statics')) words.now();
      else words.soon();
    },
    step: chooser.step,
    /** The pushes are others: until their answer is here only the button knows. */
    pushed() {
      reset.disabled = pushing.pushes().length === 0;
    },
    /** The tool was changed elsewhere. */
    tooled: toolbar.show,
    describe: () => panel.element.setAttribute('aria-description', expect.text()),
    restyle() {
      tint(panel.element, theme());
      for (const one of [image, own, without]) one.restyle();
      toolbar.show();
    },
    destroy: words.destroy,
  };
}

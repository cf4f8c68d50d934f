// A figure that Python makes, on a page with a source: by itself, or as a panel with its title and exports.

import { toCsv } from './csv.js';
import { createDrawing } from './drawing.js';
import { el, textOf } from './dom.js';
import { createExpect } from './expect.js';
import { exportMenu } from './exports.js';
import { createPanel } from './panel.js';
import { agedWords } from './source/aged.js';
import { ofPinned } from './source/findings.js';

/**
 * @typedef {import('./source/page.js').SourceKit<any, any>} Kit
 * @typedef {{[name: string]: any}} Meta a figure's own numbers
 */

/**
 * A figure without a panel.
 *
 * @param {Kit} kit
 * @param {object} options
 * @param {string} options.name of the figure in Python, and of its frames
 * @param {string} options.title
 * @param {() => string|null} [options.only] a role: all others are dimmed
 * @param {boolean} [options.legend] whether names of series stand in it
 * @param {HTMLElement} [options.holder] what says of which serial it is, if not its own element
 */
export function createPart(kit, { name, title, only, legend, holder }) {
  const { findings, page, act, theme, base, complain } = kit;
  /** @type {import('./frames.js').Frame|null} */
  let shown = null;
  const own = () => (shown && ['unit', 'image'].map((kind) => shown?.header[kind] ?? '').join(' ')) ?? '';
  const drawing = createDrawing({
    label: title, base, theme, complain, only, legend, pins: page.pins, pin: act.pin, go: act.at,
    told: () => shown?.header.figure ?? null,
    of: () => `${findings.build} ${own()}`,
  });
  const { element } = drawing;
  element.classList.add(`cae-figure-${name}`);
  const told = holder ?? element;
  told.dataset.testid = `figure-${name}`;
  kit.watch(name, element);

  /** Of the unit, image or λ before, until that of this one is here. */
  const stale = () => shown !== null && (!ofPinned(shown, page.pins) || (page.source.kind === 'atlas' && !findings.current(shown)));
  /** Whether a pin is seen in it at once. */
  const ringed = () => shown?.header.figure.data.some((/** @type {any} */ { meta }) => meta?.pins === 'unit' || meta?.pins === 'image');
  let awaited = false;
  /** @type {number|null|undefined} the step that it is of */
  let step;
  let since = performance.now(); // it came, or is waited for

  return {
    element,
    /** Why it is not of the step that is shown; empty while it follows. */
    aged() {
      const trains = page.source.kind === 'live' && page.state === 'running';
      return agedWords({ trains, step, now: findings.units?.header.step, age: performance.now() - since });
    },
    /** The figure's own numbers, once it is here. @returns {Meta|null} */
    get meta() {
      return shown && (shown.header.figure.layout.meta ?? {});
    },
    /** Whether there is another figure. @param {Set<any>} what */
    update(what) {
      const frame = findings.figures[name] ?? null;
      const fresh = frame !== shown;
      shown = frame;
      if (fresh) [step, since] = [frame ? findings.stepOf(frame) : undefined, performance.now()];
      if (frame && fresh) told.dataset.serial = String(frame.header.serial);
      drawing.mark(page.source.kind === 'atlas' ? (findings.units?.header.index ?? null) : null);
      if (what.has('statics') || (what.has('pins') && ringed()) || (fresh && awaited)) drawing.now();
      else if (fresh) drawing.soon();
      awaited = stale();
      element.classList.toggle('cae-stale', awaited);
      return fresh;
    },
    numbers: drawing.numbers,
    pictures: drawing.pictures,
    describe: drawing.describe,
    restyle: drawing.now,
    destroy: drawing.destroy,
  };
}

/**
 * A figure as a panel.
 *
 * @param {Kit} kit
 * @param {object} options
 * @param {string} options.name of the figure in Python, and of its frames
 * @param {string} options.title
 * @param {string} options.how one sentence on how to read it
 * @param {string} [options.file] how its exports are called, if not by its title
 * @param {(meta: Meta) => {title?: string, how?: string, words?: string, expects?: string}} [options.say] from the figure's own
 * numbers: another title, another sentence, one below the figure, and the question that can be opened before it
 * @param {() => string|null} [options.only] a role: all others are dimmed
 * @param {boolean} [options.legend] whether names of series stand in it
 * @returns {import('./source/panels.js').Panel & {body: HTMLElement, redraw: () => void}}
 */
export function createFigure(kit, { name, title, how, file = title, say, only, legend }) {
  const panel = createPanel({ name: `figure cae-${name}`, title, how });
  const part = createPart(kit, { name, title, only, legend, holder: panel.element });
  const words = createExpect();
  let heading = title;
  const age = el('span', { class: 'cae-figure-age cae-tools', title: 'The training goes first: a figure that takes long is drawn less often.' });
  const wait = el('p', { class: 'cae-figure-wait cae-tools', role: 'status' });
  const [setAge, setWait] = [textOf(age), textOf(wait)];
  panel.body.append(part.element, wait);
  panel.legend.append(age, words.button);
  if (say) panel.element.append(words.element);
  panel.legend.append(exportMenu(file, {
    csv() {
      const { names, rows } = part.numbers();
      return toCsv(names, rows);
    },
    ...part.pictures(() => ({ title: heading, note: kit.page.label })),
  }));

  return {
    element: panel.element,
    body: panel.body,
    update(what) {
      const fresh = part.update(what);
      const aged = part.aged();
      setAge(part.meta ? aged : '');
      setWait(part.meta ? '' : aged);
      if (!fresh || !part.meta) return;
      const said = say?.(part.meta) ?? {};
      heading = said.title ?? title;
      panel.setTitle(heading);
      panel.setHow(said.how ?? how);
      words.set(said.words ?? '', said.expects);
    },
    redraw: part.restyle,
    describe: () => part.describe(`${heading}. ${words.text()}`),
    restyle: part.restyle,
    destroy: part.destroy,
  };
}

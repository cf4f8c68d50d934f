// The live view: one run, what it sends painted as it comes, what a person does sent to it.

import { page } from '../../kit/view/page.js';
import { createActions } from '../../kit/view/run/actions.js';
import { createPainter } from '../../kit/view/run/painter.js';
import { toQuery, withLink } from '../../kit/view/run/query.js';
import { STRUCTURE, Run, sameStructure, settingsFrom, withoutPins } from '../../kit/view/run/run.js';
import { sharePins, tab } from '../../kit/view/tab.js';
import { throttle } from '../../kit/view/throttle.js';
import { SHORTCUTS, meaning } from './keys.js';
import { createLayout } from './layout.js';
import { knownOf } from './known.js';
import { createVisit } from './visit.js';

const WORDS_EVERY = 100; // milliseconds
const ALT_TEXT_EVERY = 2000;

export const { mount, unmount } = page({
  name: 'live',
  styles: new URL('./live.css', import.meta.url).href,
  attributes: { 'data-state': 'queued' },
  shortcuts: SHORTCUTS,
  hides: true,
  stays: 'The last picture stays.',
  build,
});

/**
 * @typedef {{settings: {[name: string]: any}, link: {[name: string]: string}, build_token: number}} Given
 * @typedef {import('../../kit/view/page.js').Kit} Kit
 * @typedef {import('../../kit/view/run/run.js').Frame} Frame
 */

/** What Streamlit's side bar said last. @type {Given|null} */
let given = null;

/**
 * Whether the side bar asks for another model than it did; the run's settings are then of that one.
 *
 * @param {Given} data
 * @param {Run} run
 */
function asksAnew(data, run) {
  const settings = settingsFrom(data.settings);
  const asked =
    given !== null &&
    (data.build_token !== given.build_token ||
      (!sameStructure(data.settings, given.settings) && !sameStructure(settings, run.settings)));
  given = data;
  if (asked) Object.assign(run.settings, structureOf(settings));
  return asked;
}

/** What makes another model where it is changed. @param {{[name: string]: any}} settings */
const structureOf = (settings) => Object.fromEntries(STRUCTURE.map((key) => [key, settings[key]]));

/** This tab's run; made with what the address says, if there is none. @param {Given} data */
function runOf({ settings, link }) {
  if (!tab.run) {
    tab.run = new Run(settingsFrom(settings));
    tab.run.link = link;
  }
  return tab.run;
}

/** What another page has pinned and the run does not yet. @param {Run} run */
function carry({ settings }) {
  const { pins } = tab;
  return pins && (pins.unit !== settings.unit || pins.image !== settings.image) ? pins : null;
}

/** @param {Kit} kit @param {Given} data @returns {import('../../kit/view/page.js').Parts} */
function build(kit, data) {
  const { element, banners, send, url, limits } = kit;
  const run = runOf(data);
  const act = createActions(run, send, limits);
  const query = (/** @type {string} */ search) => withLink(run.link, toQuery(run.settings, search));
  const layout = createLayout(kit, run, act, ({ name, value }) => {
    const { href, search } = window.location;
    return new URL(`?${withLink({ [name]: value }, toQuery(run.settings, search))}`, href).href;
  });
  const painting = createPainting(kit, run, act, layout);
  const share = () => painting.carries() || sharePins(run.settings);
  const follow = () => {
    layout.follow();
    painting.words();
    url.changed();
    share();
  };
  share();
  run.listeners.add(follow);

  /** @param {import('../../kit/view/socket.js').Message} event */
  function heard(event) {
    const { type, message } = event;
    if (type === 'opened') {
      run.id = event.run;
      if (!event.resumed) begin(event.linked);
      if (run.settings.unit !== null || run.settings.image !== null) act.pinAgain();
      if (run.strip.length) act.sendStrip();
      if (run.page) send({ type: 'page', index: run.page });
    } else if (type === 'status') {
      element.dataset.state = event.state;
      banners.show('status', message, { kind: 'wait' });
      layout.waiting.show(event.state === 'queued' && run.painted === 0);
    } else if (type === 'error') kit.complain(message, 'error');
    else if (type === 'notice') kit.notice(message);
    else if (type === 'link') layout.sharing.shown(/** @type {any} */ (event));
    else if (type === 'undo') undoable(event);
  }

  /** The run is a new one. @param {boolean|undefined} linked whether it begins with what the link names */
  function begin(linked) {
    run.seq = 0;
    run.awaits = linked ? () => true : null;
    if (!linked) run.link = {};
    undoable({ type: 'undo', undoes: null });
  }

  /** @param {import('../../kit/view/socket.js').Message} event */
  function undoable({ undoes, step, settings }) {
    run.undo = undoes ? { undoes, step, settings } : null;
    layout.sharing.undoable();
  }

  /** Back or Forward leads to this model: as it was, if that can still be had. @param {{[name: string]: any}} structure */
  function returned(structure) {
    if (sameStructure(structure, run.settings)) return;
    if (run.undo && sameStructure(run.undo.settings, structure)) return act.undo();
    Object.assign(run.settings, structure);
    run.awaits = (settings) => sameStructure(settings, structure);
    act.rebuild();
    run.changed();
  }

  return {
    body: layout.element,
    lecture: layout.lecture,
    visit: createVisit(act),
    known: () => knownOf(run),
    first: () => ({ type: 'open', run: run.id, settings: withoutPins(run.settings), ...run.link }),
    heard,
    received: painting.push,
    down: () => banners.clear('status'),
    query,
    place: () => structureOf(run.settings),
    returned,
    meaning: (key) => meaning(key, act, run, layout.keeping),
    restyle: layout.restyle,
    update(now) {
      if (given !== null) url.settle();
      if (!asksAnew(now, run)) return;
      act.rebuild();
      run.changed();
      url.pushed();
    },
    owned: [{ destroy: () => run.listeners.delete(follow) }, painting, act, layout],
  };
}

/**
 * Takes in the frames and draws them.
 *
 * @param {Kit} kit
 * @param {Run} run
 * @param {import('../../kit/view/run/actions.js').Actions} act
 * @param {ReturnType<typeof createLayout>} layout
 */
function createPainting({ element, banners, send, online, url, component }, run, act, layout) {
  const words = throttle(layout.words, WORDS_EVERY);
  const altText = throttle(layout.describe, ALT_TEXT_EVERY);
  const painter = createPainter((frame) => paint(/** @type {Frame} */ (frame)));
  /** What another page has pinned, until the images are here. */
  let carried = carry(run);

  /** Called in the animation frame. @param {Frame} frame */
  function paint(frame) {
    try {
      show(frame);
    } finally {
      // Whatever happened to it here: a server that waits for it would wait for good, and the training with it.
      send({ type: 'ack', frame: frame.header.frame });
    }
  }

  /** Nothing here may read the layout. @param {Frame} frame */
  function show(frame) {
    const { header } = frame;
    const fresh = run.apply(frame);
    layout.figures.draw();
    layout.draw(frame.sections, fresh);
    run.painted += 1;
    const { dataset } = element;
    dataset.step = String(header.step);
    dataset.lambda = String(header.lam);
    dataset.rate = String(Math.round(header.rate));
    dataset.frame = String(run.painted);
    if (run.painted === 1) layout.waiting.show(false);
    if (online()) {
      dataset.state = header.state;
      banners.clear('status');
    }
    if (frame.sections.labels) stripAsked();
    if (carried && run.images) arrive(carried, run.images.count);
    divergence(header);
    if (header.settings) settled(header.settings);
    if (fresh) words.now();
    else words.soon();
    altText.soon();
  }

  /** Pin what was pinned on the page before, as far as it is there. @param {import('../../kit/view/tab.js').Pins} pins @param {number} count */
  function arrive({ unit, image }, count) {
    carried = null;
    const within = (/** @type {number|null} */ i, /** @type {number} */ n) => (i !== null && i < n ? i : null);
    act.pin(within(unit, run.settings.hidden), within(image, count));
  }

  /** Ask for our ten images when the server shows others. */
  function stripAsked() {
    if (run.strip.some((id, column) => run.shown[column] !== id)) act.sendStrip();
  }

  /** @param {import('../../kit/view/run/run.js').Header} header */
  function divergence(header) {
    if (header.state !== 'diverged' || !header.diverged) return banners.clear('diverged');
    const action = { name: 'Go back to the last good state', act: act.restore };
    banners.show('diverged', header.diverged.message, { kind: 'bad', action });
  }

  /** @param {{[name: string]: any}} settings of a full frame */
  function settled(settings) {
    url.changed();
    if (!run.awaits?.(settings)) return;
    run.awaits = null;
    component().setStateValue?.('structure', structureOf(settings));
  }

  return {
    push: painter.push,
    words: words.soon,
    carries: () => carried !== null,
    destroy() {
      for (const part of [painter, words, altText]) part.destroy();
    },
  };
}

// A page that shows a run: what it sends painted as it comes, what a person does sent to it, the address in step with both.
// Which panels there are is the page's.

import { throttle } from '../throttle.js';
import { createPainter } from './painter.js';
import { toQuery, withLink } from './query.js';
import { STRUCTURE, sameStructure, withoutPins } from './run.js';

const WORDS_EVERY = 100; // milliseconds
const ALT_TEXT_EVERY = 2000;

/**
 * @typedef {import('./run.js').Run} Run
 * @typedef {import('./run.js').Frame} Frame
 * @typedef {import('./run.js').Header} Header
 *
 * What stands on the page.
 *
 * @typedef {object} Layout
 * @property {HTMLElement} element
 * @property {import('../lecture.js').Lecture} lecture
 * @property {(sections: import('../frames.js').Sections, fresh: boolean) => void} draw called in the animation frame
 * @property {() => void} words at most ten times a second
 * @property {() => void} describe at most every two seconds
 * @property {() => void} follow settings have changed
 * @property {() => void} restyle
 * @property {() => void} destroy
 * @property {ReturnType<typeof import('./sharing.js').createSharing>} sharing
 *
 * What the page does besides.
 *
 * @typedef {object} Own
 * @property {() => void} [opened] the server has the run
 * @property {(state: string) => void} [status] there is no frame yet, and why
 * @property {(frame: Frame) => void} [painted]
 * @property {(settings: {[name: string]: any}) => void} [another] the model is one that the page's script did not ask for
 * @property {(settings: {[name: string]: any}) => void} [settled] a full frame is there, of these settings
 * @property {(message: string) => boolean} [refused] the server has not taken what it was told; true: that is said already
 * @property {() => void} [changed] settings have changed
 */

/** What makes another model where it is changed. @param {{[name: string]: any}} settings */
export const structureOf = (settings) => Object.fromEntries(STRUCTURE.map((key) => [key, settings[key]]));

/** The whole address of a link to a run, given what it has to name. @param {Run} run */
export const addressOf = (run) => (/** @type {{name: string, value: string}} */ { name, value }) => {
  const { href, search } = window.location;
  return new URL(`?${withLink({ [name]: value }, toQuery(run.settings, search))}`, href).href;
};

/**
 * @param {import('../page.js').Kit} kit
 * @param {Run} run
 * @param {import('./actions.js').Actions} act
 * @param {Layout} layout
 * @param {Own} [own]
 */
export function createRunView(kit, run, act, layout, own = {}) {
  const { element, banners, send, url } = kit;
  const painting = createPainting(kit, run, act, layout, own);
  const follow = () => {
    layout.follow();
    painting.words();
    url.changed();
    own.changed?.();
  };
  run.listeners.add(follow);

  /** @param {import('../socket.js').Message} event */
  function heard(event) {
    const { type, message } = event;
    if (type === 'opened') {
      run.id = event.run;
      if (!event.resumed) begin(event.linked);
      if (run.settings.unit !== null || run.settings.image !== null) act.pinAgain();
      own.opened?.();
      if (run.page) send({ type: 'page', index: run.page });
    } else if (type === 'status') {
      element.dataset.state = event.state;
      banners.show('status', message, { kind: 'wait' });
      own.status?.(event.state);
    } else if (type === 'error') {
      if (!own.refused?.(message)) kit.complain(message, 'error');
    } else if (type === 'notice') kit.notice(message);
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

  /** @param {import('../socket.js').Message} event */
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
    first: () => ({ type: 'open', run: run.id, settings: withoutPins(run.settings), ...run.link }),
    heard,
    received: painting.push,
    down: () => banners.clear('status'),
    query: (/** @type {string} */ search) => withLink(run.link, toQuery(run.settings, search)),
    place: () => structureOf(run.settings),
    returned,
    restyle: layout.restyle,
    owned: [{ destroy: () => run.listeners.delete(follow) }, painting, act, layout],
  };
}

/**
 * Takes in the frames and draws them.
 *
 * @param {import('../page.js').Kit} kit
 * @param {Run} run
 * @param {import('./actions.js').Actions} act
 * @param {Layout} layout
 * @param {Own} own
 */
function createPainting({ element, banners, send, online, url }, run, act, layout, own) {
  const words = throttle(layout.words, WORDS_EVERY);
  const altText = throttle(layout.describe, ALT_TEXT_EVERY);
  const painter = createPainter((frame) => paint(/** @type {Frame} */ (frame)));

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
    layout.draw(frame.sections, fresh);
    run.painted += 1;
    const { dataset } = element;
    dataset.step = String(header.step);
    dataset.lambda = String(header.lam);
    dataset.rate = String(Math.round(header.rate));
    dataset.frame = String(run.painted);
    if (online()) {
      dataset.state = header.state;
      banners.clear('status');
    }
    own.painted?.(frame);
    divergence(header);
    if (header.settings) settled(header.settings);
    if (fresh) words.now();
    else words.soon();
    altText.soon();
  }

  /** @param {Header} header */
  function divergence(header) {
    if (header.state !== 'diverged' || !header.diverged) return banners.clear('diverged');
    const action = { name: 'Go back to the last good state', act: act.restore };
    banners.show('diverged', header.diverged.message, { kind: 'bad', action });
  }

  /** @param {{[name: string]: any}} settings of a full frame */
  function settled(settings) {
    url.changed();
    own.settled?.(settings);
    if (!run.awaits?.(settings)) return;
    run.awaits = null;
    own.another?.(settings);
  }

  return {
    push: painter.push,
    words: words.soon,
    destroy() {
      for (const part of [painter, words, altText]) part.destroy();
    },
  };
}

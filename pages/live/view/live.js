// The live view: one run, one socket, one place on the page. Streamlit calls `mount` on every rerun of its script.

import { createActions } from '../../kit/view/run/actions.js';
import { el } from '../../kit/view/dom.js';
import { createPlace, fillWindow, loadStyles } from '../../kit/view/host.js';
import { createLayout } from './layout.js';
import { createPainter, throttle } from '../../kit/view/painter.js';
import { listenToKeys } from '../../kit/view/keys.js';
import { meaning } from './keys.js';
import { connect, socketUrl } from '../../kit/view/socket.js';
import { STRUCTURE, Session, sameStructure, settingsFrom } from '../../kit/view/run/run.js';
import { shareSelection, tab } from '../../kit/view/tab.js';
import { readTheme } from '../../kit/view/theme.js';
import { toQuery } from '../../kit/view/run/query.js';
import { createUrlWriter } from '../../kit/view/url.js';

const WORDS_EVERY = 100; // milliseconds
const ALT_TEXT_EVERY = 2000;

/**
 * @typedef {{settings: {[name: string]: any}, base: string, build_token: number, notices: string[]}} Given
 * @typedef {{data: Given, setStateValue?: (name: string, value: unknown) => void}} Component
 * @typedef {ReturnType<typeof createInstance>} Instance
 */

/** What Streamlit's side bar said last. @type {Given|null} */
let given = null;
/** @type {ReturnType<typeof createPlace<Instance>>} */
const place = createPlace();

/**
 * Show the live view in this element, or take in what the script says anew.
 *
 * @param {HTMLElement} root
 * @param {Component} component
 * @returns {() => void} teardown
 */
export function mount(root, component) {
  const { data } = component;
  const settings = settingsFrom(data.settings);
  const session = (tab.session ??= new Session(settings));
  const asked =
    given !== null &&
    (data.build_token !== given.build_token ||
      (!sameStructure(data.settings, given.settings) && !sameStructure(settings, session.settings)));
  given = data;
  if (asked) for (const key of STRUCTURE) /** @type {any} */ (session.settings)[key] = settings[key];
  place.at(root, () => createInstance(root, session, data.base)).update(component, asked);
  return () => unmount(root);
}

export const unmount = place.leave;

/** What another page has selected and the run does not pin yet. @param {Session} session */
function carry({ settings }) {
  const selected = tab.selection;
  return selected && (selected.unit !== settings.unit || selected.image !== settings.image) ? selected : null;
}

/**
 * @param {HTMLElement} root
 * @param {Session} session
 * @param {string} base
 */
function createInstance(root, session, base) {
  const element = el('div', { class: 'cae-root', 'data-testid': 'live-view', 'data-state': 'queued' });
  // Until the style sheet is there: without it, canvases that follow their box would make it grow, and follow again.
  element.style.display = 'none';
  root.append(element);

  /** @type {Component['setStateValue']} */
  let setStateValue;
  let online = false;
  let theme = readTheme(element, false);
  /** What another page has selected, until the images are here. */
  let carried = carry(session);
  if (!carried) shareSelection(session.settings);

  const act = createActions(session, (message) => socket.send(message));
  const layout = createLayout(element, session, act, () => theme, restyle);
  const { banners } = layout;
  const url = createUrlWriter((search) => toQuery(session.settings, search));
  const words = throttle(layout.words, WORDS_EVERY);
  const altText = throttle(layout.describe, ALT_TEXT_EVERY);
  const painter = createPainter(paint);
  const filling = fillWindow(element);
  const deaf = listenToKeys((key) => meaning(key, act, session, layout.help.toggle));

  const follow = () => {
    layout.follow();
    words.soon();
    url.changed();
    if (!carried) shareSelection(session.settings);
  };
  session.listeners.add(follow);
  document.addEventListener('visibilitychange', visibility);
  restyle();
  loadStyles(new URL('./live.css', import.meta.url).href).then(() => {
    element.style.display = '';
    filling.measure();
  });

  const socket = connect({
    url: socketUrl(base),
    hello: () => ({ type: 'open', run: session.run, settings: runSettings() }),
    onEvent: heard,
    onFrame: painter.push,
    onDown() {
      online = false;
      element.dataset.state = 'reconnecting';
      banners.show('status', 'The connection to the server is lost; trying again. The last picture stays.', { kind: 'wait' });
    },
  });

  function runSettings() {
    const { unit: _unit, image: _image, ...settings } = session.settings;
    return settings;
  }

  function visibility() {
    socket.send({ type: 'visible', visible: !document.hidden });
  }

  /** @param {import('../../kit/view/socket.js').Message} event */
  function heard(event) {
    const { type, message } = event;
    if (type === 'opened') {
      online = true;
      session.run = event.run;
      if (!event.resumed) session.seq = 0;
      if (session.settings.unit !== null || session.settings.image !== null) act.pinAgain();
      if (session.strip.length) act.sendStrip();
      if (session.page) socket.send({ type: 'page', index: session.page });
      if (document.hidden) visibility();
    } else if (type === 'status') {
      element.dataset.state = event.state;
      banners.show('status', message, { kind: 'wait' });
    } else if (type === 'error') {
      banners.show('error', message, { kind: 'bad', dismissible: true, passing: true });
    } else if (type === 'notice') {
      notice(message);
    }
  }

  /** @param {string} message */
  function notice(message) {
    if (session.dismissed.has(message)) return;
    banners.show(`notice ${message}`, message, { dismissible: true, dismissed: () => session.dismissed.add(message) });
  }

  /** Called in the animation frame; nothing here may read the layout. @param {import('../../kit/view/frames.js').Frame} frame */
  function paint(frame) {
    const { header } = frame;
    const fresh = session.apply(frame);
    for (const view of layout.views) view.draw(frame, fresh);
    session.painted += 1;
    const { dataset } = element;
    dataset.step = String(header.step);
    dataset.lambda = String(header.lam);
    dataset.rate = String(Math.round(header.rate));
    dataset.frame = String(session.painted);
    if (online) {
      dataset.state = header.state;
      banners.clear('status');
    }
    socket.send({ type: 'ack', frame: header.frame });
    if (frame.sections.labels) stripAsked();
    if (carried && session.data) arrive(carried, session.data.count);
    divergence(header);
    if (header.settings) settled(header.settings);
    if (fresh) words.now();
    else words.soon();
    altText.soon();
  }

  /** Pin what was selected on the page before, as far as it is there. @param {import('../../kit/view/tab.js').Selection} selected @param {number} count */
  function arrive({ unit, image }, count) {
    carried = null;
    const within = (/** @type {number|null} */ i, /** @type {number} */ n) => (i !== null && i < n ? i : null);
    act.pin(within(unit, session.settings.hidden), within(image, count));
  }

  /** Ask for our ten images when the server shows others. */
  function stripAsked() {
    if (session.strip.some((id, column) => session.shown[column] !== id)) act.sendStrip();
  }

  /** @param {import('../../kit/view/frames.js').Header} header */
  function divergence(header) {
    if (header.state !== 'diverged' || !header.diverged) return banners.clear('diverged');
    const action = { name: 'Go back to the last good state', act: act.restore };
    banners.show('diverged', header.diverged.message, { kind: 'bad', action });
  }

  /** @param {{[name: string]: any}} settings of a full frame */
  function settled(settings) {
    url.changed();
    if (!session.awaitsSeed) return;
    session.awaitsSeed = false;
    setStateValue?.('seed', settings.seed);
  }

  function restyle() {
    const next = readTheme(element, layout.lecture());
    const scheme = next.dark ? 'dark' : 'light';
    if (element.dataset.theme !== scheme) element.dataset.theme = scheme;
    if (next.key === theme.key && element.dataset.styled) return;
    element.dataset.styled = 'yes';
    theme = next;
    layout.restyle();
  }

  return {
    element,
    /** @param {Component} component @param {boolean} rebuild */
    update(component, rebuild) {
      setStateValue = component.setStateValue;
      restyle();
      for (const text of component.data.notices ?? []) notice(text);
      if (rebuild) {
        act.rebuild();
        session.changed();
      }
    },
    destroy() {
      session.listeners.delete(follow);
      document.removeEventListener('visibilitychange', visibility);
      deaf();
      socket.close();
      painter.destroy();
      url.destroy();
      words.destroy();
      altText.destroy();
      act.destroy();
      filling.destroy();
      layout.destroy();
      element.remove();
    },
  };
}

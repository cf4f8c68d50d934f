// The live view: one run, one socket, one place on the page. Streamlit calls `mount` on every rerun of its script.

import { createPlace } from '../../kit/view/host.js';
import { listenToKeys } from '../../kit/view/keys.js';
import { createActions } from '../../kit/view/run/actions.js';
import { createPainter } from '../../kit/view/run/painter.js';
import { toQuery } from '../../kit/view/run/query.js';
import { STRUCTURE, Run, sameStructure, settingsFrom, withoutPins } from '../../kit/view/run/run.js';
import { createShell } from '../../kit/view/shell.js';
import { connect, socketUrl } from '../../kit/view/socket.js';
import { sharePins, tab } from '../../kit/view/tab.js';
import { throttle } from '../../kit/view/throttle.js';
import { createUrlWriter } from '../../kit/view/url.js';
import { createVersionWatch } from '../../kit/view/version.js';
import { meaning } from './keys.js';
import { createLayout } from './layout.js';

const WORDS_EVERY = 100; // milliseconds
const ALT_TEXT_EVERY = 2000;

/**
 * @typedef {{settings: {[name: string]: any}, base: string, version?: string, build_token: number, notices: string[]}} Given
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
  const run = (tab.run ??= new Run(settings));
  const asked =
    given !== null &&
    (data.build_token !== given.build_token ||
      (!sameStructure(data.settings, given.settings) && !sameStructure(settings, run.settings)));
  given = data;
  if (asked) Object.assign(run.settings, Object.fromEntries(STRUCTURE.map((key) => [key, settings[key]])));
  place.at(root, () => createInstance(root, run, data.base)).update(component, asked);
  return () => unmount(root);
}

export const unmount = place.leave;

/** What another page has pinned and the run does not yet. @param {Run} run */
function carry({ settings }) {
  const { pins } = tab;
  return pins && (pins.unit !== settings.unit || pins.image !== settings.image) ? pins : null;
}

/**
 * @param {HTMLElement} root
 * @param {Run} run
 * @param {string} base
 */
function createInstance(root, run, base) {
  const attributes = { class: 'cae-root', 'data-testid': 'live-view', 'data-state': 'queued' };
  const shell = createShell(root, attributes, new URL('./live.css', import.meta.url).href);
  const { element } = shell;

  /** @type {Component['setStateValue']} */
  let setStateValue;
  let online = false;
  /** What another page has pinned, until the images are here. */
  let carried = carry(run);
  if (!carried) sharePins(run.settings);

  const act = createActions(run, (message) => socket.send(message));
  const layout = createLayout(element, run, act, shell.theme, restyle);
  const { banners } = layout;
  const version = createVersionWatch(banners);
  const url = createUrlWriter((search) => toQuery(run.settings, search));
  const words = throttle(layout.words, WORDS_EVERY);
  const altText = throttle(layout.describe, ALT_TEXT_EVERY);
  const painter = createPainter((frame) => paint(/** @type {import('../../kit/view/run/run.js').Frame} */ (frame)));
  const deaf = listenToKeys((key) => meaning(key, act, run, layout.help.toggle));

  const follow = () => {
    layout.follow();
    words.soon();
    url.changed();
    if (!carried) sharePins(run.settings);
  };
  run.listeners.add(follow);
  document.addEventListener('visibilitychange', visibility);
  restyle();

  const socket = connect({
    url: socketUrl(base),
    first: () => ({ type: 'open', run: run.id, settings: withoutPins(run.settings) }),
    onEvent: heard,
    onVersion: version.heard,
    onFrame: painter.push,
    onDown() {
      online = false;
      element.dataset.state = 'reconnecting';
      banners.show('status', 'The connection to the server is lost; trying again. The last picture stays.', { kind: 'wait' });
    },
  });

  function visibility() {
    socket.send({ type: 'visible', visible: !document.hidden });
  }

  /** @param {import('../../kit/view/socket.js').Message} event */
  function heard(event) {
    const { type, message } = event;
    if (type === 'opened') {
      online = true;
      run.id = event.run;
      if (!event.resumed) run.seq = 0;
      if (run.settings.unit !== null || run.settings.image !== null) act.pinAgain();
      if (run.strip.length) act.sendStrip();
      if (run.page) socket.send({ type: 'page', index: run.page });
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
    if (run.dismissed.has(message)) return;
    banners.show(`notice ${message}`, message, { dismissible: true, dismissed: () => run.dismissed.add(message) });
  }

  /** Called in the animation frame; nothing here may read the layout. @param {import('../../kit/view/run/run.js').Frame} frame */
  function paint(frame) {
    const { header } = frame;
    const fresh = run.apply(frame);
    for (const panel of layout.panels) panel.draw(frame.sections, fresh);
    run.painted += 1;
    const { dataset } = element;
    dataset.step = String(header.step);
    dataset.lambda = String(header.lam);
    dataset.rate = String(Math.round(header.rate));
    dataset.frame = String(run.painted);
    if (online) {
      dataset.state = header.state;
      banners.clear('status');
    }
    socket.send({ type: 'ack', frame: header.frame });
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
    if (!run.awaitsSeed) return;
    run.awaitsSeed = false;
    setStateValue?.('seed', settings.seed);
  }

  function restyle() {
    if (shell.follow(layout.lecture())) layout.restyle();
  }

  return {
    element,
    /** @param {Component} component @param {boolean} rebuild */
    update(component, rebuild) {
      setStateValue = component.setStateValue;
      restyle();
      version.given(component.data.version);
      for (const text of component.data.notices ?? []) notice(text);
      if (rebuild) {
        act.rebuild();
        run.changed();
      }
    },
    destroy() {
      run.listeners.delete(follow);
      document.removeEventListener('visibilitychange', visibility);
      deaf();
      socket.close();
      painter.destroy();
      url.destroy();
      words.destroy();
      altText.destroy();
      act.destroy();
      layout.destroy();
      shell.destroy();
    },
  };
}

// The Atlas view: one family of models, one socket, one place on the page. Streamlit calls `mount` on every rerun of its
// script.

import { createPlace } from '../../kit/view/host.js';
import { listenToKeys } from '../../kit/view/keys.js';
import { createShell } from '../../kit/view/shell.js';
import { connect, socketUrl } from '../../kit/view/socket.js';
import { sharePins, tab } from '../../kit/view/tab.js';
import { createTooltip } from '../../kit/view/tooltip.js';
import { createUrlWriter } from '../../kit/view/url.js';
import { createVersionWatch } from '../../kit/view/version.js';
import { createActions } from './actions.js';
import { meaning } from './keys.js';
import { createLayout } from './layout.js';
import { createOthers } from './others.js';
import { savePicture } from './picture.js';
import { toQuery } from './query.js';
import { createStage } from './stage.js';
import { addedTo, Atlas } from './store.js';

// Safari has no such thing yet.
const whenIdle = window.requestIdleCallback ?? ((/** @type {() => void} */ call) => setTimeout(call, 30));
const notIdle = window.cancelIdleCallback ?? clearTimeout;
const LASTING = new Set(['cancel', 'resume']);

/**
 * @typedef {object} Given
 * @property {{[name: string]: any}} settings
 * @property {import('./query.js').View} view
 * @property {string} base
 * @property {string} [version] of the modules on the server's disk
 * @property {number} build_token
 * @property {string[]} notices
 *
 * @typedef {{data: Given, setTriggerValue?: (name: string, value: unknown) => void}} Component
 * @typedef {ReturnType<typeof createInstance>} Instance
 */

/** @type {ReturnType<typeof createPlace<Instance>>} */
const place = createPlace();

/**
 * Show the view in this element, or take in what the script says anew.
 *
 * @param {HTMLElement} root
 * @param {Component} component
 * @returns {() => void} teardown
 */
export function mount(root, component) {
  place.at(root, () => createInstance(root, component.data)).update(component);
  return () => unmount(root);
}

export const unmount = place.leave;

/** @param {HTMLElement} root @param {Given} given */
function createInstance(root, given) {
  const attributes = { class: 'cae-root cae-atlas', 'data-testid': 'atlas-view', 'data-state': 'queued', 'data-done': 0, 'data-total': 0, 'data-repaints': 0 };
  const shell = createShell(root, attributes, new URL('./atlas.css', import.meta.url).href);
  const { element, theme } = shell;

  const { base } = given;
  let { settings, build_token: token } = given;
  const atlas = new Atlas();
  /** @type {import('./actions.js').Page} */
  const page = {
    view: { ...given.view, ...tab.pins },
    differs: false,
    wanted: given.view.at,
    touched: given.view.at !== null,
    progress: { state: 'queued', done: 0, fraction: 0, remaining_s: null, message: null },
  };
  const { view } = page;
  sharePins(view);
  /** @type {Component['setTriggerValue']} */
  let setTriggerValue;
  /** @type {number|null} index of the λ by which the atlas that is being opened is larger than the one before */
  let added = null;

  const act = createActions(atlas, page, {
    send: (message) => socket.send(message),
    moved: () => stage.draw(),
    compared() {
      sharePins(view);
      stage.compared();
    },
    played: () => layout.scrub.playing(act.playing()),
    add: (lam) => setTriggerValue?.('added', lam),
    complain: (message) => layout.banners.show('complaint', message, { kind: 'bad', dismissible: true }),
  });
  const tip = createTooltip(element, () => atlas.images, theme);
  const picture = () =>
    savePicture(atlas, page, layout, theme()).catch((error) => act.complain(`The picture could not be made: ${error.message}`));
  const others = createOthers(base, () => {
    layout.memory.update();
    stage.words();
  });
  const layout = createLayout(element, atlas, act, view, theme, base, others, tip, picture, restyle);
  const { banners } = layout;
  const version = createVersionWatch(banners);
  const url = createUrlWriter((search) => toQuery(settings, view, search));
  const stage = createStage({ element, atlas, page, layout, changed: url.changed });
  const deaf = listenToKeys((key) => meaning(key, act, layout.help.toggle));
  layout.scrub.playing(false);
  restyle();

  const socket = connect({
    url: socketUrl(base, 'atlas'),
    first: () => ({ type: 'open', settings }),
    answer: 'opened',
    lasting: LASTING,
    onEvent: heard,
    onVersion: version.heard,
    onFrame: received,
    onDown() {
      showProgress({ ...page.progress, state: 'reconnecting', remaining_s: null });
      banners.show('status', 'The connection to the server is lost; trying again. What is here stays.', { kind: 'wait' });
    },
  });

  /** @param {import('../../kit/view/socket.js').Message} event */
  function heard(event) {
    if (event.type === 'opened') opened(event);
    else if (event.type === 'progress') {
      const { state, done, fraction, remaining_s, message } = event;
      showProgress({ state, done, fraction, remaining_s, message });
    } else if (event.type === 'error') banners.show('error', event.message, { kind: 'bad', dismissible: true });
  }

  /** @param {import('../../kit/view/socket.js').Message} event */
  function opened(event) {
    banners.clear('status');
    const cancelled = page.progress.state === 'reconnecting' && wasCancelled;
    const before = atlas.key;
    const another = atlas.open(event.key, event.settings);
    settings = event.settings;
    if (another) {
      stage.forget();
      if (before) Object.assign(view, { at: null, left: null }, added === null ? { unit: null, image: null } : {});
      if (before) Object.assign(page, { touched: added !== null, wanted: added });
      added = null;
      trainedHere = false;
      element.dataset.done = '0';
      delete element.dataset.index;
      delete element.dataset.lambda;
      layout.compare(view.left !== null);
    }
    for (const text of event.notices ?? []) banners.show(`notice ${text}`, text, { dismissible: true });
    element.dataset.total = String(atlas.total);
    layout.update();
    if (another) others.opened(settings, event.others ?? {});
    stage.settle();
    if (cancelled) act.cancel();
  }

  let wasCancelled = false;
  /** @param {import('./progress.js').Progress} progress */
  function showProgress(progress) {
    page.progress = progress;
    const { state, message } = progress;
    if (state !== 'reconnecting') wasCancelled = state === 'cancelled';
    element.dataset.state = state;
    layout.progress.show({ ...progress, done: atlas.done().length }, atlas.total, atlas.independent);
    if (state === 'reconnecting') return;
    if (message) banners.show('progress', message, { kind: state === 'failed' ? 'bad' : 'wait' });
    else banners.clear('progress');
    if (state !== 'complete') return;
    if (!page.touched && arrivedAtOnce()) act.go(Math.floor(atlas.total / 2));
    comparing ||= whenIdle(compareUnits);
  }

  let comparing = 0;
  /** Whether units stay themselves from λ to λ, a pair at a time while there is nothing else to do. */
  function compareUnits() {
    comparing = atlas.compareNext() ? whenIdle(compareUnits) : 0;
    if (!comparing) stage.settle();
  }

  /** Whether the atlas was trained before it was opened here. */
  const arrivedAtOnce = () => !trainedHere;
  let trainedHere = false;

  /** @param {import('../../kit/view/frames.js').Frame} frame */
  function received(frame) {
    const { kind } = frame.header;
    if (kind === 'statics') {
      atlas.takeStatics(frame);
      for (const side of [layout.left, layout.right]) side.statics();
      stage.compared();
      stage.forget();
    } else if (kind === 'point') {
      const point = atlas.takePoint(frame);
      trainedHere = page.progress.state === 'training';
      if (page.wanted !== null) view.at = atlas.nearest(page.wanted);
      else if (!page.touched || view.at === null || !atlas.points[view.at]) view.at = atlas.resting(point.index);
      element.dataset.done = String(atlas.done().length);
    }
    layout.compare(stage.pinned() !== null);
    layout.update();
    layout.progress.show({ ...page.progress, done: atlas.done().length }, atlas.total, atlas.independent);
    stage.draw();
  }

  function restyle() {
    if (shell.follow(layout.lecture())) layout.restyle();
  }

  return {
    element,
    /** @param {Component} component */
    update({ data, setTriggerValue: trigger }) {
      setTriggerValue = trigger;
      restyle();
      version.given(data.version);
      for (const text of data.notices ?? []) banners.show(`notice ${text}`, text, { dismissible: true });
      if (data.build_token === token) return;
      token = data.build_token;
      added = addedTo(settings, data.settings);
      settings = data.settings;
      socket.send({ type: 'open', settings });
    },
    destroy() {
      deaf();
      socket.close();
      notIdle(comparing);
      for (const part of [act, url, stage, others, layout]) part.destroy();
      shell.destroy();
    },
  };
}

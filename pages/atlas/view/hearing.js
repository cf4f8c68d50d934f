// What the Atlas page asks of the server, and what it does with each answer.

import { addedTo } from './store.js';

// Safari has no such thing yet.
const whenIdle = window.requestIdleCallback ?? ((/** @type {() => void} */ call) => setTimeout(call, 30));
const notIdle = window.cancelIdleCallback ?? clearTimeout;

/**
 * @typedef {import('../../kit/view/socket.js').Message} Message
 * @typedef {{settings: {[name: string]: any}, build_token: number}} Given what the page's script says of the atlas
 *
 * @param {import('../../kit/view/page.js').Kit} kit
 * @param {object} on
 * @param {import('./store.js').Atlas} on.atlas
 * @param {import('./actions.js').Page} on.page
 * @param {import('./actions.js').AtlasActions} on.act
 * @param {ReturnType<typeof import('./layout.js').createLayout>} on.layout
 * @param {ReturnType<typeof import('./stage.js').createStage>} on.stage
 * @param {ReturnType<typeof import('./others.js').createOthers>} on.others
 * @param {Given} given
 */
export function createHearing({ element, banners, send, notice, complain }, { atlas, page, act, layout, stage, others }, given) {
  const { view } = page;
  let { settings, build_token: token } = given;
  /** @type {number|null} index of the λ by which the atlas that is being opened is larger than the one before */
  let added = null;
  let wasCancelled = false;
  let trainedHere = false; // while it is open here, not before
  let comparing = 0;

  /** @param {Message} event */
  function heard(event) {
    if (event.type === 'opened') opened(event);
    else if (event.type === 'progress') {
      const { state, done, fraction, remaining_s, message } = event;
      showProgress({ state, done, fraction, remaining_s, message });
    } else if (event.type === 'error') complain(event.message, 'error');
  }

  /** @param {Message} event */
  function opened(event) {
    const cancelled = page.progress.state === 'reconnecting' && wasCancelled;
    const before = atlas.key;
    const another = atlas.open(event.key, event.settings);
    settings = event.settings;
    if (another) {
      stage.forget();
      layout.forget();
      if (before) Object.assign(view, { at: null, left: null }, added === null ? { unit: null, image: null } : {});
      if (before) Object.assign(page, { touched: added !== null, wanted: added });
      added = null;
      trainedHere = false;
      element.dataset.done = '0';
      delete element.dataset.index;
      delete element.dataset.lambda;
      layout.compare(view.left !== null, page.differs);
    }
    for (const text of event.notices ?? []) notice(text);
    element.dataset.total = String(atlas.total);
    layout.update();
    if (another) others.opened(settings, event.others ?? {});
    stage.settle();
    if (cancelled) act.cancel();
  }

  /** @param {import('./progress.js').Progress} progress */
  function showProgress(progress) {
    page.progress = progress;
    const { state, message } = progress;
    if (state !== 'reconnecting') wasCancelled = state === 'cancelled';
    element.dataset.state = state;
    showDone();
    if (state === 'reconnecting') return;
    if (message) banners.show('progress', message, { kind: state === 'failed' ? 'bad' : 'wait' });
    else banners.clear('progress');
    if (state !== 'complete') return;
    if (!page.touched && !trainedHere) act.go(atlas.middle);
    comparing ||= whenIdle(compareUnits);
  }

  function showDone() {
    const { state } = page.progress;
    layout.progress.show({ ...page.progress, done: atlas.done().length }, atlas.total, atlas.independent);
    layout.begun.show(state);
    layout.notes.follow(state);
  }

  /** Whether units stay themselves from λ to λ, a pair at a time while there is nothing else to do. */
  function compareUnits() {
    comparing = atlas.compareNext() ? whenIdle(compareUnits) : 0;
    if (!comparing) stage.settle();
  }

  /** @param {import('../../kit/view/frames.js').Frame} frame */
  function received(frame) {
    const { kind, name, figure } = frame.header;
    if (kind === 'figure') return layout.take(name, figure);
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
    layout.compare(stage.pinned() !== null, page.differs);
    layout.update();
    showDone();
    stage.draw();
  }

  return {
    heard,
    received,
    first: () => ({ type: 'open', settings }),
    down: () => showProgress({ ...page.progress, state: 'reconnecting', remaining_s: null }),
    settings: () => settings,
    /** The side bar may ask for another atlas. @param {Given} data */
    update(data) {
      if (data.build_token === token) return;
      token = data.build_token;
      added = addedTo(settings, data.settings);
      settings = data.settings;
      send({ type: 'open', settings });
    },
    destroy: () => notIdle(comparing),
  };
}

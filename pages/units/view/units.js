// The Units view: one source, one socket, one place on the page. Streamlit calls `mount` on every rerun of its script.

import { createPlace } from '../../kit/view/host.js';
import { listenToKeys } from '../../kit/view/keys.js';
import { createActions as createLiveActions } from '../../kit/view/run/actions.js';
import { Run, settingsFrom, withoutPins } from '../../kit/view/run/run.js';
import { createShell } from '../../kit/view/shell.js';
import { connect, socketUrl } from '../../kit/view/socket.js';
import { createOpening } from '../../kit/view/source/opening.js';
import { createPicker } from '../../kit/view/source/picker.js';
import { createUpload } from '../../kit/view/source/upload.js';
import { sharePins, tab } from '../../kit/view/tab.js';
import { throttle } from '../../kit/view/throttle.js';
import { createTooltip } from '../../kit/view/tooltip.js';
import { createUrlWriter } from '../../kit/view/url.js';
import { createVersionWatch } from '../../kit/view/version.js';
import { createActions } from './actions.js';
import { COMPLAINT } from '../../kit/view/exports.js';
import { Findings } from './findings.js';
import { meaning } from './keys.js';
import { createLayout } from './layout.js';
import { toQuery } from './query.js';
import { createStage } from './stage.js';

const LASTING = new Set(['pin', 'thresholds', 'cluster', 'library', 'set', 'play', 'pause']);
const DESCRIBE_EVERY = 2000; // milliseconds
const WORDS_EVERY = 100;

/**
 * @typedef {object} Given
 * @property {{[name: string]: any}} settings of the live run
 * @property {{[name: string]: any}} view what the address says
 * @property {{[name: string]: string}} datasets their names
 * @property {string} base
 * @property {string} [version] of the modules on the server's disk
 * @property {string[]} notices
 *
 * @typedef {{data: Given}} Component
 * @typedef {ReturnType<typeof createInstance>} Instance
 */

/** What was looked at last, before another page was visited. @type {import('./types.js').Page|null} */
let lastPage = null;
/** Notices the person has closed. @type {Set<string>} */
const dismissed = new Set();
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
  place.at(root, () => createInstance(root, component.data)).update(component.data);
  return () => unmount(root);
}

export const unmount = place.leave;

/**
 * What was looked at before another page was visited, or else what the address asks for.
 *
 * @param {Given} given
 * @param {Run} run
 * @returns {import('./types.js').Page}
 */
function pageOf({ view }, run) {
  const fresh = { there: '', label: '', state: 'starting', clustering: false };
  if (lastPage) return { ...lastPage, ...fresh, picked: lastPage.source.kind, pins: { ...(tab.pins ?? lastPage.pins) } };
  const { source, show, sort, group, scale, images, unit, image } = view;
  /** @type {{[kind: string]: import('../../kit/view/source/sources.js').Source}} */
  const sources = {
    live: { kind: 'live', run: run.id, settings: withoutPins(run.settings) },
    atlas: { kind: 'atlas', key: view.atlas ?? '', index: view.at },
    checkpoint: { kind: 'checkpoint', id: view.checkpoint ?? '', dataset: view.data },
  };
  return {
    ...fresh, source: sources[source], picked: source, images,
    view: { show, sort, group, scale }, thresholds: { ...view.thresholds }, pins: { ...(tab.pins ?? { unit, image }) },
  };
}

/** @param {HTMLElement} root @param {Given} given */
function createInstance(root, given) {
  const attributes = { class: 'cae-root cae-units', 'data-testid': 'units-view', 'data-state': 'starting', 'data-repaints': 0 };
  const shell = createShell(root, attributes, new URL('./units.css', import.meta.url).href);
  const { element, theme } = shell;

  const { base, datasets } = given;
  const defaults = { ...given.view.defaults };
  const run = (tab.run ??= new Run(settingsFrom(given.settings)));
  const findings = new Findings();
  const page = pageOf(given, run);
  lastPage = page;
  sharePins(page.pins);
  let repaints = 0;

  const stage = createStage({ paint, settled: () => opening.settled() && layout.matrix.settled() });
  const send = (/** @type {import('../../kit/view/socket.js').Message} */ message) => socket.send(message);
  const act = createActions(findings, page, {
    send,
    reopen: () => opening.reopen(),
    changed(what) {
      stage.soon(what);
      follow();
    },
    timed: stage.time,
    complain,
  });
  const live = createLiveActions(run, send);
  const upload = createUpload(element, base, {
    sending: (name) => layout.banners.show('upload', `${name} is on its way to the server.`, { kind: 'wait' }),
    sent(checkpoint, name) {
      layout.banners.clear('upload');
      opening.brought(checkpoint, name);
    },
    failed(message) {
      layout.banners.clear('upload');
      complain(message);
    },
  });
  const toggle = () => {
    if (page.source.kind === 'live') send({ type: page.state === 'running' ? 'pause' : 'play' });
  };
  const picker = createPicker(page, run, datasets, base, {
    pick: (kind) => opening.pick(kind),
    open: act.open,
    at: act.at,
    images: act.images,
    browse: upload.browse,
    toggle,
    step: live.step,
    live,
    refuse: complain,
  });
  const tip = createTooltip(element, () => findings.images, theme);
  const layout = createLayout(element, { findings, page, act, theme, base, tip }, picker.element, stage.soon, restyle);
  const version = createVersionWatch(layout.banners);
  const opening = createOpening({
    element, page, run, base, send,
    banners: layout.banners,
    card: layout.card,
    wanted: () => ({ thresholds: page.thresholds }),
    stated: () => findings.units?.header.state ?? 'ready',
    browse: upload.browse,
    asked: () => stage.time('units-first-view'),
    opened() {
      const { unit, image } = page.pins;
      if (unit !== null || image !== null) send({ type: 'pin', unit, image });
    },
    refused: () => (page.clustering = false),
    changed() {
      picker.show(opening.shelf);
      url.changed();
      stage.soon('view');
    },
  });
  const url = createUrlWriter((search) => toQuery(page, run.settings, defaults, search));
  const hands = {
    toggle,
    along,
    show: act.show,
    zoom: (/** @type {'in'|'out'|'all'} */ how) => layout.matrix.zoom[how](),
    again: layout.matrix.again,
    pinned: act.pinned,
    release: act.release,
    help: layout.help.toggle,
  };
  const deaf = listenToKeys((key) => meaning(key, hands));
  const describe = throttle(layout.matrix.describe, DESCRIBE_EVERY);
  const words = throttle(() => picker.words(findings.units?.header ?? null), WORDS_EVERY);
  const follow = () => {
    picker.show(opening.shelf);
    url.changed();
  };
  run.listeners.add(follow);
  document.addEventListener('visibilitychange', visibility);
  element.addEventListener(COMPLAINT, (event) => complain(/** @type {CustomEvent<string>} */ (event).detail));
  restyle();
  picker.show(opening.shelf);
  opening.begin();

  stage.time('units-first-view');
  const socket = connect({
    url: socketUrl(base, 'units'),
    first: () => opening.first(),
    answer: ['opened', 'failed', 'library', 'error'],
    lasting: LASTING,
    onEvent(event) {
      opening.heard(event);
      if (document.hidden && event.type === 'opened') visibility();
    },
    onVersion: version.heard,
    onFrame: received,
    onDown: opening.down,
  });

  /** @param {string} message */
  function complain(message) {
    layout.banners.show('complaint', message, { kind: 'bad', dismissible: true, passing: true });
  }

  /** One λ up or down. @param {1|-1} direction */
  function along(direction) {
    const { source } = page;
    if (source.kind === 'live') return live.nudgeLambda(direction);
    if (source.kind !== 'atlas' || source.index === null) return;
    const done = source.done ?? [];
    const next = done[done.indexOf(source.index) + direction];
    if (next !== undefined) act.at(next);
  }

  function visibility() {
    send({ type: 'visible', visible: !document.hidden });
  }

  /** @param {import('../../kit/view/frames.js').Frame} frame */
  function received(frame) {
    const { build, about } = findings;
    const what = findings.take(frame, page.pins);
    if (!what) return;
    if (build !== findings.build) within(about.dataset);
    else if (what === 'statics') act.cluster(); // what was asked of the source before is not answered any more
    if (what === 'units') opening.shown(frame.header);
    if (what === 'order') page.clustering = false;
    // of a new findings nothing can be drawn before its units are here: what was there stays so long
    if (what === 'statics') stage.later(what);
    else stage.soon(what);
  }

  /** Other units or images are here: what was pinned may be among them no more. @param {string|undefined} before the data set */
  function within(before) {
    page.clustering = false;
    const { unit, image } = page.pins;
    const other = before !== undefined && before !== findings.about.dataset;
    act.pin({
      unit: unit !== null && unit < findings.hidden ? unit : null,
      image: image !== null && image < findings.count && !other ? image : null,
    });
    act.cluster();
  }

  /** Called in the animation frame; nothing here may read the layout. @param {Set<import('./types.js').What>} what */
  function paint(what) {
    layout.update(what);
    const { dataset } = element;
    dataset.unit = String(page.pins.unit ?? '');
    dataset.image = String(page.pins.image ?? '');
    describe.soon();
    if (what.has('statics')) {
      dataset.units = String(findings.hidden);
      dataset.images = String(findings.count);
    }
    if (!what.has('units') || !findings.units) return;
    repaints += 1;
    const { serial } = findings.units.header;
    dataset.serial = String(serial);
    dataset.repaints = String(repaints);
    send({ type: 'ack', serial });
    words.soon();
  }

  function restyle() {
    if (shell.follow(layout.lecture())) layout.restyle();
  }

  return {
    element,
    /** @param {Given} data */
    update(data) {
      restyle();
      version.given(data.version);
      for (const text of data.notices ?? []) {
        if (!dismissed.has(text)) layout.banners.show(`notice ${text}`, text, { dismissible: true, dismissed: () => dismissed.add(text) });
      }
    },
    destroy() {
      run.listeners.delete(follow);
      document.removeEventListener('visibilitychange', visibility);
      deaf();
      socket.close();
      for (const part of [act, live, url, stage, describe, words, upload, layout]) part.destroy();
      shell.destroy();
    },
  };
}

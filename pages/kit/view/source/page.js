// A page that looks at a source: the live run, a model of an atlas, or a checkpoint. Its module is
// `export const { mount, unmount } = sourcePage({…})`.
//
// It gives its name, its style sheet, the frames it looks at (`findings`), and `build`, which makes its panels: elements
// with `update(what)`, `restyle()` and `destroy()` (`panels.js`). `what` holds what has changed since the last time: the
// kinds of the frames that have come, and of what was done here 'pins', 'view', 'selection' and whatever the page says itself.
//
// It may leave out everything else: keys, what its address says, messages of its own, an arrangement of the panels.
//
// It gets the bar in which the source is chosen, with λ and transport; what stands there while there is nothing to show;
// pins; the address; and the conversation with the server, whose `units` frames are acknowledged when they are painted.
// Its element says of what is on the screen: data-state, data-source, data-units, data-images, data-unit, data-image
// (what is pinned), data-serial and data-repaints.

import { el } from '../dom.js';
import { showAnswers } from '../answers.js';
import { page as createPage } from '../page.js';
import { Run, settingsFrom } from '../run/run.js';
import { tab, withPins, withSource } from '../tab.js';
import { throttle } from '../throttle.js';
import { createTooltip } from '../tooltip.js';
import { createActions } from './actions.js';
import { createBar } from './bar.js';
import { createCard } from './card.js';
import { meaning, shortcutsOf } from './keys.js';
import { knownOf } from './known.js';
import { createOpening } from './opening.js';
import { createPanels } from './panels.js';
import { toQuery } from './query.js';
import { createSelecting } from './selected.js';
import { liveSource } from './sources.js';
import { createStage } from './stage.js';
import { createWatching } from './watching.js';

/** Messages that every such page sends, and that wait while there is no connection. */
const LASTING = ['pin', 'select', 'library', 'set', 'play', 'pause'];
const DESCRIBE_EVERY = 2000; // milliseconds
const WORDS_EVERY = 100;

/**
 * @typedef {import('./findings.js').Findings} Findings
 * @typedef {import('./sources.js').Choice} Choice
 * @typedef {import('./panels.js').Panel} Panel
 *
 * What the page's script gives.
 *
 * @typedef {object} Given
 * @property {{[name: string]: any}} settings of the live run
 * @property {{[name: string]: any}} view what the address says
 * @property {{[name: string]: string}} datasets their names
 *
 * What the page is built with, beside its findings and what it looks at.
 *
 * @typedef {object} Hands
 * @property {Run} run the live run
 * @property {import('./actions.js').SourceActions & {select: (images: ArrayLike<number>) => void}} act what a person can do with any source
 * @property {import('../tooltip.js').Tooltip} tip
 * @property {(what: string) => void} changed something was done: panels, bar and address follow
 * @property {(what?: string) => void} soon the panels follow in the next animation frame
 * @property {(name: string, element: Element, kind?: import('./watching.js').Kind) => void} watch this element shows the figure of this name,
 * or the frame if it is one of 'works': drawn while it can be seen
 * @property {(name: string) => void} time something is waited for from now on: the browser's measure of that name
 *
 * What it gives back.
 *
 * @typedef {object} Parts
 * @property {{[area: string]: Panel}} panels in the order in which they stand, each in the area `cae-area-<name>`
 * @property {{[area: string]: {title: string, tall?: boolean}}} [called] those that lecture mode can show, if not all by their own names
 * @property {string[]} [usual] those it shows at first, the largest last; otherwise the first of all
 * @property {{unit?: Panel, image?: Panel}} [answers] those that say more of what is pinned
 * @property {Panel} [foremost] the one that is drawn before the others; otherwise the first
 * @property {(key: string) => (() => void)|null} [meaning] what a key of its own does, or null
 * @property {() => import('./query.js').Said} [says] of itself in the address
 * @property {() => {[name: string]: any}} [wanted] what else the server is told when a source is opened
 * @property {() => void} [opened] the source is there, what it shows will follow
 * @property {(kind: string) => void} [came] a frame of this kind was taken in
 * @property {() => void} [refused] what was asked for of the source will not come
 * @property {import('../firstvisit.js').Visit} [visit] what a first visit is met with
 * @property {{destroy: () => void}[]} [owned] what ends with the page, beside its panels
 */

/**
 * @template {Findings} F
 * @template {object} O
 * @typedef {import('../page.js').Kit & Hands & {findings: F, page: Choice & O}} SourceKit
 */

/**
 * @template {Findings} F
 * @template {object} O
 * @typedef {object} SourceTable
 * @property {string} name
 * @property {string} styles address of its style sheet
 * @property {import('../page.js').Shortcuts} [shortcuts] of its own
 * @property {string} [cursor] what Tab and the arrows do in its panels
 * @property {import('./selected.js').Selects} [selects] what it does with images that are selected
 * @property {boolean} [second] whether it shows a second pinned image
 * @property {string[]} [lasting] types of its own messages that wait while there is no connection
 * @property {() => F} findings
 * @property {(view: {[name: string]: any}) => O} [looking] how the source is looked at, by what the address says; in `page` from then on
 * @property {(kit: SourceKit<F, O>, given: Given) => Parts} build
 */

/**
 * @template {Findings} F
 * @template {object} O
 * @param {SourceTable<F, O>} table
 */
export function sourcePage(table) {
  const { name, styles, shortcuts, cursor, lasting = [] } = table;
  /** What was looked at last, before another page was visited. @type {Choice & O|null} */
  let lastPage = null;
  return createPage({
    name,
    styles,
    attributes: { class: `cae-root cae-${name}`, 'data-state': 'starting', 'data-repaints': 0 },
    shortcuts: shortcutsOf(shortcuts, cursor),
    answer: ['opened', 'failed', 'library', 'error'],
    lasting: new Set([...LASTING, ...lasting]),
    hides: true,
    build(kit, /** @type {Given} */ given) {
      const run = (tab.run ??= new Run(settingsFrom(given.settings)));
      const begun = lastPage ? revisited(lastPage) : askedFor(given.view, run, table.looking);
      lastPage = withSource(begun, window.location.search);
      return createView(kit, given, run, lastPage, table);
    },
  });
}

const FRESH = { selected: null, there: '', label: '', state: 'starting' };

/** @template {Choice} C @param {C} page @returns {C} */
const revisited = (page) => ({ ...page, ...FRESH, picked: page.source.kind, pins: withPins(page.pins) });

/**
 * What the address asks for.
 *
 * @template {object} O
 * @param {{[name: string]: any}} view
 * @param {Run} run
 * @param {((view: {[name: string]: any}) => O)} [looking]
 * @returns {Choice & O}
 */
function askedFor(view, run, looking) {
  const { source, images, unit, image, b, select = null } = view;
  /** @type {{[kind: string]: import('./sources.js').Source}} */
  const sources = {
    live: liveSource(run),
    atlas: { kind: 'atlas', key: view.atlas ?? '', index: view.at },
    checkpoint: { kind: 'checkpoint', id: view.checkpoint ?? '', dataset: view.data },
  };
  const own = /** @type {O} */ (looking?.(view) ?? {});
  return { ...FRESH, ...own, source: sources[source], picked: source, images, select, pins: withPins({ unit, image, b }) };
}

/**
 * What the page and the kit make of each other: they know each other, so they are made in one place.
 *
 * @template {Findings} F
 * @template {object} O
 * @param {import('../page.js').Kit} kit
 * @param {Given} given
 * @param {Run} run
 * @param {Choice & O} page
 * @param {SourceTable<F, O>} table
 * @returns {import('../page.js').Parts}
 */
function createView(kit, { datasets, ...given }, run, page, { name, selects, second, findings: create, build }) {
  const { element, base, theme, banners, send, url, complain } = kit;
  const findings = create();

  const stage = createStage({ paint, settled: () => opening.settled() && panels.settled() });
  const follow = () => {
    bar.show();
    url.changed();
  };
  /** @param {string} what */
  const changed = (what) => {
    stage.soon(what);
    follow();
  };
  const reopen = () => opening.reopen();
  const selecting = createSelecting(page, { selects, send, reopen, changed: () => changed('selection'), follow });
  const act = { ...createActions(findings, page, { send, reopen, changed, complain, second }), select: selecting.select };
  const bar = createBar(kit, { name, datasets, run, page, act, all: () => selecting.select([]), opening: () => opening });
  const card = createCard();
  const tip = createTooltip(element, () => findings.images, theme);
  const watching = createWatching(send);
  const hands = { run, page, findings, act, tip, changed, soon: stage.soon, time: stage.time, watch: watching.add };
  const parts = build({ ...kit, ...hands }, { datasets, ...given });
  const { answers = {} } = parts;
  const showing = showAnswers(element, () => page.pins, { unit: answers.unit?.element, image: answers.image?.element });
  const all = Object.values(parts.panels);
  const panels = createPanels(all, parts.foremost ?? all[0]);
  const opening = createOpening({
    element, page, run, base, banners, card, send,
    wanted: () => ({ ...selecting.wanted(), ...parts.wanted?.() }),
    stated: () => findings.units?.header.state ?? 'ready',
    browse: bar.browse,
    asked: () => stage.time(`${name}-first-view`),
    opened() {
      const { unit, image } = page.pins;
      if (unit !== null || image !== null) send({ type: 'pin', unit, image });
      watching.again();
      parts.opened?.();
    },
    refused: () => parts.refused?.(),
    changed: () => changed('view'),
  });
  const describe = throttle(panels.describe, DESCRIBE_EVERY);
  const words = throttle(() => bar.words(findings.units?.header ?? null), WORDS_EVERY);
  run.listeners.add(follow);
  bar.show();
  opening.begin();
  stage.time(`${name}-first-view`);

  /** @param {import('../frames.js').Frame} frame */
  function received(frame) {
    const { build, about } = findings;
    const kind = findings.take(frame, page.pins);
    if (!kind) return;
    if (kind === 'statics') selecting.arrived(findings);
    if (build !== findings.build) act.pin(findings.within(page.pins, about.dataset));
    parts.came?.(kind);
    if (kind === 'units') opening.shown(frame.header);
    // of a new source nothing can be drawn before its units are here: what was there stays so long
    if (kind === 'statics') stage.later(kind);
    else stage.calmly(kind);
  }

  /** Called in the animation frame. @param {Set<string>} what */
  function paint(what) {
    try {
      show(what);
    } finally {
      // Whatever happened to it here: a server that waits for it would wait for good.
      if (what.has('units') && findings.units) send({ type: 'ack', serial: findings.units.header.serial });
    }
  }

  /** Nothing here may read the layout. @param {Set<string>} what */
  function show(what) {
    panels.update(what);
    describe.soon();
    const { dataset } = element;
    dataset.unit = String(page.pins.unit ?? '');
    dataset.image = String(page.pins.image ?? '');
    if (what.has('statics')) {
      dataset.units = String(findings.hidden);
      dataset.images = String(findings.count);
    }
    if (!what.has('units') || !findings.units) return;
    const { serial } = findings.units.header;
    dataset.serial = String(serial);
    dataset.repaints = String(Number(dataset.repaints) + 1);
    words.soon();
  }

  const stood = el('div', { class: `cae-source-panels cae-${name}-panels` }, ...Object.entries(parts.panels).map(area));
  return {
    body: el('div', { class: `cae-source-grid cae-${name}-grid` }, bar.element, banners.element, card.element, stood),
    lecture: { stage: stood, panels: namedOf(parts), usual: parts.usual ?? Object.keys(parts.panels).slice(0, 1) },
    first: opening.first,
    heard: (event) => (event.type === 'selected' ? selecting.heard(event) : opening.heard(event)),
    received,
    down: opening.down,
    visit: parts.visit,
    known: () => knownOf(findings),
    query: (search) => toQuery({ ...page, select: selecting.named() }, run.settings, parts.says?.() ?? [], search),
    meaning: (key) => parts.meaning?.(key) ?? meaning(key, { toggle: bar.toggle, along: bar.along, go: bar.go, pinned: act.pinned, release: act.release }),
    restyle: panels.restyle,
    owned: [{ destroy: () => run.listeners.delete(follow) }, act, bar, stage, watching, showing, describe, words, panels, ...(parts.owned ?? [])],
  };
}

/** What lecture mode chooses from. @param {Parts} parts @returns {import('../lecture.js').Named[]} */
const namedOf = ({ panels, called }) =>
  Object.entries(panels).flatMap(([name, { element }]) => {
    const own = called ? called[name] : { title: element.getAttribute('aria-label') ?? name };
    return own ? [{ name, elements: [element], ...own }] : [];
  });

/** Where a panel stands. @param {[string, Panel]} named */
const area = ([name, { element }]) => el('div', { class: `cae-area cae-area-${name}` }, element);

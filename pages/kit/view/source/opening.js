// From choosing a source to seeing it: what is asked of the server, what it answers, and what stands there meanwhile.

import { tab } from '../tab.js';
import { createNotices } from './notices.js';
import { Shelf } from './shelf.js';
import { answers, liveSource, openable, toServer } from './sources.js';

/**
 * @typedef {import('./sources.js').Source} Source
 * @typedef {import('../socket.js').Message} Message
 * @typedef {ReturnType<typeof createOpening>} Opening
 */

/**
 * @param {object} host
 * @param {HTMLElement} host.element
 * @param {import('./sources.js').Choice} host.page
 * @param {import('../run/run.js').Run} host.run the live run
 * @param {import('../banner.js').Banners} host.banners
 * @param {ReturnType<typeof import('./card.js').createCard>} host.card
 * @param {string} host.base
 * @param {(message: Message) => void} host.send
 * @param {() => {[name: string]: any}} host.wanted what else the server is told of how a source is looked at
 * @param {() => string} host.stated what the source that is shown says of itself
 * @param {() => void} host.browse for a checkpoint
 * @param {() => void} host.asked a first view is waited for from now on
 * @param {() => void} host.opened the source is there, what it shows will follow
 * @param {() => void} host.refused what was asked for of the source will not come
 * @param {() => void} host.changed the source, its state, or what can be opened
 */
export function createOpening(host) {
  const { element, page, run, banners, send, asked, changed } = host;
  /** @returns {import('./sources.js').LiveSource} */
  const shelf = new Shelf(() => liveSource(run));
  const notices = createNotices({ ...host, again: reopen, dismissed: () => (failure = '') });
  /** @type {Source|null} the one whose units are shown */
  let there = null;
  /** How far the page's source is. @type {'asked'|'opened'|'shown'} */
  let phase = 'asked';
  let connected = false;
  let failure = '';
  let waiting = ''; // the server's word on why there is nothing new
  // what was asked for while the server could not hear is asked for again
  let [wanted, told] = [1, 0];

  /** @returns {Message} */
  function open() {
    if (page.source.kind === 'live') Object.assign(page.source, liveSource(run));
    const images = page.source.kind === 'live' ? 1000 : page.images;
    return { type: 'open', source: toServer(page.source), images, ...host.wanted() };
  }

  /** Whether the page has a source of the kind that was picked. */
  const has = () => page.source.kind === page.picked && openable(page.source);

  /** Ask for the page's source anew. */
  function reopen() {
    [failure, waiting, phase] = ['', '', 'asked'];
    page.picked = page.source.kind;
    wanted += 1;
    asked();
    say();
    show('starting');
    changed();
  }

  function say() {
    if (!connected || told === wanted || !openable(page.source)) return;
    told = wanted;
    send(open());
  }

  /** Go to a kind: to the last source of it, or the newest. @param {Source['kind']} kind */
  function pick(kind) {
    if (kind === page.picked) return;
    page.picked = kind;
    if (kind !== 'live') send({ type: 'library' });
    const next = shelf.next(kind);
    if (next && !(phase === 'shown' && there?.kind === kind)) {
      page.source = next;
      return reopen();
    }
    changed();
    show();
  }

  /** @param {Message} event */
  function heard(event) {
    // Before anything else was answered, what was refused is the source asked for.
    const type = event.type === 'error' && !connected ? 'failed' : event.type;
    const { message } = event;
    if (['opened', 'failed', 'library'].includes(type)) connected = true;
    if (type === 'opened') opened(event);
    else if (type === 'library') listed(event);
    else if (type === 'failed') failed(message, event.lost);
    else if (type === 'status') {
      waiting = message ?? '';
      show(event.state);
    } else if (type === 'error') {
      host.refused();
      changed();
      banners.show('error', message, { kind: 'bad', dismissible: true, passing: true });
    } else if (type === 'notice') banners.show(`notice ${message}`, message, { dismissible: true });
    if (connected) say();
  }

  /** @param {Message} event */
  function opened({ source, label, lambdas, done, datasets }) {
    if (shelf.library === null) send({ type: 'library' });
    if (told !== wanted || !answers(page.source, source)) return; // something else was asked for since
    page.source = { live: source, atlas: { ...source, lambdas, done }, checkpoint: { ...source, datasets } }[/** @type {Source['kind']} */ (source.kind)];
    page.label = label;
    shelf.keep(page.source);
    tab.source = { source: page.source, images: page.images, select: page.select };
    phase = 'opened';
    if (source.kind === 'live') {
      if (source.run !== run.id) run.seq = 0;
      run.id = source.run;
    }
    element.dataset.source = source.kind;
    host.opened();
    changed();
    show();
  }

  /** @param {Message} event */
  function listed({ atlases, checkpoints }) {
    shelf.library = { atlases, checkpoints };
    const next = shelf.next(page.picked);
    // an address that names the kind alone, or a kind that was picked before the list was here
    if (!has() && next && !failure) {
      page.source = next;
      return reopen();
    }
    changed();
    show();
  }

  /** @param {string} message @param {boolean} [lost] nothing of what was shown goes on */
  function failed(message, lost = false) {
    failure = message;
    waiting = '';
    if (lost) there = null;
    if (shelf.library === null) send({ type: 'library' });
    if (there) {
      // what was shown before stays
      [page.source, page.picked, phase] = [there, there.kind, 'shown'];
    }
    show(there ? host.stated() : 'failed');
    changed();
  }

  /** What the page's state is called, and what stands over the panels or in their place. @param {string} [state] */
  function show(state) {
    if (state) page.state = state;
    const empty = shelf.library !== null && !has() && shelf.choices(page.picked).length === 0;
    const bare = empty || there === null || there.kind !== page.picked;
    element.dataset.state = empty ? 'empty' : page.state;
    element.classList.toggle('cae-bare', bare);
    notices.show({ picked: page.picked, state: page.state, empty, bare, failure, waiting, opening: phase !== 'shown', connected });
  }

  return {
    pick,
    reopen,
    heard,
    shelf,
    begin: () => show(),
    /** Whether the units of the source that was asked for last are here. */
    settled: () => phase === 'shown',
    /** The first message of a connection. @returns {Message} */
    first() {
      if (!openable(page.source)) return { type: 'library' };
      told = wanted;
      return open();
    },
    /** What is shown has come: of the source that was asked for, or still of the one before. @param {import('../frames.js').Header} header */
    shown(header) {
      if (phase === 'asked') return;
      const state = host.stated();
      const fresh = phase === 'opened' || state !== page.state;
      if (phase === 'opened') failure = '';
      [phase, waiting, there] = ['shown', '', page.source];
      shelf.keep(page.source);
      page.there = named(page.source);
      if (page.source.kind === 'live' && run.adoptTraining(header)) run.changed();
      if (!fresh) return;
      show(state);
      changed();
    },
    /** @param {import('./sources.js').Checkpoint} checkpoint @param {string} name of the file */
    brought({ id }, name) {
      shelf.files.set(id, name);
      send({ type: 'library' });
      page.source = { kind: 'checkpoint', id, dataset: null };
      reopen();
    },
    down() {
      connected = false;
      host.refused();
      show('reconnecting');
      changed();
    },
  };
}

/** @param {Source} source */
const named = (source) => `${source.kind} ${source.kind === 'live' ? '' : source.kind === 'atlas' ? source.key : source.id}`;

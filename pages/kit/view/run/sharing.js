// The row of what can be taken along or taken back: a link to this run, or to this model; the last rebuild undone. And in
// words where a run has come from.

import { el, textOf } from '../dom.js';
import { count } from '../format.js';
import { lambdaWords } from '../lambdas.js';
import { createMenu } from '../menu.js';

/** @typedef {'again'|'model'} What */
/** @typedef {{what: What, name: string, value: string, step: number, changes?: number, days: number|null}} Made as the server answers */

const UNDO = /** @type {{[undoes: string]: string}} */ ({
  rebuild: 'Undo rebuild', reset: 'Undo reset', weights: 'Undo new weights', undo: 'Redo',
});

/**
 * What a link promises, in sentences.
 *
 * @param {Made} made
 */
export function promise({ what, step, changes = 0, days }) {
  const kept = days === null ? '' : ` It is kept on this server for ${days} days.`;
  if (what === 'model') return `This model as it is now, at step ${count(step)}, to look at and to train on.${kept}`;
  const changed = changes === 0 ? 'its settings' : `its settings and ${changes === 1 ? 'one change' : `${count(changes)} changes`}`;
  const same = 'The same bits on the same machine with as many threads, the same to rounding elsewhere.';
  return `This run again from step 0 to ${count(step)}: ${changed}. ${same}${kept}`;
}

/**
 * Where a run has come from, or is led: a sentence, or nothing.
 *
 * @param {import('./run.js').Run} run
 */
export function storyOf({ header, origin, link }) {
  const replay = header?.replay;
  if (replay?.state === 'on') return `The link’s run is trained again: λ moves by itself until step ${count(replay.to)}.`;
  if (replay?.state === 'done') return `This is where the link was made: step ${count(replay.to)}. Play goes on from here.`;
  if (link.model && header?.state === 'paused') return `The link’s model, as it was at step ${count(header.step)}. Play trains on from it.`;
  if (origin) return `Continued from λ = ${lambdaWords(origin.lam)} of an atlas, after its ${count(origin.steps)} steps.`;
  return '';
}

/**
 * @param {import('./run.js').Run} run
 * @param {Pick<import('./actions.js').Actions, 'undo'|'link'>} act
 * @param {object} host
 * @param {import('../banner.js').Banners} host.banners
 * @param {(what: Made) => string} host.address of a link, given what it has to name
 */
export function createSharing(run, act, { banners, address }) {
  const story = el('p', { class: 'cae-story', role: 'status' });
  const tell = textOf(story);
  const undo = el('button', { type: 'button', class: 'cae-button cae-quiet cae-undo', hidden: '', on: { click: takeBack } });
  const setUndo = textOf(undo);
  const { element: menu, shown } = createLinkMenu(act, address);
  const telling = el('div', { class: 'cae-telling', hidden: '' }, story, undo);
  let ended = false;

  function takeBack() {
    banners.clear('undo');
    act.undo();
  }

  return {
    menu,
    /** A line of its own while there is something to tell or to take back. */
    telling,
    /** The server has said what can be undone. */
    undoable() {
      const { undo: known } = run;
      undo.hidden = !known;
      telling.hidden = !known && !story.textContent;
      if (!known) return;
      setUndo(UNDO[known.undoes] ?? 'Undo');
      const { hidden, seed } = known.settings;
      undo.title = `back to step ${count(known.step)} of the model with ${count(hidden)} units, seed ${seed}`;
      if (known.undoes !== 'rebuild') return;
      const action = { name: UNDO.rebuild, act: takeBack };
      banners.show('undo', `A new model: training has started again. The one before is at step ${count(known.step)}.`, {
        action, dismissible: true, passing: true,
      });
    },
    shown,
    /** At most ten times a second. */
    words() {
      const text = storyOf(run);
      tell(text);
      story.title = text;
      telling.hidden = !text && !run.undo;
      const replay = run.header?.replay;
      const now = replay?.state === 'ended';
      if (now && !ended) {
        const where = `You changed a setting at step ${count(replay.at ?? 0)}: from there on the run is yours, no longer the link’s.`;
        banners.show('replay', where, { dismissible: true, passing: true });
      }
      ended = now;
    },
  };
}

/**
 * The menu that asks which link is meant, and the card that shows it.
 *
 * @param {Pick<import('./actions.js').Actions, 'link'>} act
 * @param {(what: Made) => string} address
 */
function createLinkMenu(act, address) {
  /** Waits for the server's answer. @type {((link: string) => void)|null} */
  let arrived = null;
  const words = el('p', { class: 'cae-link-words' });
  const field = el('input', { type: 'text', readonly: '', class: 'cae-number cae-link-field', 'aria-label': 'The link', on: { focus: () => field.select() } });
  const state = el('p', { class: 'cae-link-state', role: 'status' });
  const close = el('button', { type: 'button', class: 'cae-button', on: { click: () => card.hidePopover() } }, 'Close');
  const card = el('div', { class: 'cae-link-card', popover: 'auto', role: 'dialog', 'aria-label': 'Link' }, state, field, words, close);

  /** @param {What} what @param {string} name @param {string} means */
  const item = (what, name, means) =>
    el('button', { type: 'button', class: 'cae-menu-item', on: { click: () => ask(what) } },
      el('strong', {}, name), el('span', { class: 'cae-menu-means' }, means));
  const button = el('button', { type: 'button', class: 'cae-button cae-opens' }, 'Copy link');
  const menu = createMenu('Copy link', button, [
    item('again', 'This run again', 'trained from step 0, with every change of λ'),
    item('model', 'This model now', 'as it stands, kept on the server'),
  ], 'right');
  menu.append(card);

  /** @param {What} what */
  function ask(what) {
    /** @type {Promise<string>} */
    const link = new Promise((resolve) => (arrived = resolve));
    copy(link).then(
      () => (state.textContent = 'The link is copied.'),
      () => (state.textContent = 'Copy this link:'),
    );
    act.link(what);
  }

  return {
    element: menu,
    /** The server's answer. @param {Made} made */
    shown(made) {
      const link = address(made);
      state.textContent = '';
      field.value = link;
      words.textContent = promise(made);
      card.showPopover();
      field.focus();
      arrived?.(link);
      arrived = null;
    },
  };
}

/**
 * Copies a text that is still to come. The promise goes to the clipboard at the click: some browsers let nothing be
 * copied later.
 *
 * @param {Promise<string>} text
 */
async function copy(text) {
  if (!navigator.clipboard) throw new Error('no clipboard'); // the page has come by plain http
  if (typeof ClipboardItem !== 'undefined') {
    const blob = text.then((link) => new Blob([link], { type: 'text/plain' }));
    return navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]).catch(async () => navigator.clipboard.writeText(await text));
  }
  return navigator.clipboard.writeText(await text);
}

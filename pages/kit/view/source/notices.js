// What stands over the panels, or in their place, as long as a source is not shown as it should be.

const DIVERGED = 'The training has diverged; on the Live page it can go back to the last good state.';

/**
 * @typedef {import('./sources.js').Source} Source
 *
 * @typedef {object} Situation
 * @property {Source['kind']} picked
 * @property {string} state
 * @property {boolean} empty there is nothing of this kind
 * @property {boolean} bare no panels are to be seen
 * @property {string} failure why the source can't be shown
 * @property {string} waiting the server's word on why there is nothing new
 * @property {boolean} opening it is on its way
 * @property {boolean} connected
 */

/**
 * @param {object} host
 * @param {import('../banner.js').Banners} host.banners
 * @param {ReturnType<typeof import('./card.js').createCard>} host.card
 * @param {string} host.base
 * @param {() => void} host.browse for a checkpoint
 * @param {() => void} host.again try to open the source once more
 * @param {() => void} host.dismissed the failure was read
 */
export function createNotices({ banners, card, base, browse, again, dismissed }) {
  /** @param {Situation} situation @returns {import('./card.js').Notice|null} */
  function inPlace({ picked, empty, bare, failure, waiting }) {
    if (empty) return emptiness(picked, base, browse);
    if (!bare) return null;
    if (failure) return { kind: 'bad', title: 'This can’t be shown', text: failure, action: { name: 'Try again', act: again } };
    return { kind: 'wait', title: titleOf(picked), text: waiting || 'The first look takes a few seconds.' };
  }

  return {
    /** @param {Situation} now */
    show(now) {
      const { picked, state, bare, failure, waiting, opening, connected } = now;
      card.show(inPlace(now));
      /** @param {string} key @param {string|false} message @param {object} options */
      const over = (key, message, options) => (message && !bare ? banners.show(key, message, options) : banners.clear(key));
      over('failed', failure, { kind: 'bad', dismissible: true, dismissed });
      over('diverged', state === 'diverged' && DIVERGED, { kind: 'bad' });
      over('status', connected && !failure && (waiting || (opening && `${titleOf(picked)} …`)), { kind: 'wait' });
    },
  };
}

/** @param {Source['kind']} kind */
const titleOf = (kind) => ({ live: 'Starting the live run', atlas: 'Opening the atlas', checkpoint: 'Opening the checkpoint' })[kind];

/**
 * @param {Source['kind']} kind
 * @param {string} base
 * @param {() => void} browse
 * @returns {import('./card.js').Notice}
 */
function emptiness(kind, base, browse) {
  if (kind === 'atlas') {
    return {
      kind: 'empty', title: 'No atlas has been trained yet',
      text: 'An atlas is a family of models over λ, trained once and kept. Train one on the Atlas page, and every model of it can be looked at here.',
      action: { name: 'Open the Atlas page', href: `${base}atlas` },
    };
  }
  return {
    kind: 'empty', title: 'No checkpoint has been opened yet',
    text: 'Choose a file that cae.checkpoint.save wrote, or drop it anywhere on this page. The Atlas page exports one for every λ.',
    action: { name: 'Open a checkpoint…', act: browse },
  };
}

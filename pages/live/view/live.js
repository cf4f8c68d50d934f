// The live view: one run, seen by all its test images.

import { page } from '../../kit/view/page.js';
import { createActions } from '../../kit/view/run/actions.js';
import { createAsked } from '../../kit/view/run/asked.js';
import { createCarrying } from '../../kit/view/run/carrying.js';
import { runOf } from '../../kit/view/run/tabrun.js';
import { addressOf, createRunView, structureOf } from '../../kit/view/run/view.js';
import { SHORTCUTS, meaning } from './keys.js';
import { createLayout } from './layout.js';
import { knownOf } from './known.js';
import { createVisit } from './visit.js';

export const { mount, unmount } = page({
  name: 'live',
  styles: new URL('./live.css', import.meta.url).href,
  attributes: { 'data-state': 'queued' },
  shortcuts: SHORTCUTS,
  hides: true,
  stays: 'The last picture stays.',
  build,
});

/**
 * @typedef {import('../../kit/view/run/asked.js').Given} Given
 * @typedef {import('../../kit/view/page.js').Kit} Kit
 */

const ask = createAsked();

/** @param {Kit} kit @param {Given} data @returns {import('../../kit/view/page.js').Parts} */
function build(kit, data) {
  const { send, limits } = kit;
  const run = runOf('run', data);
  const act = createActions(run, send, limits);
  const layout = createLayout(kit, run, act, addressOf(run));
  const carrying = createCarrying(run, act);

  /** Ask for our ten images when the server shows others. */
  function stripAsked() {
    if (run.strip.some((id, column) => run.shown[column] !== id)) act.sendStrip();
  }

  const view = createRunView(kit, run, act, layout, {
    opened: () => run.strip.length && act.sendStrip(),
    status: (state) => layout.waiting.show(state === 'queued' && run.painted === 0),
    painted({ sections }) {
      if (run.painted === 1) layout.waiting.show(false);
      if (sections.labels) stripAsked();
      carrying.arrive();
    },
    another: (settings) => kit.component().setStateValue?.('structure', structureOf(settings)),
    changed: carrying.share,
  });

  return {
    ...view,
    visit: createVisit(act),
    known: () => knownOf(run),
    meaning: (key) => meaning(key, act, run, layout.keeping),
    update: (now) => ask(now, run, act, kit),
  };
}

// The live view: one run, seen by all its test images.

import { page } from '../../kit/view/page.js';
import { createActions } from '../../kit/view/run/actions.js';
import { createAsked } from '../../kit/view/run/asked.js';
import { Run, settingsFrom } from '../../kit/view/run/run.js';
import { addressOf, createRunView, structureOf } from '../../kit/view/run/view.js';
import { sharePins, tab } from '../../kit/view/tab.js';
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

/** This tab's run; made with what the address says, if there is none. @param {Given} data */
function runOf({ settings, link }) {
  if (!tab.run) {
    tab.run = new Run(settingsFrom(settings));
    tab.run.link = link;
  }
  return tab.run;
}

/** What another page has pinned and the run does not yet. @param {Run} run */
function carry({ settings }) {
  const { pins } = tab;
  return pins && (pins.unit !== settings.unit || pins.image !== settings.image) ? pins : null;
}

/** @param {Kit} kit @param {Given} data @returns {import('../../kit/view/page.js').Parts} */
function build(kit, data) {
  const { send, limits } = kit;
  const run = runOf(data);
  const act = createActions(run, send, limits);
  const layout = createLayout(kit, run, act, addressOf(run));
  /** What another page has pinned, until the images are here. */
  let carried = carry(run);
  const share = () => carried ?? sharePins(run.settings);

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

  share();
  const view = createRunView(kit, run, act, layout, {
    opened: () => run.strip.length && act.sendStrip(),
    status: (state) => layout.waiting.show(state === 'queued' && run.painted === 0),
    painted({ sections }) {
      if (run.painted === 1) layout.waiting.show(false);
      if (sections.labels) stripAsked();
      if (carried && run.images) arrive(carried, run.images.count);
    },
    another: (settings) => kit.component().setStateValue?.('structure', structureOf(settings)),
    changed: share,
  });

  return {
    ...view,
    visit: createVisit(act),
    known: () => knownOf(run),
    meaning: (key) => meaning(key, act, run, layout.keeping),
    update: (now) => ask(now, run, act, kit),
  };
}

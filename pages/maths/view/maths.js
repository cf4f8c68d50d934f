// The Maths page: the penalty derived in six steps, with the numbers of the run that this tab trains.

import { gainName } from '../../kit/view/activation.js';
import { percent, sig3 } from '../../kit/view/format.js';
import { page } from '../../kit/view/page.js';
import { createActions } from '../../kit/view/run/actions.js';
import { createCarrying } from '../../kit/view/run/carrying.js';
import { runOf } from '../../kit/view/run/tabrun.js';
import { createRunView, structureOf } from '../../kit/view/run/view.js';
import { SHORTCUTS, meaning } from './keys.js';
import { createLayout } from './layout.js';
import { createVisit } from './visit.js';

export const { mount, unmount } = page({
  name: 'maths',
  styles: new URL('./maths.css', import.meta.url).href,
  attributes: { 'data-state': 'queued' },
  shortcuts: SHORTCUTS,
  hides: true,
  stays: 'The last numbers stay.',
  build,
});

/** @param {import('../../kit/view/run/run.js').Run} run @returns {import('../../kit/view/help.js').Known} */
function knownOf({ activation, header }) {
  if (!header) return { activation, values: {} };
  const gain = header.probe ? `${gainName(activation)} under the pointer ${sig3(header.probe.gain)}` : '';
  const sat = header.sat === null ? '' : `now ${percent(header.sat)}`;
  return { activation, values: { reconstruction: `now ${sig3(header.recon)}`, penalty: `now ${sig3(header.penalty)}`, gain, sat } };
}

/** @param {import('../../kit/view/page.js').Kit} kit @param {any} data @returns {import('../../kit/view/page.js').Parts} */
function build(kit, data) {
  const run = runOf('run', data);
  const act = createActions(run, kit.send, kit.limits);
  const carrying = createCarrying(run, act);
  const layout = createLayout(kit, run, act);
  const { contents, inside } = layout;
  const view = createRunView(kit, run, act, layout, {
    opened: layout.opened,
    painted: carrying.arrive,
    changed: carrying.share,
    another: (settings) => kit.component().setStateValue?.('structure', structureOf(settings)),
    refused() {
      layout.refused();
      return false;
    },
  });
  return {
    ...view,
    query: (search) => contents.query(view.query(search)),
    visit: createVisit(act, { go: contents.go, look: inside.forth }),
    known: () => knownOf(run),
    meaning: (key) => meaning(key, act, run, { turn: contents.turn, forth: inside.forth, back: inside.back }),
  };
}

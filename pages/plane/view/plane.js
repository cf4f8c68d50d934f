// The Plane page: a run of two inputs, seen at every place of the plane.

import { sig3 } from '../../kit/view/format.js';
import { page } from '../../kit/view/page.js';
import { createActions } from '../../kit/view/run/actions.js';
import { runOf } from '../../kit/view/run/tabrun.js';
import { createRunView } from '../../kit/view/run/view.js';
import { createBuilding } from './building.js';
import { SHORTCUTS, meaning } from './keys.js';
import { createLayout } from './layout.js';
import { createVisit } from './visit.js';

export const { mount, unmount } = page({
  name: 'plane',
  styles: new URL('./plane.css', import.meta.url).href,
  attributes: { 'data-state': 'queued' },
  shortcuts: SHORTCUTS,
  hides: true,
  stays: 'The last picture stays.',
  build,
});

/** @param {import('../../kit/view/page.js').Kit} kit @param {any} data @returns {import('../../kit/view/page.js').Parts} */
function build(kit, data) {
  const run = runOf('plane', data);
  const act = createActions(run, kit.send, kit.limits);
  const building = createBuilding(run, act, kit);
  const layout = createLayout(kit, run, act, building);
  const view = createRunView(kit, run, act, layout, {
    settled(settings) {
      building.settled(settings);
      layout.pad.settled(settings.dataset);
    },
    refused(message) {
      building.refused();
      return layout.pad.refused(message);
    },
  });
  return {
    ...view,
    visit: createVisit(act, building),
    known: () => ({
      activation: run.activation,
      values: run.header ? { reconstruction: `now ${sig3(run.header.recon)}`, penalty: `now ${sig3(run.header.penalty)}` } : {},
    }),
    meaning: (key) => meaning(key, act, run, layout.layers.meaning),
  };
}

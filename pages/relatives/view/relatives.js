// The Relatives page: a contractive autoencoder beside what it is always compared with, in step.

import { percent, sig3 } from '../../kit/view/format.js';
import { page } from '../../kit/view/page.js';
import { createActions } from '../../kit/view/run/actions.js';
import { createAsked } from '../../kit/view/run/asked.js';
import { runOf } from '../../kit/view/run/tabrun.js';
import { createRunView, structureOf } from '../../kit/view/run/view.js';
import { PARAMETER, createCompany, read, withRelatives } from './company.js';
import { SHORTCUTS, meaning } from './keys.js';
import { Kin } from './kin.js';
import { createLayout } from './layout.js';
import { createVisit } from './visit.js';

export const { mount, unmount } = page({
  name: 'relatives',
  styles: new URL('./relatives.css', import.meta.url).href,
  attributes: { 'data-state': 'queued' },
  shortcuts: SHORTCUTS,
  hides: true,
  stays: 'The last picture stays.',
  build,
});

/** @typedef {import('../../kit/view/run/asked.js').Given & {lineup: import('./kin.js').Entry[]}} Given */

const ask = createAsked();
/** Whom this tab wants beside the CAE; outlives a visit to another page. @type {import('./company.js').Wanted|null} */
let wanted = null;

/** @param {import('../../kit/view/page.js').Kit} kit @param {Given} data @returns {import('../../kit/view/page.js').Parts} */
function build(kit, data) {
  const run = runOf('relatives', data);
  const act = createActions(run, kit.send, kit.limits);
  const kin = new Kin(data.lineup);
  const company = createCompany(first(), () => kin.lineup, kit.send, changed);

  /** Who is wanted at first: whom the address names, else those who were before. */
  function first() {
    const asked = new URLSearchParams(window.location.search).get(PARAMETER);
    if (asked === null && wanted) return wanted;
    const found = read(asked, data.lineup);
    if (found.sentence) kit.notice(found.sentence);
    return (wanted = found.wanted);
  }

  function changed() {
    wanted = company.wanted;
    run.changed();
  }

  const layout = createLayout(kit, run, act, kin, company);
  const view = createRunView(kit, run, act, layout, {
    opened: company.say,
    settled() {
      company.settled();
      layout.follow();
    },
    another: (settings) => kit.component().setStateValue?.('structure', structureOf(settings)),
  });
  layout.follow();
  return {
    ...view,
    query: (search) => withRelatives(view.query(search), company.wanted, kin.lineup),
    visit: createVisit(act, company),
    known: () => ({
      activation: run.activation,
      values: run.header ? { reconstruction: `now ${sig3(run.header.recon)}`, penalty: `now ${sig3(run.header.penalty)}`, sat: run.header.sat === null ? '' : `now ${percent(run.header.sat)}` } : {},
    }),
    meaning: (key) => meaning(key, act, run, layout.compare),
    update: (now) => ask(now, run, act, kit),
  };
}

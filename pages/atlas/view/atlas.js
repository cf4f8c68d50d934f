// The Atlas view: one family of models, trained by the server, and what is seen of it.

import { page } from '../../kit/view/page.js';
import { sharePins, withPins } from '../../kit/view/tab.js';
import { createActions } from './actions.js';
import { createHearing } from './hearing.js';
import { SHORTCUTS, meaning } from './keys.js';
import { createLayout } from './layout.js';
import { createOthers } from './others.js';
import { savePicture } from './picture.js';
import { toQuery } from './query.js';
import { createStage } from './stage.js';
import { knownOf } from './known.js';
import { Atlas } from './store.js';
import { createVisit } from './visit.js';

export const { mount, unmount } = page({
  name: 'atlas',
  styles: new URL('./atlas.css', import.meta.url).href,
  attributes: { class: 'cae-root cae-atlas', 'data-state': 'queued', 'data-done': 0, 'data-total': 0, 'data-repaints': 0 },
  shortcuts: SHORTCUTS,
  lasting: new Set(['cancel', 'resume']),
  repeats: true,
  build,
});

/**
 * @param {import('../../kit/view/page.js').Kit} kit
 * @param {import('./hearing.js').Given & {view: import('./query.js').View}} given
 * @returns {import('../../kit/view/page.js').Parts}
 */
function build(kit, given) {
  const { element, send, url } = kit;
  const atlas = new Atlas();
  const view = withPins(given.view);
  /** @type {import('./actions.js').Page} */
  const state = {
    view,
    differs: false,
    wanted: given.view.at,
    touched: given.view.at !== null,
    progress: { state: 'queued', done: 0, fraction: 0, remaining_s: null, message: null },
  };

  const act = createActions(atlas, state, {
    send,
    moved: () => stage.draw(),
    compared() {
      sharePins(view);
      stage.compared();
    },
    played: () => layout.scrub.playing(act.playing()),
    add: (lam) => kit.component().setTriggerValue?.('added', lam),
    complain: kit.complain,
  });
  const picture = () =>
    savePicture(atlas, state, layout, kit.theme()).catch((error) => act.complain(`The picture could not be made: ${error.message}`));
  const others = createOthers(kit.base, () => stage.words());
  const layout = createLayout(kit, atlas, act, view, others, picture);
  const stage = createStage({ element, atlas, page: state, layout, changed: url.changed });
  const hearing = createHearing(kit, { atlas, page: state, act, layout, stage, others }, given);
  layout.scrub.playing(false);

  return {
    ...hearing,
    body: layout.element,
    visit: createVisit(act, view),
    known: () => knownOf(atlas, view.at),
    lecture: layout.lecture,
    query: (search) => toQuery(hearing.settings(), view, search),
    meaning: (key) => meaning(key, act),
    restyle: layout.restyle,
    owned: [hearing, act, stage, others, layout],
  };
}

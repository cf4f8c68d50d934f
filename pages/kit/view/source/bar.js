// The bar over the panels: which source, its λ and its transport, the page's switches; and files dropped on the page.

import { el } from '../dom.js';
import { createActions } from '../run/actions.js';
import { createPicker } from './picker.js';
import { createChosen } from './selected.js';
import { nearestIn, nextDone } from './sources.js';
import { createUpload } from './upload.js';

/**
 * @param {import('../page.js').Kit} kit
 * @param {object} on
 * @param {string} on.name of the page
 * @param {{[name: string]: string}} on.datasets their names
 * @param {import('../run/run.js').Run} on.run the live run
 * @param {import('./sources.js').Choice} on.page
 * @param {import('./actions.js').SourceActions} on.act
 * @param {() => void} on.all all images, instead of those that are selected
 * @param {() => import('./opening.js').Opening} on.opening
 */
export function createBar(kit, { name, datasets, run, page, act, all, opening }) {
  const { base, switches, send, complain, limits } = kit;
  const live = createActions(run, send, limits);
  const upload = createUpload(kit, (checkpoint, file) => opening().brought(checkpoint, file));
  const toggle = () => {
    if (page.source.kind === 'live') send({ type: page.state === 'running' ? 'pause' : 'play' });
  };
  const picker = createPicker(page, run, { name, base, datasets }, {
    ...act, live, toggle,
    pick: (kind) => opening().pick(kind),
    browse: upload.browse,
    step: live.step,
    refuse: complain,
  });

  const chosen = createChosen(page, all);
  picker.element.append(chosen.element);

  return {
    element: el('div', { class: `cae-source-bar cae-${name}-bar` }, picker.element, switches),
    browse: upload.browse,
    toggle,
    /** One λ up or down, of the live run or of the atlas. @param {1|-1} direction */
    along(direction) {
      const { source } = page;
      if (source.kind === 'live') return live.nudgeLambda(direction);
      const next = source.kind === 'atlas' ? nextDone(source, direction) : undefined;
      if (next !== undefined) act.at(next);
    },
    /** To this λ, or to the nearest that the atlas has. @param {number} lam */
    go(lam) {
      const { source } = page;
      if (source.kind === 'live') return live.set({ lam });
      const next = source.kind === 'atlas' ? nearestIn(source, lam) : undefined;
      if (next !== undefined) act.at(next);
    },
    show() {
      picker.show(opening().shelf);
      chosen.show();
    },
    words: picker.words,
    destroy() {
      live.destroy();
      upload.destroy();
    },
  };
}

// What stands in the panels' place until the first model is there: that opening the page has started a training, and of what.

import { el, textOf } from '../../kit/view/dom.js';
import { count } from '../../kit/view/format.js';
import { lambdaWords } from '../../kit/view/lambdas.js';

/** While some are there already. */
export const RUNNING = 'Opening the page has started the training of what is missing; it goes on while the page is open.';
const KEPT = 'What is finished is shown at once and kept; it goes on while this page is open, and Cancel stops it.';

/**
 * Why nothing, or not all, is to be seen yet.
 *
 * @param {import('./progress.js').Progress['state']} state
 * @param {{total: number, lambdas: number[], independent: boolean}} atlas
 * @returns {{title: string, text: string}|null} null: nothing is on its way
 */
export function begunWords(state, { total, lambdas, independent }) {
  if (!total) return null;
  const models = total === 1 ? 'one model' : `${count(total)} models, one for each λ`;
  const [first, last] = [lambdas[0], lambdas[total - 1]].map(lambdaWords);
  const order = total === 1 || !independent ? '' : ` λ = ${first} and ${last} are among the first.`;
  switch (state) {
    case 'training':
      return { title: `Training ${models}`, text: `This atlas was not here yet, so opening the page has started its training.${order} ${KEPT}` };
    case 'queued':
      return { title: 'Waiting to train', text: `This atlas was not here yet: ${models}, will be trained as soon as the one before is done. ${KEPT}` };
    case 'cancelled':
      return { title: 'The training was cancelled', text: `No model was finished yet. Resume trains the ${models}.` };
    default:
      return null;
  }
}

/** @param {import('./store.js').Atlas} atlas */
export function createBegun(atlas) {
  const title = el('h2', { class: 'cae-begun-title' });
  const text = el('p', {});
  const [setTitle, setText] = [textOf(title), textOf(text)];
  const element = el('div', { class: 'cae-begun', role: 'status', hidden: '', 'data-testid': 'atlas-begun' }, el('div', {}, title, text));
  return {
    element,
    /** @param {import('./progress.js').Progress['state']} state */
    show(state) {
      const words = atlas.done().length ? null : begunWords(state, atlas);
      element.hidden = !words;
      if (!words) return;
      setTitle(words.title);
      setText(words.text);
    },
  };
}

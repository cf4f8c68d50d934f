// What t-SNE needs to be told, and how far it is: it takes seconds, in a process of its own.

import { el, textOf } from '../../kit/view/dom.js';
import { count } from '../../kit/view/format.js';
import { numberField } from '../../kit/view/numberfield.js';
import { progressWords } from './words.js';

/** @param {import('./types.js').Context} context */
export function createTsne({ findings, page, hands, complain }) {
  const perplexity = numberField({
    label: 'perplexity', name: 'Perplexity of t-SNE: about how many neighbours count', range: { name: 'The perplexity', lo: 1, hi: 1000 }, width: 5, testid: 'perplexity',
    apply: (value) => hands.look({ perplexity: Number(value) }), refuse: complain,
  });
  const seed = numberField({
    label: 'seed', name: 'Seed of t-SNE', range: { name: 'The seed', lo: 0, hi: 2 ** 31 - 1, whole: true }, width: 6, testid: 'seed',
    apply: (value) => hands.look({ tsne_seed: Number(value) }), refuse: complain,
  });
  const [going, said, button] = [el('progress', { class: 'cae-tsne-bar', max: '1', 'aria-label': 'Steps of t-SNE' }), el('span', { class: 'cae-tsne-words' }), el('button', { type: 'button', class: 'cae-button cae-tsne-go', 'data-testid': 'tsne-go' })];
  const [setSaid, setButton] = [said, button].map(textOf);
  const runs = () => {
    const { progress, method } = findings.of('map');
    return method === 'tsne' && progress ? !progress.done && !progress.stopped : false;
  };
  button.addEventListener('click', () => hands.tsne(!runs()));
  const element = el('div', { class: 'cae-tsne cae-tools', 'data-testid': 'tsne' }, perplexity.element, seed.element, button, going, said);

  return {
    element,
    /** At most ten times a second. */
    words() {
      element.hidden = page.method !== 'tsne';
      if (element.hidden) return;
      const { progress, method, error, step } = findings.of('map');
      const of = method === 'tsne' ? progress : null;
      perplexity.show(String(page.perplexity));
      seed.show(String(page.tsne_seed));
      setButton(runs() ? 'Stop' : 'Start again');
      going.value = of ? of.step / of.of : 0;
      setSaid(of ? progressWords({ ...of, trained: page.source.kind === 'live' ? step : null }) : error ? '' : 'is being started …');
      Object.assign(element.dataset, { step: of?.step ?? '', done: String(of?.done ?? false), stopped: String(of?.stopped ?? false) });
      going.setAttribute('aria-valuetext', of ? `step ${count(of.step)} of ${count(of.of)}` : '');
    },
  };
}

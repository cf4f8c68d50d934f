// What is seen, in numbers and in a sentence that is true of them.

import { el, textOf } from '../../kit/view/dom.js';
import { createExpect } from '../../kit/view/expect.js';
import { percent, sig3, trimmed } from '../../kit/view/format.js';
import { lambdaText } from '../../kit/view/lambda.js';
import { createPanel } from '../../kit/view/panel.js';
import { CIRCLE, EXPECTS, verdict } from './says.js';

/** @typedef {import('./world.js').Figures} Figures */

/** @type {{name: string, title: string, text: (figures: Figures) => string, when?: (settings: import('../../kit/view/run/run.js').Settings) => boolean}[]} */
const ROWS = [
  { name: 'along / across', title: 'how many times as far the code moves along the points as across them: ‖J·tangent‖ / ‖J·normal‖ on the circle, σ₁ / σ₂ elsewhere', text: ({ along }) => sig3(along) },
  {
    name: '|cos| with tangent', title: 'of the first singular direction; 0.64 by chance. It is as high at λ = 0 and proves nothing alone',
    text: ({ cosine }) => (cosine === null ? '–' : cosine.toFixed(3)), when: ({ dataset }) => dataset === CIRCLE,
  },
  { name: 'error', title: 'of the reconstruction, as a share of the points’ variance', text: ({ error }) => percent(error) },
  { name: 'σ₁', title: 'how far the code moves in the direction it follows most, mean at the points: the longer half of an ellipse', text: ({ sigma }) => sig3(sigma[0]) },
  { name: 'σ₂', title: 'and at a right angle to it: the shorter half', text: ({ sigma }) => sig3(sigma[1]) },
  { name: '‖W‖ in', title: 'size of the encoder’s weights', text: ({ encoder }) => sig3(encoder), when: ({ tied }) => !tied },
  { name: '‖V‖ out', title: 'size of the decoder’s weights', text: ({ decoder }) => sig3(decoder), when: ({ tied }) => !tied },
];

/**
 * @param {import('../../kit/view/run/run.js').Run} run
 * @param {import('./world.js').World} world
 */
export function createNumbers(run, world) {
  const panel = createPanel({
    name: 'seen', title: 'What is seen', how: '|cos| is as high at λ = 0: it proves nothing alone. By chance it would be 0.64.',
  });
  const heads = ['', '', ''].map(() => el('th', { scope: 'col' }));
  const setHeads = heads.map(textOf);
  const body = el('tbody');
  const rows = ROWS.map(({ name, title, text, when }) => {
    const cells = [0, 1, 2].map(() => el('td'));
    const row = el('tr', { title }, el('th', { scope: 'row' }, name), ...cells);
    body.append(row);
    const set = cells.map(textOf);
    return { row, set, text, when };
  });
  const table = el('table', { class: 'cae-seen-table' }, el('thead', {}, el('tr', {}, el('td'), ...heads)), body);
  const expect = createExpect();
  expect.element.setAttribute('data-testid', 'verdict');
  panel.legend.append(expect.button);
  panel.body.append(table, expect.element);

  return {
    element: panel.element,
    draw() {},
    words() {
      const { settings } = run;
      const { plane, twin, denoising } = world.figures;
      const all = [plane, twin, denoising];
      setHeads[0](`λ = ${lambdaText(settings.lam)}`);
      setHeads[1]('λ = 0');
      setHeads[2](denoising?.noise === undefined ? 'denoising' : `denoising, σ ${trimmed(denoising.noise)}`);
      for (const { row, set, text, when } of rows) {
        row.hidden = when ? !when(settings) : false;
        all.forEach((figures, i) => set[i](figures ? text(figures) : '–'));
      }
      expect.set(verdict({ header: run.header, settings, plane, twin, suggested: world.suggested }), EXPECTS);
    },
    destroy() {},
  };
}

// Where three formulas are in the code: the lines that compute them.

import { el } from '../../kit/view/dom.js';
import { createPanel } from '../../kit/view/panel.js';
import { createCode } from './code.js';
import { sub, sum, sup } from './expressions.js';
import { mathOf } from './mathml.js';
import { typeset } from './says.js';
import { SIGN } from './steps.js';

const J = (/** @type {import('./expressions.js').Expression} */ one) => ['‖', one, sup('‖', '2')];

/** @type {{[name: string]: import('./expressions.js').Expression}} */
const FORMULAS = {
  penalty: [J('J'), '=', sum('j'), SIGN.gain2, SIGN.norm2],
  gradient: [['∂', J('J'), '/', '∂', SIGN.Wji], '=', ['2', SIGN.gain2, SIGN.Wji], '+', ['2', SIGN.gain, SIGN.bend, SIGN.norm2, SIGN.xi]],
  deep: ['J', '=', 'A', sub('W', '1'), ',', 'A', '=', 'diag', '(', sub('φ′', 'L'), ')', sub('W', 'L'), '⋯', sub('W', '2'), 'diag', '(', sub('φ′', '1'), ')'],
};

/** @param {import('./told.js').Excerpt} excerpt */
function shown({ name, title, file, function: of, doc, line, lines }) {
  const formula = FORMULAS[name] ? [el('p', { class: 'cae-source-formula' }, mathOf(FORMULAS[name]))] : [];
  return el(
    'article', { class: 'cae-source-one', 'aria-label': title },
    el('h3', { class: 'cae-lesser' }, title), ...formula,
    el('p', { class: 'cae-source-place' }, `${of} in ${file}, line ${line}`),
    el('p', { class: 'cae-source-doc' }, typeset(doc)),
    createCode(lines, line, `${file} from line ${line}`),
  );
}

/** @param {ReturnType<typeof import('./told.js').createTold>} told */
export function createSource(told) {
  const panel = createPanel({ name: 'source', title: 'Where it is in the code', how: 'The lines of the package that compute these formulas, as they are installed here.' });
  const list = el('div', { class: 'cae-sources' }, el('p', {}, 'On its way.'));
  panel.body.append(list);
  told.then(({ formulas }) => {
    const first = formulas.filter(({ name }) => FORMULAS[name]).map(shown);
    const checks = formulas.filter(({ name }) => !FORMULAS[name]).map(shown);
    const fold = el('details', { class: 'cae-source-more' }, el('summary', {}, 'The six steps once more, and the check, as functions'), el('div', { class: 'cae-sources' }, ...checks));
    list.replaceChildren(...first, ...(checks.length ? [fold] : []));
  });
  return { element: panel.element, draw() {}, words() {}, restyle() {}, destroy() {} };
}

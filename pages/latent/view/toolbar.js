// How the map is made and coloured, what a click does on it, and the field in which one looks for images.

import { el, textOf } from '../../kit/view/dom.js';
import { count } from '../../kit/view/format.js';
import { createSegments } from './segments.js';
import { found } from './search.js';

/** @typedef {'a'|'b'|'lasso'} Tool what a click on a dot, or a drag, does */

/** @type {readonly (readonly [import('./types.js').Colour, string])[]} */
const COLOURS = [['class', 'class'], ['penalty', '‖J‖²'], ['error', 'reconstruction error'], ['h', 'h of a unit'], ['gain', 'φ′ of a unit']];

/**
 * @param {import('./types.js').Context} context
 * @param {object} on
 * @param {(tool: Tool) => void} on.take
 * @param {(ids: number[]) => void} on.find these are looked for
 * @param {(id: number) => void} on.pin
 */
export function createToolbar({ findings, page, hands }, { take, find, pin }) {
  /** @type {Tool} */
  let tool = 'a';
  /** @type {number[]} */
  let ids = [];
  let turn = 0; // which of those that were found Enter pins next
  const method = createSegments(
    'How codes become places',
    /** @type {const} */ ([
      ['pca', 'PCA', 'The plane in which the codes differ most'],
      ['units', 'Two units', 'h of the units that vary most'],
      ['tsne', 't-SNE', 'Near codes stay near; lengths and gaps mean nothing'],
    ]),
    () => page.method,
    (value) => hands.look({ method: value }),
  );
  const dimensions = createSegments('Dimensions', /** @type {const} */ ([[2, '2-D'], [3, '3-D']]), () => page.dimensions, (value) => hands.look({ dimensions: value }));
  const tools = createSegments(
    'What a click does',
    /** @type {const} */ ([
      ['a', 'Pin A', 'A click on a dot pins the image'],
      ['b', 'Pin B', 'A click on a dot pins the second image (with Shift, at any time)'],
      ['lasso', 'Lasso', 'Draw a line round dots to select them (with Alt, at any time)'],
    ]),
    () => tool,
    (value) => {
      tool = value;
      tools.show();
      take(value);
    },
  );
  const colour = el('select', { class: 'cae-select', 'aria-label': 'Colour', 'data-testid': 'colour' }, ...COLOURS.map(([value, name]) => el('option', { value }, name)));
  colour.addEventListener('change', () => hands.look({ colour: /** @type {import('./types.js').Colour} */ (colour.value) }));

  const input = el('input', { type: 'text', class: 'cae-number cae-map-search', placeholder: 'class or number', 'aria-label': 'Find images by class or number; Enter pins the next', autocomplete: 'off', spellcheck: 'false', 'data-testid': 'search' });
  const many = el('span', { class: 'cae-map-found', role: 'status' });
  const setMany = textOf(many);
  function look() {
    ids = findings.images ? found(input.value, findings.images) : [];
    turn = 0;
    setMany(input.value.trim() ? (ids.length ? `${count(ids.length)} found` : 'none found') : '');
    find(ids);
  }
  input.addEventListener('input', look);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && ids.length) pin(ids[turn++ % ids.length]);
    else if (event.key === 'Escape') {
      input.value = '';
      look();
      input.blur();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });

  return {
    element: el(
      'div', { class: 'cae-map-tools cae-tools' },
      method.element, dimensions.element,
      el('label', { class: 'cae-field' }, el('span', { class: 'cae-label' }, 'colour'), colour),
      tools.element,
    ),
    find: el('label', { class: 'cae-field cae-map-find cae-tools' }, el('span', { class: 'cae-label' }, 'find'), input, many),
    tool: () => tool,
    focus: () => input.focus(),
    /** Other images: what was looked for is looked for among them. */
    again: look,
    show() {
      method.show();
      dimensions.show();
      tools.show();
      method.name(1, findings.hidden === page.dimensions ? 'The code itself' : page.dimensions === 3 ? 'Three units' : 'Two units');
      if (colour.value !== page.colour) colour.value = page.colour;
    },
  };
}

// The ten nearest of the pinned image: in the code, in the code at λ = 0, and in pixels. Those that are near in pixels too are marked.

import { listenToArrows } from '../../kit/view/arrows.js';
import { FACTS, fact, toCsv } from '../../kit/view/csv.js';
import { el, textOf } from '../../kit/view/dom.js';
import { createExpect } from '../../kit/view/expect.js';
import { exportMenu } from '../../kit/view/exports.js';
import { attempt } from '../../kit/view/failure.js';
import { createPanel } from '../../kit/view/panel.js';
import { createPicture } from '../../kit/view/picture.js';
import { listenToPointer } from '../../kit/view/pointing.js';
import { throttle } from '../../kit/view/throttle.js';
import { imageOf } from './findings.js';
import { EXPECTS, neighbourWords } from './words.js';

const WORDS_EVERY = 100; // milliseconds
const MANY = 10;
const ROWS = /** @type {const} */ (['code', 'code0', 'pixel']);

/**
 * @param {import('./types.js').Context} context
 * @returns {import('./types.js').Panel}
 */
export function createNeighbours({ findings, page, theme, act, tip }) {
  const panel = createPanel({ name: 'neighbours', title: 'Nearest neighbours of A', how: 'The ten test images nearest to A, the nearest first. Those with a bar below are near in the code and in pixels. Click one to pin it.' });
  panel.element.dataset.testid = 'neighbours';
  const rows = ROWS.map((name) => createRow(name));
  const [nearHere, near0] = rows;
  const expect = createExpect();
  panel.body.append(el('div', { class: 'cae-near' }, ...rows.map(({ element }) => element)));
  panel.element.append(expect.element);
  panel.legend.append(expect.button, exportMenu('nearest neighbours', { csv }));
  const words = throttle(() => attempt(panel.element, say), WORDS_EVERY);

  /** @param {typeof ROWS[number]} name */
  function createRow(name) {
    const label = el('span', { class: 'cae-near-name' });
    const items = Array.from({ length: MANY }, (_, i) => {
      const picture = createPicture(theme, () => findings.side, { 'aria-hidden': 'true' });
      const button = el('button', { type: 'button', class: 'cae-near-one', tabindex: i ? '-1' : '0', disabled: '' }, picture.element);
      const at = () => idsOf(name)[i] ?? null;
      listenToPointer(button, {
        at,
        show: (id, x, y) => (id === null ? tip.hide(button) : tip.show(button, x, y, [findings.imageName(id)], id)),
        take: (id) => act.pin({ image: id }),
      });
      return { picture, button, at };
    });
    const element = el('div', { class: `cae-near-row cae-near-${name}`, role: 'group' }, label, ...items.map(({ button }) => button));
    listenToArrows(element, (right, down) => {
      const now = items.findIndex(({ button }) => button === document.activeElement);
      items[(now + right + down + MANY) % MANY].button.focus();
    });
    return { name, element, items, setLabel: textOf(label) };
  }

  /** @param {string} name @returns {ArrayLike<number>} */
  const idsOf = (name) => findings.section('neighbours', name)?.values ?? [];

  function show() {
    const { images, pixels } = findings;
    const near = new Set(Array.from(idsOf('pixel')));
    const code = new Set([...Array.from(idsOf('code')), ...Array.from(idsOf('code0'))]);
    for (const { name, items, element } of rows) {
      const ids = idsOf(name);
      items.forEach(({ picture, button }, i) => {
        const id = ids[i];
        button.disabled = id === undefined || !images;
        button.classList.toggle('cae-absent', button.disabled);
        if (id === undefined || !images) return;
        picture.pixels(images.pixels, id * pixels);
        button.classList.toggle('cae-agrees', name === 'pixel' ? code.has(id) : near.has(id));
      });
      element.classList.toggle('cae-absent', name === 'code0' && !ids.length);
    }
    const { agree, agree0, image } = findings.of('neighbours');
    Object.assign(panel.element.dataset, { image: image ?? '', agree: agree ?? '', agree0: agree0 ?? '' });
  }

  function say() {
    nearHere.setLabel(`code ${findings.at.replace(/^of .*/, '')}`);
    near0.setLabel('code at λ\u00a0=\u00a00');
    rows[2].setLabel('pixels');
    for (const { name, items, element } of rows) {
      const of = { code: `in the code ${findings.at}`, code0: 'in the code at λ = 0', pixel: 'in pixels' }[name];
      element.setAttribute('aria-label', `Nearest ${of}`);
      const own = idsOf(name);
      items.forEach(({ button }, i) => document.activeElement !== button && button.setAttribute('aria-label', own[i] === undefined ? 'none' : `${findings.imageName(own[i])}${button.classList.contains('cae-agrees') ? ', in both' : ''}`));
    }
    panel.setTitle(`Nearest neighbours of A: ${findings.images ? findings.imageName(imageOf(page.pins)) : ''}`);
    expect.set(neighbourWords(findings.of('neighbours'), findings.at), EXPECTS.neighbours);
  }

  function csv() {
    const of = `image ${imageOf(page.pins)}`;
    return toCsv(FACTS, ROWS.flatMap((name) => Array.from(idsOf(name), (id, i) => fact(`nearest in ${name}`, of, `number ${i + 1}`, id))));
  }

  return {
    element: panel.element,
    update(what) {
      if (what.has('neighbours') || what.has('statics') || what.has('pins')) show();
      if (what.has('pins')) words.now();
      else words.soon();
    },
    restyle() {
      for (const { items } of rows) for (const { picture } of items) picture.restyle();
    },
    destroy: words.destroy,
  };
}

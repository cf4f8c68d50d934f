// The images that drive a unit highest and lowest: small pictures with h under each, to be clicked.

import { el, textOf } from '../../../kit/view/dom.js';
import { attempt } from '../../../kit/view/failure.js';
import { sig3 } from '../../../kit/view/format.js';
import { raster, showImage } from '../../../kit/view/raster.js';
import { throttle } from '../../../kit/view/throttle.js';
import { fact } from '../../../kit/view/csv.js';
import { extremes } from './stats.js';

const EACH = 10;
const CALM = 1000; // milliseconds between two looks for them while training goes on

/** h as it comes, in sixteen bits: what is nearly 0 is not known better. @param {number} h */
const hWords = (h) => (h !== 0 && Math.abs(h) < 1e-4 ? '≈ 0' : sig3(h));

/**
 * @param {import('../types.js').Context} context
 * @returns {import('./frame.js').Part & {csv: () => import('../../../kit/view/csv.js').Fact[]}}
 */
export function createExtremes({ findings, page, act, theme, tip }) {
  const rows = [row('drive it highest', 1), row('drive it lowest', -1)];
  const element = el('div', { class: 'cae-extremes' }, ...rows.map((one) => one.element));
  let looked = '';
  let again = true;
  const renew = throttle(() => {
    again = true;
    attempt(element, show);
  }, CALM);

  /** @param {string} name @param {number} sign */
  function row(name, sign) {
    /** @type {number[]} */
    let ids = [];
    const drawn = { key: '' };
    const items = Array.from({ length: EACH }, (_, i) => {
      const canvas = el('canvas', { class: 'cae-thumb-map', 'aria-hidden': 'true' });
      const name = el('span', { class: 'cae-unseen' });
      const words = el('span', {});
      const button = el('button', { type: 'button', class: 'cae-thumb cae-drawn' }, canvas, name, words);
      button.addEventListener('click', () => ids[i] !== undefined && act.pin({ image: ids[i] }));
      button.addEventListener('pointermove', ({ clientX, clientY }) => {
        if (ids[i] !== undefined) tip.show(button, clientX, clientY, told(ids[i]), ids[i]);
      });
      button.addEventListener('pointerleave', () => tip.hide(button));
      return { button, map: raster(canvas), call: textOf(name), set: textOf(words) };
    });
    const list = el('div', { class: 'cae-thumbs' }, ...items.map(({ button }) => button));

    /** @param {number} id */
    const told = (id) => [findings.imageName(id), `h = ${hWords(findings.value('h', page.pins.unit ?? 0, findings.place(id)))}`];

    return {
      element: el('div', { class: 'cae-extremes-row' }, el('h3', { class: 'cae-sub' }, `Images that ${name}, with h`), list),
      name,
      ids: () => ids,
      /** @param {Float32Array} h @param {boolean} again whether others may take their places */
      show(h, again) {
        if (again) ids = extremes(h, EACH, sign).map((place) => findings.id(place));
        const key = `${findings.build} ${theme().key} ${ids}`;
        items.forEach(({ button, map, call, set }, i) => {
          const id = ids[i];
          button.hidden = id === undefined;
          if (id === undefined) return;
          set(hWords(h[findings.place(id)]));
          button.classList.toggle('cae-selected', id === page.pins.image);
          if (key === drawn.key) return;
          call(`Select ${findings.imageName(id)}, h = `);
          if (findings.images) showImage(map, findings.images, id, theme().maps.gray);
        });
        drawn.key = key;
      },
    };
  }

  function show() {
    const { unit } = page.pins;
    if (unit === null || !findings.units) return;
    const h = findings.row('h', unit);
    const key = `${findings.build} ${unit} ${findings.units.header.index}`;
    const anew = again || key !== looked;
    looked = key;
    again = false;
    for (const one of rows) one.show(h, anew);
  }

  return {
    element,
    show() {
      show();
      renew.soon();
    },
    csv: () => rows.flatMap(({ ids, name }) => ids().map((id) => fact(`images that ${name}`, id, 'h', findings.value('h', page.pins.unit ?? 0, findings.place(id))))),
    restyle: show,
    destroy: renew.destroy,
  };
}

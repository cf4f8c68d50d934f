// Directions in pixel space at one image: those that move the code most, least, and not at all, as signed images.

import { el, textOf } from '../../../kit/view/dom.js';
import { percent, sig3 } from '../../../kit/view/format.js';
import { colorBar } from '../../../kit/view/panel.js';
import { blit, raster } from '../../../kit/view/raster.js';
import { fact } from '../../../kit/view/csv.js';
import { blindWords } from './sentences.js';

/**
 * @param {import('../types.js').Context} context
 * @returns {import('./frame.js').Part & {csv: () => import('../../../kit/view/csv.js').Fact[]}}
 */
export function createDirections({ findings, theme }) {
  const bar = colorBar({ middle: true });
  bar.ends('−', '+');
  const rows = {
    tangents: row('Most sensitive directions, σ', 8),
    weak: row('Weakest directions, σ', 4),
    blind: row('Ignored directions, share of variance', 4),
  };
  rows.tangents.head.append(bar.element);
  rows.tangents.say('A small step along one of them moves the code by σ times its length. The sign means nothing, and each image has a scale of its own.');
  rows.weak.say('The smallest σ that are not 0: the code hardly moves.');
  const element = el('div', { class: 'cae-directions' }, ...Object.values(rows).map((one) => one.element));

  /** @param {string} name @param {number} most */
  function row(name, most) {
    const how = el('p', { class: 'cae-how' });
    const none = el('p', { class: 'cae-none-there', hidden: '' }, 'None at this image.');
    const items = Array.from({ length: most }, () => {
      const canvas = el('canvas', { class: 'cae-thumb-map', role: 'img' });
      const words = el('span', {});
      return { element: el('div', { class: 'cae-thumb' }, canvas, words), canvas, map: raster(canvas), set: textOf(words) };
    });
    const head = el('div', { class: 'cae-directions-head' }, el('h3', { class: 'cae-sub' }, name));
    return {
      head,
      say: textOf(how),
      element: el('div', { class: `cae-directions-row${most < 8 ? ' cae-half' : ''}` }, head, how, none, el('div', { class: 'cae-thumbs' }, ...items.map((item) => item.element))),
      /** @param {import('../../../kit/view/frames.js').Section|undefined} section @param {string[]} words */
      show(section, words) {
        const [high, wide] = findings.side;
        none.hidden = section === undefined || section.shape[0] > 0;
        items.forEach(({ element: item, canvas, map, set }, i) => {
          const there = section !== undefined && i < section.shape[0];
          item.classList.toggle('cae-absent', !there);
          set(there ? words[i] ?? '' : '\u00a0');
          canvas.setAttribute('aria-label', there ? `${name}: ${words[i]}` : 'none');
          if (!there) return;
          map.resize(wide, high);
          blit(map, 0, 0, { rows: high, columns: wide }, section.values, i * findings.pixels, theme().maps.signed, 128);
          map.show();
        });
      },
    };
  }

  function show() {
    const { sections, header } = findings.image ?? {};
    rows.tangents.show(sections?.tangents, Array.from(sections?.spectrum.values.subarray(0, 8) ?? [], sig3));
    rows.weak.show(sections?.weak, Array.from(sections?.weak_values.values ?? [], sig3));
    const { blind } = findings;
    rows.blind.show(blind?.sections.blind, (blind?.header.shares ?? []).map(percent));
    // until the words of another image are here those of the last keep their place: nothing below them jumps
    if (header && blind) rows.blind.say(blindWords(header.rank, header.pixels, blind.header.shares));
  }

  return {
    element,
    show,
    csv() {
      const { sections } = findings.image ?? {};
      if (!sections) return [];
      const shares = findings.blind?.header.shares ?? [];
      return [
        ...Array.from(sections.weak_values.values, (v, i) => fact('weakest directions', i + 1, 'singular value', v)),
        ...shares.map((/** @type {number} */ v, /** @type {number} */ i) => fact('ignored directions', i + 1, 'share of the images’ variance', v)),
      ];
    },
    restyle() {
      bar.colors(theme().maps.signed);
      show();
    },
    destroy() {},
  };
}

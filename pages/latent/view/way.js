// The slider from λ = 0 to λ: every dot goes its way in a straight line. Its ends are buttons that let it glide there.

import { el, textOf } from '../../kit/view/dom.js';

const GLIDE = 900; // milliseconds from end to end

/**
 * @param {() => string} own the model that is looked at, by its λ
 * @param {(way: number) => void} go
 */
export function createWay(own, go) {
  const range = el('input', { type: 'range', class: 'cae-range', min: '0', max: '1', step: '0.005', value: '1', 'aria-label': 'From the map at λ = 0 to the one at this λ', 'data-testid': 'way' });
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)');
  let request = 0;

  /** @param {number} to */
  function set(to) {
    range.value = String(to);
    range.style.setProperty('--cae-filled', range.value);
    go(to);
  }

  /** @param {number} to */
  function glide(to) {
    cancelAnimationFrame(request);
    if (calm.matches) return set(to);
    const [from, begun] = [Number(range.value), performance.now()];
    const lasts = Math.max(1, GLIDE * Math.abs(to - from));
    const step = (/** @type {number} */ now) => {
      const share = Math.min(1, Math.max(0, (now - begun) / lasts));
      set(from + (to - from) * share * share * (3 - 2 * share));
      if (share < 1) request = requestAnimationFrame(step);
    };
    request = requestAnimationFrame(step);
  }

  range.addEventListener('input', () => {
    cancelAnimationFrame(request);
    set(Number(range.value));
  });
  range.style.setProperty('--cae-filled', '1');
  const ends = [0, 1].map((to) => el('button', { type: 'button', class: 'cae-button cae-quiet', on: { click: () => glide(to) } }));
  const [setFirst, setLast] = ends.map(textOf);
  setFirst('λ\u00a0=\u00a00');
  const none = el('span', { class: 'cae-way-none' });
  const setNone = textOf(none);
  const track = el('div', { class: 'cae-way-track' }, ends[0], range, ends[1]);

  return {
    element: el('div', { class: 'cae-way' }, track, none),
    /** @param {boolean} there whether there is a map at λ = 0 @param {string} why there is none */
    words(there, why) {
      setLast(own());
      track.classList.toggle('cae-absent', !there);
      setNone(there ? '' : why);
      for (const control of [range, ...ends]) control.disabled = !there;
    },
    /** To λ = 0. @returns {boolean} whether there is a way */
    toStart() {
      if (!range.disabled) glide(0);
      return !range.disabled;
    },
    /** To the other end. */
    turn: () => !range.disabled && glide(Number(range.value) > 0.5 ? 0 : 1),
    destroy: () => cancelAnimationFrame(request),
  };
}

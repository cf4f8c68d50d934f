// The last images of the chain beside each other, at λ and below them at λ = 0, each with its step.

import { el, textOf } from '../../kit/view/dom.js';
import { createPicture } from '../../kit/view/picture.js';

export const LONG = 12;

/** @typedef {import('../../kit/view/frames.js').Section} Section @typedef {{step: number, x: Section, x0: Section|undefined}} Shot */

/**
 * @param {() => import('../../kit/view/theme.js').Theme} theme
 * @param {() => [number, number]} side
 */
export function createFilm(theme, side) {
  const rows = ['at λ', 'at λ = 0'].map(() => el('span', { class: 'cae-film-name' }));
  const setRows = rows.map(textOf);
  const shots = Array.from({ length: LONG }, () => {
    const pictures = [0, 1].map(() => createPicture(theme, side, { 'aria-hidden': 'true' }));
    const number = el('span', { class: 'cae-film-step' });
    return { pictures, element: el('div', { class: 'cae-film-shot' }, ...pictures.map(({ element }) => element), number), setNumber: textOf(number) };
  });
  const element = el('div', { class: 'cae-film' }, el('div', { class: 'cae-film-names', 'aria-hidden': 'true' }, ...rows, el('span', {}, 'step')), el('div', { class: 'cae-film-shots' }, ...shots.map((one) => one.element)));
  /** @type {Shot[]} */
  let film = [];

  function draw() {
    shots.forEach(({ pictures: [own, without], element: shot, setNumber }, i) => {
      const one = film[i];
      shot.classList.toggle('cae-absent', !one);
      shot.classList.toggle('cae-film-now', i === film.length - 1);
      setNumber(one ? String(one.step) : '\u00a0');
      if (!one) return;
      own.section(one.x);
      without.section(one.x0);
    });
  }

  return {
    element,
    /** @param {Shot} shot the first */
    begin(shot) {
      film = [shot];
      draw();
    },
    /** @param {Shot} shot */
    add(shot) {
      if (film.at(-1)?.step === shot.step) film.pop();
      film = [...film, shot].slice(-LONG);
      draw();
    },
    /** @param {string} own the model that is looked at @param {boolean} beside whether there is one at λ = 0 */
    words(own, beside) {
      setRows[0](own);
      setRows[1]('λ = 0');
      element.classList.toggle('cae-alone', !beside);
    },
    restyle: draw,
  };
}

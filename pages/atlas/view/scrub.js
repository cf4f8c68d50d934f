// The page's main control: the λs on one slider, Play and its speed, what is pinned on the left.

import { el, icon, textOf, watchSize } from '../../kit/view/dom.js';
import { labelled, lambdaShort, lambdaWords } from '../../kit/view/lambdas.js';
import { SPEEDS } from './player.js';

const LABEL = 46; // CSS pixels a label may need, at the normal text size
const THUMB = 22;

/**
 * @param {import('./store.js').Atlas} atlas
 * @param {import('./actions.js').AtlasActions} act
 * @param {() => import('../../kit/view/theme.js').Theme} theme
 */
export function createScrub(atlas, act, theme) {
  const slider = el('input', {
    type: 'range', min: 0, max: 0, step: 1, class: 'cae-range', disabled: '', 'data-testid': 'atlas-lambda',
    'aria-label': 'Contraction strength λ',
    on: {
      input: () => {
        act.pause();
        const index = act.scrub(slider.valueAsNumber);
        if (index !== null && slider.valueAsNumber !== index) slider.value = String(index);
      },
    },
  });
  const ticks = el('div', { class: 'cae-path-ticks', 'aria-hidden': 'true' });
  const track = el('div', { class: 'cae-path-track' }, slider, ticks);
  const value = el('output', { class: 'cae-path-value', 'aria-hidden': 'true' });
  const setValue = textOf(value);
  setValue('λ = –');

  const [playIcon, pauseIcon] = [icon('play'), icon('pause')];
  const playText = el('span');
  const setPlay = textOf(playText);
  const play = el(
    'button',
    { type: 'button', class: 'cae-button cae-main cae-play', title: 'Space', on: { click: act.toggle } },
    playIcon, pauseIcon, playText,
  );
  const speed = el('select', { class: 'cae-select', 'aria-label': 'Speed of the animation' });
  for (const n of SPEEDS) speed.append(el('option', { value: n, selected: n === 5 }, `${n} λ/s`));
  speed.addEventListener('change', () => act.setSpeed(Number(speed.value)));

  const pinText = el('span');
  const setPin = textOf(pinText);
  const pin = el('button', { type: 'button', class: 'cae-button cae-pin', on: { click: act.togglePin } }, pinText);
  const difference = el(
    'button',
    { type: 'button', class: 'cae-button cae-toggle', 'aria-pressed': 'false', title: 'd: right minus left', on: { click: act.toggleDifference } },
    'Difference',
  );

  const controls = el('div', { class: 'cae-path-play' }, play, speed, value);
  const sides = el('div', { class: 'cae-path-sides' }, pin, difference);
  const element = el('div', { class: 'cae-path' }, controls, track, sides);

  let width = 0;
  /** @type {HTMLElement[]} */
  let marks = [];
  let shown = '';

  /** Labels and marks: when the λs, which of them are finished or the width changes. */
  function arrange() {
    const { lambdas, points } = atlas;
    const key = `${lambdas} ${Object.keys(points)} ${width} ${theme().size}`;
    if (key === shown) return;
    shown = key;
    const n = lambdas.length;
    slider.max = String(Math.max(0, n - 1));
    slider.disabled = !points.some(Boolean);
    ticks.replaceChildren();
    if (!n) return;
    const pitch = n > 1 ? (width - THUMB) / (n - 1) : width;
    const named = new Set(labelled(n, pitch, LABEL * (theme().size / 14)));
    marks = lambdas.map((lam, i) => {
      const name = named.has(i) ? lambdaShort(lam) : '';
      const mark = el('span', { class: points[i] ? 'cae-path-tick' : 'cae-path-tick cae-missing' }, name);
      mark.style.left = `${n > 1 ? (100 * i) / (n - 1) : 50}%`;
      ticks.append(mark);
      return mark;
    });
  }

  const unwatch = watchSize(track, (to) => {
    width = to;
    arrange();
  });
  ticks.addEventListener('click', (event) => {
    const i = marks.indexOf(/** @type {HTMLElement} */ (event.target));
    if (i >= 0) act.scrub(i);
  });

  return {
    element,
    slider,
    arrange,
    /** Called in the animation frame: the slider alone. @param {number} index */
    move(index) {
      if (slider.valueAsNumber !== index) slider.value = String(index);
      const n = atlas.total;
      slider.style.setProperty('--cae-filled', String(n > 1 ? index / (n - 1) : 0));
    },
    /** @param {import('./store.js').Point|null} point @param {import('./store.js').Point|null} left @param {boolean} differs */
    words(point, left, differs) {
      if (point) {
        const words = `λ = ${lambdaWords(point.lam)}`;
        setValue(words);
        if (slider.getAttribute('aria-valuetext') !== words) slider.setAttribute('aria-valuetext', words);
      }
      setPin(left ? `Unpin λ = ${lambdaWords(left.lam)}` : 'Pin this λ on the left');
      pin.title = left ? 'Escape' : 'b: keep it there and compare';
      pin.disabled = !point;
      difference.disabled = !left;
      difference.setAttribute('aria-pressed', String(Boolean(left) && differs));
      play.disabled = speed.disabled = atlas.done().length < 2;
    },
    /** @param {boolean} now */
    playing(now) {
      setPlay(now ? 'Pause' : 'Play');
      playIcon.style.display = now ? 'none' : '';
      pauseIcon.style.display = now ? '' : 'none';
    },
    destroy: unwatch,
  };
}

// The pinned unit, or as long as none is pinned the one with the largest share of ‖J‖²: its weights, the factors of its
// part in the penalty, what it does and why.

import { gainName } from '../../kit/view/activation.js';
import { el, textOf } from '../../kit/view/dom.js';
import { percent, sig3 } from '../../kit/view/format.js';
import { goThere } from '../../kit/view/host.js';
import { colorBar, createPanel } from '../../kit/view/panel.js';
import { blit, raster } from '../../kit/view/raster.js';
import { toQuery } from '../../kit/view/run/query.js';
import { liveSource } from '../../kit/view/source/sources.js';
import { partWords } from '../../kit/view/statewords.js';
import { tab } from '../../kit/view/tab.js';
import { reason, spanOf, whole } from '../../kit/view/verdict.js';
import { Leader } from './leader.js';

/**
 * What the unit does, and why, as the Units page says it at the same thresholds.
 *
 * @param {import('../../kit/view/run/run.js').Run} run
 */
function verdictOf({ pinned, about, activation }) {
  const { thresholds, slope_range: slope } = about;
  if (!pinned || !thresholds || !slope) return '';
  return whole(reason(pinned.state, pinned, thresholds, { span: spanOf(about), top: slope[1], gain: gainName(activation), activation }));
}

/**
 * @param {import('./layout.js').LiveContext & {base: string}} context
 * @returns {import('../../kit/view/panel.js').Panel}
 */
export function createPinned({ run, act, theme, base }) {
  const panel = createPanel({ name: 'pinned', title: 'Largest share of ‖J‖²', how: partWords('sigmoid') });
  const bar = colorBar({ middle: true });
  panel.legend.append(bar.element);
  const canvas = el('canvas', { class: 'cae-pin-map', role: 'img', 'aria-label': 'Weights of a unit' });
  const map = raster(canvas);
  const numbers = el('dl', { class: 'cae-pin-numbers' });
  const rows = ['mean h(1−h)', 'mean (h(1−h))²', '‖W‖²', 'share of ‖J‖²'].map((name) => {
    const [term, value] = [el('dt'), el('dd')];
    const setName = textOf(term);
    setName(name);
    numbers.append(term, value);
    return { setName, set: textOf(value) };
  });
  const closer = el('a', { class: 'cae-button cae-quiet', title: 'on the Units page', on: { click: lookCloser } }, 'Look closer');
  const unpin = el('button', { type: 'button', class: 'cae-button cae-quiet', on: { click: act.unpin } }, 'Unpin');
  const verdict = el('p', { class: 'cae-pin-verdict', 'data-testid': 'verdict' });
  const setVerdict = textOf(verdict);
  const side = el('div', { class: 'cae-pin-side' }, numbers, el('div', { class: 'cae-pin-tools' }, unpin, closer));
  panel.body.append(canvas, side, verdict);

  const leader = new Leader();
  /** @type {number|null} the leader that the server was asked for */
  let asked = null;
  /** @type {import('../../kit/view/frames.js').Section|null} */
  let tile = null;

  /** The unit that the panel is of: the pinned one, or the one that was looked at. */
  const unitShown = () => run.settings.unit ?? run.pinned?.unit ?? null;
  /** What is known of it. */
  const known = () => (run.pinned && run.pinned.unit === unitShown() ? run.pinned : null);

  /** @param {MouseEvent} event */
  function lookCloser(event) {
    const unit = unitShown();
    if (unit === null || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    act.pin(unit, run.settings.image);
    tab.source = { ...tab.source, source: liveSource(run) };
    goThere(event);
  }

  /** @param {ArrayLike<number>} table of all units */
  function lead(table) {
    leader.take(table, performance.now());
    if (leader.unit === null || leader.unit === asked) return;
    asked = leader.unit;
    act.look(asked);
  }

  function paint() {
    const { images } = run;
    if (!images || !tile || tile.values.length !== images.rows * images.columns) return;
    map.resize(images.columns, images.rows);
    blit(map, 0, 0, images, tile.values, 0, theme().maps.signed, 128);
    map.show();
  }

  function link() {
    const unit = unitShown();
    const href = `${base}units?${toQuery({ ...run.settings, unit }, 'source=live')}`;
    if (closer.getAttribute('href') !== href) closer.href = href;
  }

  return {
    element: panel.element,
    draw(sections, fresh) {
      if (fresh) {
        leader.forget();
        asked = tile = null;
      }
      if (sections.units) lead(sections.units.values);
      if (!sections.pin_tile) return;
      tile = sections.pin_tile;
      paint();
    },
    words() {
      const unit = unitShown();
      const pin = known();
      const pinned = run.settings.unit !== null;
      panel.setTitle(unit === null ? 'Largest share of ‖J‖²' : pinned ? `Pinned: unit ${unit}` : `Largest share of ‖J‖²: unit ${unit}`);
      panel.setHow(partWords(run.activation));
      unpin.style.visibility = pinned ? '' : 'hidden';
      closer.style.visibility = unit === null ? 'hidden' : '';
      if (tile) bar.ends('', `±${sig3(tile.hi)}`);
      const gain = gainName(run.activation);
      rows[0].setName(`mean ${gain}`);
      rows[1].setName(gain === 'φ′' ? 'mean φ′²' : `mean (${gain})²`);
      const values = pin ? [sig3(pin.gain), sig3(pin.gain2), sig3(pin.norm2), percent(pin.share)] : null;
      rows.forEach(({ set }, i) => set(values ? values[i] : '–'));
      setVerdict(pin ? verdictOf(run) : '');
      link();
    },
    restyle() {
      bar.colors(theme().maps.signed);
      paint();
    },
    describe: {
      element: canvas,
      text() {
        const pin = known();
        if (!pin) return 'Weights of a unit';
        return (
          `Encoder weights of unit ${pin.unit}; mean ${gainName(run.activation)} ${sig3(pin.gain)}, squared length ${sig3(pin.norm2)}, ` +
          `${percent(pin.share)} of the penalty.`
        );
      },
    },
    destroy() {},
  };
}

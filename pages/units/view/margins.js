// Beside the cells: numbers of units, the colours of their states; above them: names of classes, small images.

import { css } from '../../kit/view/color.js';
import { el, textOf } from '../../kit/view/dom.js';
import { groupName } from '../../kit/view/panels/groupname.js';
import { raster, showImage } from '../../kit/view/raster.js';
import { stateColor } from '../../kit/view/unitstates.js';

const LINE = 1.2; // sizes of a letter from one number to the next
const SPARSE = 3; // pixels of a row below which numbers no longer say which row they are of
const THUMB = 20; // pixels of a column from which on it carries its image

/** @typedef {import('./matrixfield.js').Shown} Shown */

/**
 * @param {Pick<import('./types.js').Context, 'findings'|'page'|'theme'>} context
 * @param {() => Shown|null} shown
 * @param {(unit: number) => boolean} standsOut
 * @param {() => {width: number, height: number, ratio: number}} size of the cells
 */
export function createMargins({ findings, page, theme }, shown, standsOut, size) {
  const numbers = el('div', { class: 'cae-matrix-units', 'aria-hidden': 'true' });
  const strip = el('canvas', { class: 'cae-matrix-states', 'aria-hidden': 'true' });
  const names = el('div', { class: 'cae-heat-groups', 'aria-hidden': 'true' });
  const thumbs = el('canvas', { class: 'cae-matrix-thumbs', 'aria-hidden': 'true' });
  const caption = el('span', { class: 'cae-matrix-caption' });
  const setCaption = textOf(caption);
  const above = el('div', { class: 'cae-matrix-above' }, names, caption, thumbs);
  const single = document.createElement('canvas');
  const picture = raster(single);

  /** Which rows carry their unit's number. @param {Shown} now */
  function numbered({ order, part }) {
    const em = theme().size;
    const { height } = size();
    const pitch = height / (part.bottom - part.top);
    const every = Math.max(1, Math.ceil((LINE * em) / pitch));
    /** @type {number[]} */
    const rows = [];
    const chosen = page.pins.unit === null ? -1 : (order.rows[page.pins.unit] ?? -1);
    const near = (/** @type {number} */ a, /** @type {number} */ b) => Math.abs(a - b) * pitch < LINE * em;
    if (pitch >= SPARSE || page.view.sort === 'none') {
      const first = Math.ceil(part.top / every) * every;
      for (let row = first; row < part.bottom - 0.5; row += every) if (chosen < 0 || !near(row, chosen)) rows.push(row);
    }
    if (chosen + 0.5 >= part.top && chosen + 0.5 <= part.bottom) rows.push(chosen);
    return { rows, chosen };
  }

  function writeNumbers() {
    const now = shown();
    if (!now || !size().height) return numbers.replaceChildren();
    const { rows, chosen } = numbered(now);
    const { part, order } = now;
    while (numbers.children.length > rows.length) numbers.lastElementChild?.remove();
    rows.forEach((row, i) => {
      const node = /** @type {HTMLElement} */ (numbers.children[i] ?? numbers.appendChild(el('span')));
      const text = String(order.units[row]);
      if (node.textContent !== text) node.textContent = text;
      node.classList.toggle('cae-chosen', row === chosen);
      node.classList.toggle('cae-back', !standsOut(order.units[row]));
      node.style.top = `${(100 * (row + 0.5 - part.top)) / (part.bottom - part.top)}%`;
    });
  }

  /** In every pixel the state that most of its rows have. */
  function drawStates() {
    const now = shown();
    const { height, ratio } = size();
    const states = /** @type {string[]} */ (findings.about.states ?? []);
    if (!now || !height || !findings.units) return;
    const { order, part } = now;
    const high = Math.round(height * ratio);
    strip.width = 1;
    strip.height = high;
    const context = /** @type {CanvasRenderingContext2D} */ (strip.getContext('2d'));
    const colors = states.map((name) => stateColor(theme(), name));
    const of = findings.units.sections.state.values;
    const votes = new Uint32Array(states.length);
    const each = (part.bottom - part.top) / high;
    for (let y = 0; y < high; y++) {
      votes.fill(0);
      const first = Math.floor(part.top + y * each);
      const last = Math.max(first + 1, Math.ceil(part.top + (y + 1) * each - 1e-9));
      for (let row = first; row < Math.min(last, order.units.length); row++) votes[of[order.units[row]]] += 1;
      const most = votes.indexOf(Math.max(...votes));
      context.globalAlpha = standsOut(order.units[Math.min(first, order.units.length - 1)]) ? 1 : 0.25;
      context.fillStyle = colors[most];
      context.fillRect(0, y, 1, 1);
    }
  }

  /** Class names over their columns, where images are grouped by class. */
  function nameGroups() {
    const now = shown();
    const groups = now?.order.groups ?? [];
    names.hidden = groups.length === 0;
    names.replaceChildren();
    if (!now) return;
    const { left, right } = now.part;
    const colors = theme().classes;
    let n = 0;
    for (const { label, first, last } of groups) {
      const [a, b] = [Math.max(first, left), Math.min(last, right)];
      if (b <= a) continue;
      const share = (/** @type {number} */ at) => (at - left) / (right - left);
      names.append(groupName(findings.classes[label] ?? String(label), n++, share(a), share(b), css(colors[label % colors.length])));
    }
  }

  /** The images themselves, where columns are wide enough. @param {Shown} now @param {number} pitch */
  function drawThumbs({ order, part }, pitch) {
    const { images } = findings;
    if (!images) return;
    const { width, ratio } = size();
    const em = theme().size;
    const high = 2.5 * em + 14 - (order.groups.length ? 1.25 * em + 6 : 0);
    const side = Math.min(pitch - 2, high);
    thumbs.width = Math.round(width * ratio);
    thumbs.height = Math.round(high * ratio);
    thumbs.style.height = `${high}px`;
    const context = /** @type {CanvasRenderingContext2D} */ (thumbs.getContext('2d'));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.imageSmoothingEnabled = false;
    for (let column = Math.floor(part.left); column < Math.min(findings.count, part.right); column++) {
      showImage(picture, images, findings.id(order.images[column]), theme().maps.gray);
      context.drawImage(single, (column + 0.5 - part.left) * pitch - side / 2, high - side, side, side);
    }
  }

  function drawAbove() {
    const now = shown();
    nameGroups();
    const pitch = now && size().width ? size().width / (now.part.right - now.part.left) : 0;
    thumbs.hidden = pitch < THUMB;
    above.classList.toggle('cae-pictured', pitch >= THUMB);
    if (now && pitch >= THUMB) drawThumbs(now, pitch);
    const words = { none: 'images in the order of the data set', cluster: 'similar images beside each other', class: '' };
    setCaption(now && pitch < THUMB ? words[page.view.group] : '');
  }

  return {
    above,
    numbers,
    strip,
    /** The order or the part that is shown has changed. */
    arrange() {
      writeNumbers();
      drawStates();
      drawAbove();
    },
    /** Units are in other states. */
    states: drawStates,
    /** Another unit is pinned. */
    pin: writeNumbers,
  };
}

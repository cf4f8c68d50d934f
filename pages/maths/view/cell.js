// The cell of the heatmap under the pointer as a line of real numbers; while there is none, the cell that is derived.

import { gainName } from '../../kit/view/activation.js';
import { el, textOf } from '../../kit/view/dom.js';
import { imageName } from '../../kit/view/scene.js';
import { cellNumbers } from './says.js';

/** @typedef {{unit: number, image: number}} Cell */

/**
 * @param {import('../../kit/view/run/run.js').Run} run
 * @param {import('./lesson.js').Lesson} lesson
 */
export function createCell(run, lesson) {
  const title = el('p', { class: 'cae-cell-of' });
  const setTitle = textOf(title);
  const places = ['h(1−h)', 'squared', '× ‖Wⱼ‖²', '= its part', 'of ‖J‖²'].map((name) => {
    const [term, value] = [el('dt'), el('dd')];
    const setName = textOf(term);
    setName(name);
    return { element: el('div', {}, term, value), setName, set: textOf(value) };
  });
  const element = el('div', { class: 'cae-cell', 'data-testid': 'cell' }, title, el('dl', { class: 'cae-cell-numbers' }, ...places.map((place) => place.element)));
  /** @type {Cell|null} */
  let hovered = null;

  /** What is known of the cell that is told. */
  function told() {
    const { numbers } = lesson;
    if (!hovered) return numbers && { ...numbers, now: 'in the steps' };
    const probe = /** @type {any} */ (run.probe);
    const known = probe?.unit === hovered.unit && probe?.image === hovered.image && probe?.norm2 !== undefined;
    return { ...hovered, now: 'under the pointer', ...(known ? { gain: probe.gain, norm2: probe.norm2, share: probe.share } : {}) };
  }

  return {
    element,
    /** @param {Cell|null} cell */
    hover: (cell) => (hovered = cell),
    words() {
      const now = /** @type {any} */ (told());
      setTitle(now ? `Unit ${now.unit}, ${imageName(run.images, now.image)}: ${now.now}` : 'No cell is told yet.');
      places[0].setName(gainName(run.activation));
      cellNumbers(now?.gain === undefined ? null : now).forEach((text, i) => places[i].set(text));
    },
  };
}

// Draws what is looked at: in one animation frame whatever has moved since the last, words a few times a second.

import { throttle } from '../../kit/view/throttle.js';

const WORDS_EVERY = 100; // milliseconds
const SETTLED_AFTER = 300;

/**
 * @param {object} on
 * @param {HTMLElement} on.element
 * @param {import('./store.js').Atlas} on.atlas
 * @param {import('./actions.js').Page} on.page
 * @param {ReturnType<typeof import('./layout.js').createLayout>} on.layout
 * @param {() => void} on.changed the address must follow
 */
export function createStage({ element, atlas, page, layout, changed }) {
  const { view } = page;
  let request = 0;
  let repaints = 0;
  let drawn = { left: '', right: '' };

  const shown = () => (view.at === null ? null : (atlas.points[view.at] ?? null));
  const pinned = () => (view.left === null ? null : (atlas.points[view.left] ?? null));
  const words = throttle(write, WORDS_EVERY);
  const settled = throttle(() => {
    write();
    layout.left.describe(pinned());
    layout.right.describe(shown());
    for (const plot of layout.plots) plot.describe();
    changed();
  }, SETTLED_AFTER);

  function draw() {
    request ||= requestAnimationFrame(paint);
  }

  /** Nothing here may read the layout. */
  function paint() {
    request = 0;
    const [now, left] = [shown(), pinned()];
    if (!now || !atlas.images) return;
    const against = page.differs ? left : null;
    const scales = `${atlas.key} ${atlas.weightsTo} ${Object.values(atlas.extent ?? {})}`;
    const keys = { left: left ? `${left.index} ${scales}` : '', right: `${now.index} ${against?.index} ${scales}` };
    if (keys.right !== drawn.right) layout.right.draw(now, against);
    if (left && keys.left !== drawn.left) layout.left.draw(left, null);
    drawn = keys;
    layout.scrub.move(now.index);
    layout.states.mark(now.index, left?.index ?? null);
    for (const plot of layout.plots) plot.mark(now.index, left?.index ?? null);
    repaints += 1;
    const { dataset } = element;
    dataset.index = String(now.index);
    dataset.lambda = String(now.lam);
    dataset.repaints = String(repaints);
    words.soon();
    settled.soon();
  }

  function write() {
    const [now, left] = [shown(), pinned()];
    layout.scrub.words(now, left, page.differs);
    layout.exporting.show(now);
    layout.left.words(left, null);
    layout.right.words(now, page.differs ? left : null);
    if (!now) return;
    layout.figures.show(now.figures);
    layout.states.words(now);
    layout.notes.words();
    layout.charts.memory.words(now);
  }

  return {
    draw,
    pinned,
    /** What was drawn counts no more. */
    forget() {
      drawn = { left: '', right: '' };
    },
    /** The left side, the difference or what is pinned in the panels has changed. */
    compared() {
      layout.compare(pinned() !== null, page.differs);
      drawn = { left: '', right: '' };
      draw();
      words.now();
    },
    settle: settled.soon,
    words: words.soon,
    destroy() {
      cancelAnimationFrame(request);
      words.destroy();
      settled.destroy();
    },
  };
}

// The latent plane: each test image a dot at its place, coloured by class, the classes named where they lie.

import { listenToArrows } from '../arrows.js';
import { el, watchSize } from '../dom.js';
import { attempt } from '../failure.js';
import { percent, sig3 } from '../format.js';
import { createPanel } from '../panel.js';
import { listenToPointer } from '../pointing.js';
import { announce } from '../reader.js';
import { imageName, pinWords } from '../scene.js';
import { createLatentDots } from './latentdots.js';
import { Eye, extentOf } from './latenteye.js';
import { drawLabels } from './latentlabels.js';
import { Placing } from './latentplacing.js';

const LABELS_EVERY = 125; // milliseconds
const CLASSES = 10; // that are told apart by colour
const MARGIN = 14; // CSS pixels
const MARGIN_PLANE = 44; // room for the axes' names
const HOW = 'Each dot is a test image at its code h; like codes lie close, and those at one place spread into a disc. Hover to see one, click to pin it.';
const HOW_PAIRED = 'Each dot is a test image at its code h; those at one place spread into a disc.';
const HOW_DIFFERENT = 'A line leads from where an image lies on the left to its dot, where it lies on the right.';

/**
 * @param {import('../panel.js').Context} context
 * @returns {import('../panel.js').Panel}
 */
export function createLatent({ scene, act, theme, tip, extent, glides = false, over, how = HOW }) {
  const panel = createPanel({ name: 'latent-plane', title: 'Latent plane', how });
  const dots = createLatentDots(scene, theme);
  const { canvas } = dots;
  const labels = el('canvas', { class: 'cae-latent-labels', 'aria-hidden': 'true' });
  panel.body.append(canvas, labels, ...(over ? [over.element] : []));
  const eye = new Eye();
  const placing = new Placing();

  /** @type {import('../frames.js').Section|null} */
  let latent = null;
  let labelled = 0; // when the labels were drawn
  let stale = false; // dots have moved since
  let later = 0; // names are on their way
  /** @type {number|null} */
  let pinned = null; // the image that is drawn so

  /** The plane itself, with fixed axes, when there are two hidden units. */
  const isPlane = () => scene.hidden === 2;
  const isSeen = () => dots.plane().width >= 2;

  /** @param {import('../frames.js').Section} section @param {boolean} fresh */
  function follow(section, fresh) {
    const { width, height } = dots.plane();
    const fixed = extent?.() ?? null;
    eye.follow(fixed ?? extentOf(section), width / height, !isPlane(), fresh || (fixed !== null && !glides));
  }

  /** Device pixels of one unit of h. */
  function scale() {
    const { height, ratio } = dots.plane();
    return (height / 2 - (isPlane() ? MARGIN_PLANE : MARGIN) * ratio) / eye.reach;
  }

  function paint() {
    if (!latent || !isSeen()) return;
    dots.paint(latent, eye, scale(), [pointer.image(), scene.pins.image], scene.difference?.latent ?? null);
    over?.follow(dots.plane(), eye, scale());
  }

  /** The pinned dot, which no name may cover. @returns {import('./latentplacing.js').Box[]} */
  function free() {
    pinned = scene.pins.image;
    const { places, ratio } = dots.plane();
    if (pinned === null || 2 * pinned + 1 >= places.length) return [];
    const [x, y, reach] = [places[2 * pinned], places[2 * pinned + 1], dots.radius() + 5 * ratio];
    return [{ left: x - reach, right: x + reach, top: y - reach, bottom: y + reach }];
  }

  function label() {
    if (!scene.images || !latent || !isSeen()) return;
    labelled = performance.now();
    stale = false;
    // The plane of the first two components is turned within itself to follow the last frame: its axes have no names.
    const axis = isPlane() ? ['h of unit 0', 'h of unit 1'] : ['', ''];
    drawLabels(labels, dots.plane(), scene.images, theme(), axis, isPlane(), scale(), placing, free());
    window.clearTimeout(later);
    if (!placing.settled) later = window.setTimeout(() => attempt(panel.element, label), LABELS_EVERY);
    panel.setTitle(title(scene, isPlane()));
    panel.setHow(scene.difference ? HOW_DIFFERENT : scene.paired ? HOW_PAIRED : how);
  }

  const pointer = attachPointer({ scene, act, tip }, dots, paint);

  const unwatch = watchSize(panel.body, (width, height) => {
    dots.resize(width, height);
    labels.width = dots.plane().width;
    labels.height = dots.plane().height;
    eye.forget();
    placing.forget();
    if (latent) follow(latent, true);
    paint();
    label();
  });

  return {
    element: panel.element,
    draw(sections, fresh) {
      if (fresh) pointer.leave();
      if (!sections.latent) return;
      latent = sections.latent;
      if (!isSeen()) return;
      follow(latent, fresh);
      if (fresh) placing.forget();
      paint();
      stale = true;
      if (fresh || performance.now() - labelled > LABELS_EVERY) label();
    },
    words() {
      if (pinned !== scene.pins.image) stale = true;
      if (stale && performance.now() - labelled > LABELS_EVERY) label();
    },
    restyle() {
      paint();
      label();
    },
    describe: { element: canvas, text: () => describe(scene, isPlane(), eye.reach) },
    destroy() {
      unwatch();
      window.clearTimeout(later);
    },
  };
}

/** @param {import('../scene.js').Scene} scene @param {boolean} plane whether it is that of two hidden units */
function title({ difference, explained, paired }, plane) {
  if (difference) return 'Latent plane, left → right';
  if (paired && !plane) return 'Latent plane, PCA of h';
  return plane ? 'Latent plane, h of units 0 and 1' : `Latent plane, PCA of h: ${percent(explained)} of variance`;
}

/**
 * The dot under the pointer or the arrow keys: what it says, and that it can be pinned.
 *
 * @param {Pick<import('../panel.js').Context, 'scene'|'act'|'tip'>} context
 * @param {ReturnType<typeof createLatentDots>} dots
 * @param {() => void} moved another dot is meant
 */
function attachPointer({ scene, act, tip }, dots, moved) {
  const { canvas } = dots;
  /** @type {number|null} */
  let image = null;

  /** @param {number|null} id @param {number} [x] @param {number} [y] */
  function hover(id, x = 0, y = 0) {
    const before = image;
    image = id;
    if (id === null) tip.hide(canvas);
    else tip.show(canvas, x, y, words(id), id);
    if (before !== id) moved();
  }

  /** @param {number} id */
  const words = (id) => [scene.images?.classes[scene.images.labels[id]] ?? 'image', `test image ${id}`];

  listenToPointer(canvas, { at: dots.at, show: hover, take: act.pinImage });
  canvas.addEventListener('blur', () => hover(null));
  listenToArrows(
    canvas,
    (right, down) => {
      const id = dots.next(image ?? scene.pins.image ?? 0, right, down);
      hover(id, ...dots.placeOf(id));
      announce(canvas, () => (image === null ? [] : words(image)));
    },
    () => {
      const id = image;
      if (id === null) return false;
      act.pinImage(id);
      announce(canvas, () => [pinWords(`test image ${id}`, scene.pins.image === id)]);
      return true;
    },
  );
  return { image: () => image, leave: () => hover(null) };
}

/**
 * The plane in words.
 *
 * @param {import('../scene.js').Scene} scene
 * @param {boolean} plane whether it is that of two hidden units
 * @param {number} reach
 */
function describe({ images, pins, explained }, plane, reach) {
  if (!images) return 'Latent plane';
  const pinned = pins.image === null ? '' : ` Pinned: ${imageName(images, pins.image)}.`;
  const kind = plane ? 'their two hidden units' : `the first two principal components of h, ${percent(explained)} of its variance`;
  return (
    `${images.count} test images of ${Math.min(images.classes.length, CLASSES)} classes by ${kind}; ` +
    `the plane reaches ${sig3(reach)} from its middle.${pinned} Arrow keys move between images, Enter pins one.`
  );
}

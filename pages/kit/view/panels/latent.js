// The latent plane: each test image a dot at its place, coloured by class, the classes named where they lie.

import { el, raster, watchSize } from '../dom.js';
import { pixel } from '../color.js';
import { percent, sig3 } from '../format.js';
import { drawLabels } from './latentlabels.js';
import { createPanel } from '../panel.js';
import { disc, stamp } from './stamp.js';

const LABELS_EVERY = 250; // milliseconds
const MARGIN = 14; // CSS pixels
const MARGIN_PLANE = 44; // room for the axes' names
const NEAR = 18; // CSS pixels within which a dot is meant

/**
 * @param {import('../frames.js').Section} section
 * @returns {import('../panel.js').Extent}
 */
export function extentOf({ values, hi }) {
  const unit = (hi ?? 1) / 32767;
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < values.length; i += 2) {
    if (values[i] < left) left = values[i];
    if (values[i] > right) right = values[i];
    if (values[i + 1] < bottom) bottom = values[i + 1];
    if (values[i + 1] > top) top = values[i + 1];
  }
  return { left: left * unit, right: right * unit, bottom: bottom * unit, top: top * unit };
}

/**
 * @param {import('../panel.js').Context} context
 * @returns {import('../panel.js').View}
 */
export function createLatent({ session, act, theme, tip, extent }) {
  const panel = createPanel({
    name: 'latent',
    title: 'Latent plane',
    how: 'Each dot is a test image at its code h; dots that lie close have like codes. Hover to see one, click to pin it.',
  });
  const canvas = el('canvas', { class: 'cae-latent-map', role: 'img', tabindex: '0', 'aria-label': 'Latent plane' });
  const labels = el('canvas', { class: 'cae-latent-labels', 'aria-hidden': 'true' });
  panel.body.append(canvas, labels);
  const map = raster(canvas);
  const owner = {};

  let ratio = 1;
  let dots = disc(3, 1);
  let ring = disc(7, 1);
  /** @type {import('../frames.js').Section|null} */
  let latent = null;
  let places = new Int16Array(0); // device pixels: x, y of each image
  const eye = { x: 0, y: 0, reach: 0 }; // what the plane shows: its middle and half its height, in latent units
  /** @type {number|null} */
  let hovered = null;
  let labelled = 0;
  let stale = false; // dots have moved since they were labelled

  /** The plane itself, with fixed axes, when there are two hidden units. */
  const isPlane = () => session.settings.hidden === 2;

  /**
   * Follow the data's extent without jitter: grow at once, shrink slowly, otherwise stand still.
   *
   * @param {import('../frames.js').Section} section
   * @param {boolean} fresh
   */
  function follow(section, fresh) {
    const across = map.width / map.height;
    const fixed = extent?.() ?? null;
    const { left, right, bottom, top } = fixed ?? extentOf(section);
    const centred = !isPlane();
    const x = centred ? 0 : (left + right) / 2;
    const y = centred ? 0 : (bottom + top) / 2;
    const wide = centred ? Math.max(-left, right) : (right - left) / 2;
    const high = centred ? Math.max(-bottom, top) : (top - bottom) / 2;
    const needed = Math.max(high, wide / across, 1e-9);
    if (fixed || fresh || eye.reach === 0) Object.assign(eye, { x, y, reach: needed * 1.06 });
    else {
      if (needed > eye.reach) eye.reach = needed * 1.04;
      else if (needed < 0.8 * eye.reach) eye.reach += (needed * 1.1 - eye.reach) * 0.06;
      const [dx, dy] = [x - eye.x, y - eye.y];
      if (Math.hypot(dx, dy) > 0.04 * eye.reach) Object.assign(eye, { x: eye.x + dx * 0.15, y: eye.y + dy * 0.15 });
    }
  }

  function scale() {
    return (map.height / 2 - (isPlane() ? MARGIN_PLANE : MARGIN) * ratio) / eye.reach;
  }

  function paint() {
    const { data, settings } = session;
    if (!latent || !data || map.width < 2) return;
    const { values } = latent;
    if (places.length !== values.length) places = new Int16Array(values.length);
    const colors = theme().classes.map(pixel);
    const paper = pixel(theme().background);
    const factor = (scale() * (latent.hi ?? 1)) / 32767;
    const x0 = map.width / 2 - eye.x * scale();
    const y0 = map.height / 2 + eye.y * scale();
    map.pixels.fill(paper);
    axes(x0, y0);
    for (let i = 0, id = 0; i < values.length; i += 2, id++) {
      const x = (places[i] = Math.round(x0 + values[i] * factor));
      const y = (places[i + 1] = Math.round(y0 - values[i + 1] * factor));
      stamp(map, dots, x, y, colors[data.labels[id] % colors.length], paper);
    }
    const ink = pixel(theme().text);
    for (const id of [hovered, settings.image]) {
      if (id === null || id >= data.count) continue;
      const [x, y] = [places[2 * id], places[2 * id + 1]];
      stamp(map, ring, x, y, paper, ink);
      stamp(map, dots, x, y, colors[data.labels[id] % colors.length], paper);
    }
    map.show();
  }

  /** Two thin lines through 0. @param {number} x0 @param {number} y0 */
  function axes(x0, y0) {
    const { pixels, width, height } = map;
    const line = pixel(theme().dark ? [52, 56, 66] : [222, 223, 228]);
    const [x, y] = [Math.round(x0), Math.round(y0)];
    if (y >= 0 && y < height) pixels.fill(line, y * width, (y + 1) * width);
    if (x >= 0 && x < width) for (let row = 0; row < height; row++) pixels[row * width + x] = line;
  }

  function label(now = performance.now()) {
    if (!session.data || !latent || map.width < 2) return;
    labelled = now;
    stale = false;
    const { explained } = session.header ?? {};
    // The plane of the first two components is turned within itself to follow the last frame: its axes have no names.
    const axis = isPlane() ? ['h of unit 0', 'h of unit 1'] : ['', ''];
    drawLabels(labels, { places, ratio, width: map.width, height: map.height }, session.data, theme(), axis, isPlane(), scale());
    panel.setTitle(isPlane() ? 'Latent plane, h of units 0 and 1' : `Latent plane, PCA of h: ${percent(explained)} of variance`);
  }

  /** @param {number} x device pixels @param {number} y */
  function nearest(x, y) {
    let best = -1;
    let least = (NEAR * ratio) ** 2;
    for (let i = 0; i < places.length; i += 2) {
      const distance = (places[i] - x) ** 2 + (places[i + 1] - y) ** 2;
      if (distance < least) [least, best] = [distance, i / 2];
    }
    return best < 0 ? null : best;
  }

  /** @param {number|null} id @param {number} x @param {number} y */
  function hover(id, x, y) {
    const before = hovered;
    hovered = id;
    if (id === null) tip.hide(owner);
    else tip.show(owner, x, y, [session.data?.classes[session.data.labels[id]] ?? 'image', `test image ${id}`], id);
    if (before !== id) paint();
  }

  /** The nearest dot in a direction, for the arrow keys. @param {number} dx @param {number} dy */
  function step(dx, dy) {
    const from = hovered ?? session.settings.image ?? 0;
    const [x, y] = [places[2 * from], places[2 * from + 1]];
    let best = from;
    let least = Infinity;
    for (let i = 0; i < places.length; i += 2) {
      const [along, aside] = [(places[i] - x) * dx + (places[i + 1] - y) * dy, (places[i] - x) * dy + (places[i + 1] - y) * dx];
      if (along > 0 && Math.abs(aside) <= along && along + Math.abs(aside) < least) {
        [least, best] = [along + Math.abs(aside), i / 2];
      }
    }
    const box = canvas.getBoundingClientRect();
    hover(best, box.left + places[2 * best] / ratio, box.top + places[2 * best + 1] / ratio);
  }

  canvas.addEventListener('pointermove', (event) => {
    hover(nearest(event.offsetX * ratio, event.offsetY * ratio), event.clientX, event.clientY);
  });
  canvas.addEventListener('pointerleave', () => hover(null, 0, 0));
  canvas.addEventListener('blur', () => hover(null, 0, 0));
  canvas.addEventListener('click', (event) => {
    const id = nearest(event.offsetX * ratio, event.offsetY * ratio);
    if (id !== null) act.pinImage(id);
  });
  canvas.addEventListener('keydown', (event) => {
    const arrows = /** @type {{[key: string]: [number, number]}} */ ({
      ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
    });
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (arrows[event.key]) step(...arrows[event.key]);
    else if (event.key === 'Enter' && hovered !== null) act.pinImage(hovered);
    else return;
    event.preventDefault();
  });

  const unwatch = watchSize(panel.body, (width, height) => {
    ratio = Math.min(2, window.devicePixelRatio || 1);
    const radius = Math.max(2.6, Math.min(width, height) / 150) * ratio;
    dots = disc(radius, 0.7 * ratio);
    ring = disc(radius + 2.5 * ratio, 2 * ratio);
    map.resize(Math.round(width * ratio), Math.round(height * ratio));
    labels.width = map.width;
    labels.height = map.height;
    eye.reach = 0;
    if (latent) follow(latent, true);
    paint();
    label();
  });

  return {
    element: panel.element,
    draw({ sections }, fresh) {
      if (fresh) hover(null, 0, 0);
      if (!sections.latent) return;
      latent = sections.latent;
      if (map.width < 2) return;
      follow(latent, fresh);
      paint();
      stale = true;
      if (fresh || performance.now() - labelled > LABELS_EVERY) label();
    },
    words() {
      if (stale && performance.now() - labelled > LABELS_EVERY) label();
    },
    restyle() {
      paint();
      label();
    },
    describe: {
      element: canvas,
      text() {
        const { data, header, settings } = session;
        if (!data || !header) return 'Latent plane';
        const colors = theme().classes;
        const pinned = settings.image === null ? '' : ` Pinned: ${session.imageName(settings.image)}.`;
        const kind = isPlane() ? 'their two hidden units' : `the first two principal components of h, ${percent(header.explained)} of its variance`;
        return (
          `${data.count} test images of ${Math.min(data.classes.length, colors.length)} classes by ${kind}; ` +
          `the plane reaches ${sig3(eye.reach)} from its middle.${pinned} Arrow keys move between images, Enter pins one.`
        );
      },
    },
    destroy: unwatch,
  };
}


// The canvases of the map, and how they are painted: dots, what is drawn over them, and the names, which come less often.

import { el, watchSize } from '../../kit/view/dom.js';
import { attempt } from '../../kit/view/failure.js';
import { nearest, onward } from '../../kit/view/panels/nearest.js';
import { drawLabels } from '../../kit/view/panels/latentlabels.js';
import { Placing } from '../../kit/view/panels/latentplacing.js';
import { Spread } from '../../kit/view/panels/latentspread.js';
import { Camera } from './camera.js';
import { createDots } from './dots.js';
import { createMarks } from './marks.js';

const LABELS_EVERY = 125; // milliseconds
const FARTHEST = 0.11; // of the smaller side: how far a dot may be moved off those that lie where it does
const NEAR = 16; // CSS pixels within which a dot is meant

/**
 * @typedef {object} Shown what of is painted
 * @property {import('./cloud.js').Cloud} cloud
 * @property {import('./colouring.js').Colouring|null} colours
 * @property {Uint8Array|null} meant which dots are looked for or selected; null: all alike
 * @property {string[]} axes names
 * @property {import('../../kit/view/scene.js').Images|null} images
 * @property {Omit<import('./marks.js').Marks, 'line'|'place'|'turned'> & {line: ArrayLike<number>, place: number[]|null}} marks
 * with the line and the place in units of the map
 */

/**
 * @param {() => import('../../kit/view/theme.js').Theme} theme
 * @param {() => Shown} shown
 */
export function createStage(theme, shown) {
  const dots = createDots(theme);
  const marks = createMarks(theme);
  const labels = el('canvas', { class: 'cae-map-labels', 'aria-hidden': 'true' });
  const element = el('div', { class: 'cae-map-stage', 'data-painted': '0' }, dots.canvas, labels, marks.canvas);
  const camera = new Camera();
  const placing = new Placing();
  const spread = new Spread();
  let places = new Int16Array(0);
  let near = new Float32Array(0);
  let request = 0;
  let timer = 0;
  let labelled = 0;
  let painted = 0;
  let radius = 3;
  let fresh = true;

  /** Of places in units of the map, where they are on the canvas. @param {ArrayLike<number>} points */
  function placed(points) {
    const found = new Int16Array((2 * points.length) / camera.dimensions);
    camera.project(points, dots.size(), found);
    return found;
  }

  function paint() {
    request = 0;
    const { cloud, colours, meant, images, marks: over } = shown();
    const size = dots.size();
    if (size.width < 2) return;
    const count = images ? cloud.count : 0;
    if (places.length !== 2 * count) [places, near] = [new Int16Array(2 * count), new Float32Array(count)];
    if (count) {
      camera.follow(cloud.all, cloud.dimensions, size, fresh);
      fresh = false;
      camera.project(cloud.now, size, places, near);
    }
    radius = dots.radius(count, camera.zoom);
    const deep = cloud.dimensions === 3;
    if (!deep) spread.apart(places, radius, size, FARTHEST * Math.min(size.width, size.height));
    dots.paint({ places, near: deep ? near : null, index: colours?.index ?? [], colors: colours?.colors ?? new Uint32Array(1), meant, darkens: colours?.darkens ?? false }, radius);
    const place = over.place && !deep && count ? placed(over.place) : null;
    marks.paint(
      { ...over, line: count && over.line.length % cloud.dimensions === 0 ? placed(over.line) : [], place: place && [place[0], place[1]], turned: deep && count ? camera.turned : null },
      places, radius,
    );
    element.dataset.painted = String((painted += 1));
    if (performance.now() - labelled > LABELS_EVERY) label();
    else timer ||= window.setTimeout(() => attempt(element, label), LABELS_EVERY);
  }

  function label() {
    window.clearTimeout(timer);
    timer = 0;
    labelled = performance.now();
    const { cloud, colours, images, axes } = shown();
    const { width, height } = dots.size();
    const plane = { places, ratio: dots.ratio, width, height };
    const named = { ...(images ?? { pixels: [], labels: [], count: 0, rows: 1, columns: 1 }), classes: colours?.darkens && images && places.length ? images.classes : [] };
    if (!places.length) return void /** @type {CanvasRenderingContext2D} */ (labels.getContext('2d')).clearRect(0, 0, width, height);
    drawLabels(labels, plane, named, theme(), cloud.dimensions === 3 ? ['', ''] : axes, true, camera.scale(dots.size()), placing, free());
    if (!placing.settled) timer = window.setTimeout(() => attempt(element, label), LABELS_EVERY);
  }

  /** The pinned dots, which no name may cover. */
  function free() {
    const reach = radius + 8 * dots.ratio;
    return shown().marks.pinned.filter(({ id }) => 2 * id < places.length).map(({ id }) => {
      const [x, y] = [places[2 * id], places[2 * id + 1]];
      return { left: x - reach, right: x + 2.5 * reach, top: y - 1.5 * reach, bottom: y + reach };
    });
  }

  const soon = () => void (request ||= requestAnimationFrame(() => attempt(element, paint)));
  const unwatch = watchSize(element, (width, height) => {
    dots.resize(width, height);
    const size = dots.size();
    marks.resize(size.width, size.height, dots.ratio);
    [labels.width, labels.height] = [size.width, size.height];
    placing.forget();
    fresh ||= !camera.moved;
    paint();
    label();
  });

  return {
    element,
    canvas: dots.canvas,
    camera,
    soon,
    size: dots.size,
    /** Another map: it is seen whole, and its names may stand elsewhere. */
    begin() {
      fresh = true;
      camera.reset();
      placing.forget();
    },
    get ratio() {
      return dots.ratio;
    },
    places: () => places,
    /** The image whose dot is meant, if one lies there. @param {number} x @param {number} y in CSS pixels */
    at: (x, y) => nearest(places, x * dots.ratio, y * dots.ratio, NEAR * dots.ratio),
    /** @param {number} from @param {number} right @param {number} down */
    next: (from, right, down) => (places.length ? onward(places, from, right, down) : from),
    /** Where a dot is, in the window. @param {number} id @returns {[number, number]} */
    placeOf(id) {
      const box = dots.canvas.getBoundingClientRect();
      return [box.left + places[2 * id] / dots.ratio, box.top + places[2 * id + 1] / dots.ratio];
    },
    destroy() {
      unwatch();
      cancelAnimationFrame(request);
      window.clearTimeout(timer);
    },
  };
}

/** @typedef {ReturnType<typeof createStage>} Stage */

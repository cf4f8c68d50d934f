// What is pointed at on the map: the dot under the pointer or the arrow keys, what a click does with it, and the lasso.

import { listenToArrows } from '../../kit/view/arrows.js';
import { announce } from '../../kit/view/reader.js';
import { pinWords } from '../../kit/view/scene.js';
import { sig3 } from '../../kit/view/format.js';
import { listenToHand } from './hand.js';
import { caught } from './lasso.js';

const STEP = 40; // CSS pixels that an arrow key with Shift moves the map
const ANGLE = 0.15; // radians that it turns it

/**
 * @param {import('./types.js').Context} context
 * @param {import('./stage.js').Stage} stage
 * @param {{lassoes: () => boolean, second: () => boolean, there: () => boolean}} on
 */
export function pointAtMap({ findings, page, act, hands, tip }, stage, { lassoes, second, there }) {
  const { canvas, camera } = stage;
  /** @type {number|null} */
  let image = null;
  /** @type {number[]} corners, in device pixels */
  let corners = [];
  const flat = () => camera.dimensions === 2;

  /** @param {number} id */
  function words(id) {
    const lines = [findings.classes[findings.labels[id]] ?? 'image', `test image ${id}`];
    const { by } = findings.of('colour');
    const value = page.colour === by ? findings.section('colour', 'values')?.values[id] : undefined;
    if (value !== undefined) lines.push(`${by === 'penalty' ? '‖J‖²' : by === 'gain' ? 'φ′' : by} ${sig3(value)}`);
    return lines;
  }

  /** @param {number|null} id @param {number} [x] @param {number} [y] in the window */
  function hover(id, x = 0, y = 0) {
    const before = image;
    image = id;
    if (id === null) tip.hide(canvas);
    else tip.show(canvas, x, y, words(id), id);
    canvas.classList.toggle('cae-on-dot', id !== null);
    if (before !== id) stage.soon();
  }

  /** @param {number} id @param {boolean} asB */
  function pin(id, asB) {
    if (asB) hands.pinB(page.pins.b === id ? null : id);
    else act.pin({ image: page.pins.image === id ? null : id });
  }

  /** Whatever a hand has done to the view. @param {() => void} change */
  const moved = (change) => {
    hover(null);
    change();
    stage.soon();
  };
  /** @param {number} factor @param {number} [x] @param {number} [y] device pixels */
  const zoom = (factor, x = stage.size().width / 2, y = stage.size().height / 2) => moved(() => camera.zoomAt(factor, x, y, stage.size()));

  listenToHand(canvas, {
    lassoes,
    turns: () => !flat(),
    pan: (dx, dy) => moved(() => camera.pan(dx * stage.ratio, dy * stage.ratio, stage.size())),
    turn: (across, down) => moved(() => camera.turn(across, down)),
    zoom: (factor, x, y) => zoom(factor, x * stage.ratio, y * stage.ratio),
    hover: (x, y, event) => hover(stage.at(x, y), event.clientX, event.clientY),
    leave: () => hover(null),
    click(x, y, shift) {
      const id = stage.at(x, y);
      if (id !== null) pin(id, shift || second());
      else if (flat() && there()) hands.place(camera.placeAt(x * stage.ratio, y * stage.ratio, stage.size()));
    },
    draw(so) {
      corners = so.map((v) => v * stage.ratio);
      stage.soon();
    },
    drawn() {
      const ids = caught(stage.places(), corners);
      corners = [];
      if (ids.length) hands.select(ids);
      stage.soon();
    },
  });
  canvas.addEventListener('blur', () => hover(null));
  /** @param {boolean} asB */
  function enter(asB) {
    const id = image;
    if (id === null) return false;
    pin(id, asB);
    announce(canvas, () => [pinWords(`test image ${id}`, (asB ? page.pins.b : page.pins.image) === id)]);
    return true;
  }
  listenToArrows(
    canvas,
    (right, down, event) => {
      if (event.shiftKey) return moved(() => (flat() ? camera.pan(-right * STEP * stage.ratio, -down * STEP * stage.ratio, stage.size()) : camera.turn(right * ANGLE, down * ANGLE)));
      if (!there()) return false;
      const id = stage.next(image ?? page.pins.image ?? 0, right, down);
      hover(id, ...stage.placeOf(id));
      announce(canvas, () => (image === null ? [] : words(image)));
    },
    () => enter(false),
  );
  canvas.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.shiftKey && enter(true)) event.stopImmediatePropagation();
  }, { capture: true });

  return {
    image: () => image,
    lasso: () => corners,
    leave: () => hover(null),
    zoom,
    reset: () => {
      stage.begin();
      stage.soon();
    },
  };
}

// What a person can do on the Atlas page, as functions; and the state they change.

import { nearestTo } from '../../kit/view/lambda.js';
import { createPlayer } from './player.js';

/**
 * @typedef {ReturnType<typeof createActions>} AtlasActions
 *
 * @typedef {object} Page what the page knows beside the atlas itself
 * @property {import('./query.js').View} view
 * @property {boolean} differs whether the right side shows the difference
 * @property {number|null} wanted the λ the link asked for, while it may still come
 * @property {boolean} touched whether the person has chosen a λ: until then the page does (`Atlas.resting`)
 * @property {import('./progress.js').Progress} progress
 */

/**
 * @param {import('./store.js').Atlas} atlas
 * @param {Page} page
 * @param {object} host
 * @param {(message: import('../../kit/view/socket.js').Message) => void} host.send
 * @param {() => void} host.moved another λ is to be shown
 * @param {() => void} host.compared left side, difference or pins have changed
 * @param {() => void} host.played
 * @param {(lam: number) => void} host.add this λ is to be trained too
 * @param {(message: string) => void} host.complain
 */
export function createActions(atlas, page, { send, moved, compared, played, add, complain }) {
  const { view } = page;
  const indices = () => atlas.done().map(({ index }) => index);

  /** Show the finished λ nearest to an index; returns which one it is. @param {number} index */
  const go = (index) => {
    const at = atlas.nearest(index);
    if (at === null || at === view.at) return at;
    view.at = at;
    moved();
    return at;
  };
  const player = createPlayer(() => ({ indices: indices(), at: view.at }), go, played);

  /** @param {number} index */
  const scrub = (index) => {
    page.touched = true;
    page.wanted = null;
    return go(index);
  };

  function togglePin() {
    view.left = view.left === null ? view.at : null;
    if (view.left === null) page.differs = false;
    page.touched = true;
    compared();
  }

  function unpin() {
    view.unit = view.image = null;
    compared();
  }

  return {
    scrub,
    go,
    playing: player.playing,
    pause: player.pause,
    setSpeed: player.setSpeed,
    toggle() {
      page.touched = true;
      page.wanted = null;
      if (player.playing()) player.pause();
      else player.play();
    },
    /** The next finished λ. @param {1|-1} direction */
    step(direction) {
      player.pause();
      const all = indices();
      const place = view.at === null ? 0 : all.indexOf(view.at) + direction;
      if (place >= 0 && place < all.length) scrub(all[place]);
    },
    /** The finished λ nearest to one. @param {number} lam */
    goNear(lam) {
      player.pause();
      const points = atlas.done();
      if (points.length) scrub(points[nearestTo(points.map((point) => point.lam), lam)].index);
    },
    /** @param {'first'|'last'} end */
    jump(end) {
      player.pause();
      scrub(end === 'first' ? 0 : atlas.total - 1);
    },
    togglePin,
    toggleDifference() {
      if (view.left === null) return;
      page.differs = !page.differs;
      compared();
    },
    /** Whether there is something to let go. */
    pinned: () => view.left !== null || view.unit !== null || view.image !== null,
    /** Let go what was pinned last: the left side, then unit and image. */
    release() {
      if (view.left !== null) togglePin();
      else unpin();
    },
    /** @param {number} unit */
    pinUnit(unit) {
      view.unit = unit === view.unit ? null : unit;
      compared();
    },
    /** @param {number} image */
    pinImage(image) {
      view.image = image === view.image ? null : image;
      compared();
    },
    /** Go to a λ, or train it if it is none of the atlas. @param {number} lam */
    addLambda(lam) {
      const there = atlas.lambdas.indexOf(lam);
      if (there >= 0) scrub(there);
      else add(lam);
    },
    cancel: () => send({ type: 'cancel' }),
    resume: () => send({ type: 'resume' }),
    complain,
    destroy: player.destroy,
  };
}

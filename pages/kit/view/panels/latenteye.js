// What the latent plane shows: its middle and how far it reaches, which follow the data without jitter.

/** @typedef {import('../panel.js').Extent} Extent */

/**
 * @param {import('../frames.js').Section} section
 * @returns {Extent}
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

/** What shows both. @param {Extent} a @param {Extent} b @returns {Extent} */
export const united = (a, b) => ({
  left: Math.min(a.left, b.left), right: Math.max(a.right, b.right), bottom: Math.min(a.bottom, b.bottom), top: Math.max(a.top, b.top),
});

/** Its middle `x`, `y` and half its height `reach`, in latent units. */
export class Eye {
  constructor() {
    this.x = 0;
    this.y = 0;
    this.reach = 0;
  }

  /** Take the next extent as it is. */
  forget() {
    this.reach = 0;
  }

  /**
   * Grow at once, shrink slowly, otherwise stand still.
   *
   * @param {Extent} extent
   * @param {number} across width over height of the panel
   * @param {boolean} centred whether 0 stays in the middle
   * @param {boolean} atOnce
   */
  follow({ left, right, bottom, top }, across, centred, atOnce) {
    const x = centred ? 0 : (left + right) / 2;
    const y = centred ? 0 : (bottom + top) / 2;
    const wide = centred ? Math.max(-left, right) : (right - left) / 2;
    const high = centred ? Math.max(-bottom, top) : (top - bottom) / 2;
    const needed = Math.max(high, wide / across, 1e-9);
    if (atOnce || this.reach === 0) {
      Object.assign(this, { x, y, reach: needed * 1.06 });
      return;
    }
    if (needed > this.reach) this.reach = needed * 1.04;
    else if (needed < 0.8 * this.reach) this.reach += (needed * 1.1 - this.reach) * 0.06;
    const [dx, dy] = [x - this.x, y - this.y];
    if (Math.hypot(dx, dy) > 0.04 * this.reach) Object.assign(this, { x: this.x + dx * 0.15, y: this.y + dy * 0.15 });
  }
}

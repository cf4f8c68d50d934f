// Which unit is looked at: the pinned one, or the one under the pointer or the arrow keys, in the plane or in the network.

/**
 * @param {import('../../kit/view/run/run.js').Run} run
 * @param {Pick<import('../../kit/view/run/actions.js').Actions, 'look'|'pinUnit'>} act
 * @param {() => void} changed another one is
 */
export function createLooking(run, act, changed) {
  /** @type {number|null} */
  let hovered = null;
  return {
    /** Whose line stands out. */
    get hovered() {
      return hovered ?? run.settings.unit;
    },
    /** Of which the heat is. */
    get unit() {
      return run.settings.unit ?? hovered;
    },
    /** @param {number|null} unit */
    hover(unit) {
      if (unit === hovered) return;
      hovered = unit;
      act.look(unit);
      changed();
    },
    pin: act.pinUnit,
  };
}

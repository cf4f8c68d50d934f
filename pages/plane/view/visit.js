// What a first visit of the Plane page is met with. Each try says what was seen to happen.

/**
 * @param {Pick<import('../../kit/view/run/actions.js').Actions, 'set'|'setSpeed'|'play'>} act
 * @param {Pick<import('./building.js').Building, 'want'>} building
 * @returns {import('../../kit/view/firstvisit.js').Visit}
 */
export function createVisit(act, building) {
  /** @param {number} lam */
  const at = (lam) => () => {
    act.setSpeed(0);
    act.play();
    act.set({ lam });
  };
  function untie() {
    at(3)();
    building.want({ tied: false });
  }
  return {
    sentence: 'An autoencoder of two inputs, seen whole: an ellipse is long in the direction in which the code moves far. Try:',
    tries: [
      { name: 'Take λ away', act: at(0), look: 'Watch the ellipses at the circle grow rounder: nothing presses them flat any more.' },
      { name: 'λ = 3', act: at(3), look: 'Watch the ellipses at the circle: they stay long along it, and are pressed flat across it.' },
      { name: 'Untie the weights', act: untie, look: 'Watch ‖J‖² fall without any ellipse getting flatter: the encoder’s weights only shrink, and the decoder’s grow.' },
    ],
  };
}

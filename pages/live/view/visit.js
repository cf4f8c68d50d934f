// What a first visit of the Live page is met with. Each try says what was seen to happen.

const SLOW = 10; // steps a second

/**
 * @param {Pick<import('../../kit/view/run/actions.js').Actions, 'set'|'setSpeed'|'play'|'reset'>} act
 * @returns {import('../../kit/view/firstvisit.js').Visit}
 */
export function createVisit(act) {
  /** At this λ, training as fast as it goes. @param {number} lam */
  const at = (lam) => () => {
    act.setSpeed(0);
    act.play();
    act.set({ lam });
  };
  return {
    sentence: 'A contractive autoencoder trains here, live: λ punishes its code for reacting to small changes of an image. Try:',
    tries: [
      {
        name: 'Raise λ to 3', act: at(3),
        look: 'Watch ‖J‖² pressed down in the loss chart, and the heatmap go paler: more of the units saturate, SAT rises.',
      },
      {
        name: 'Take λ away', act: at(0),
        look: 'Watch ‖J‖² climb in the loss chart: nothing holds it down any more.',
      },
      {
        name: 'Start again, slowly',
        act() {
          act.reset('same');
          act.setSpeed(SLOW);
          act.play();
        },
        look: 'Ten steps a second: watch shapes rise out of the noise in the units. The Speed slider takes it back to full.',
      },
    ],
  };
}

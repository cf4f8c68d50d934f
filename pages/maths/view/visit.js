// What a first visit of the Maths page is met with. Each try says what was seen to happen.

/**
 * @param {Pick<import('../../kit/view/run/actions.js').Actions, 'set'|'setSpeed'|'play'>} act
 * @param {{go: (part: string) => void, look: () => void}} page `look`: inside the next step
 * @returns {import('../../kit/view/firstvisit.js').Visit}
 */
export function createVisit(act, { go, look }) {
  /** @param {number} lam @param {string} part */
  const at = (lam, part) => () => {
    act.setSpeed(0);
    act.play();
    act.set({ lam });
    go(part);
  };
  return {
    sentence: 'The penalty in six steps, each with the numbers of the model that trains here. Try:',
    tries: [
      { name: 'See the sum at λ = 3', act: at(3, 'sum'), look: 'Watch the bars: is it the slopes or the lengths of the weights that make each unit’s part small?' },
      {
        name: 'Look inside a step',
        act() {
          go('inside');
          look();
        },
        look: 'Training has stopped before its next step. Next leads through it; at the end the step is taken, and held against what was foretold.',
      },
      { name: 'See what goes wrong', act: () => go('gallery'), look: 'Each card has a penalty that runs and is wrong, and how far its number is from ‖J‖² of this model now.' },
    ],
  };
}

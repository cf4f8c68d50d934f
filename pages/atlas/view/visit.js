// What a first visit of the Atlas is met with. Each try says what was seen to happen.

/**
 * @param {Pick<import('./actions.js').AtlasActions, 'jump'|'toggle'|'togglePin'|'playing'>} act
 * @param {import('./query.js').View} view
 * @returns {import('../../kit/view/firstvisit.js').Visit}
 */
export function createVisit(act, view) {
  const alone = () => view.left !== null && act.togglePin();
  return {
    sentence: 'The same model, trained at one λ after another from 0 to 100: the slider walks through them, and everything follows. Try:',
    tries: [
      {
        name: 'Play through λ',
        act() {
          alone();
          act.jump('first');
          act.toggle();
        },
        look: 'λ rises from 0: watch the outputs blur, the codes draw together in the plane, and units give up in the bars under the slider.',
      },
      {
        name: '0 beside 100',
        act() {
          alone();
          act.jump('first');
          act.togglePin();
          act.jump('last');
        },
        look: 'Left λ = 0, right λ = 100: compare the outputs, and how far apart the codes lie. Esc goes back to one side.',
      },
    ],
  };
}

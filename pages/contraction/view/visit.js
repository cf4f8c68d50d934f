// What a first visit of the Contraction page is met with. Each try says what is then to be seen.

import { TOOLS } from './pushes.js';

/**
 * @param {import('./pushing.js').Pushing} pushing
 * @param {(tool: import('./pushes.js').Tool) => void} take a tool into the hand
 * @returns {import('../../kit/view/firstvisit.js').Visit}
 */
export function createVisit(pushing, take) {
  /** @param {string} tool */
  const named = (tool) => (TOOLS.find((one) => one.tool === tool) ?? TOOLS[0]).tool;
  return {
    sentence: 'Contractive means: an image is moved, and its code moves less. Pull the image and compare the bars. Try:',
    tries: [
      {
        name: 'Shift it',
        act() {
          take(named('shift'));
          pushing.push([['shift', { right: 3, down: 0 }]]);
        },
        look: 'Three pixels to the right: the two lower bars say how far that moved the code, at this λ and at λ = 0. Now pull it yourself.',
      },
      {
        name: 'Draw on it',
        act: () => take(named('draw')),
        look: 'Draw a line on the image: while you do, the bars grow, and the reconstructions say what the code has taken in of it.',
      },
    ],
  };
}

// What a first visit of the Units page is met with. Each try says what is then to be seen.

import { TABLE } from './findings.js';

/**
 * @param {import('./findings.js').Findings} findings
 * @param {Pick<import('./actions.js').UnitsActions, 'pin'|'sort'|'show'>} act
 * @returns {import('../../kit/view/firstvisit.js').Visit}
 */
export function createVisit(findings, act) {
  /** The unit with the largest share of ‖J‖². */
  function foremost() {
    let best = 0;
    for (let unit = 1; unit < findings.hidden; unit++) if (findings.figure(unit, TABLE.share) > findings.figure(best, TABLE.share)) best = unit;
    return best;
  }
  return {
    sentence: 'Every hidden unit, image by image: which answer, which are flat, and why. The bar chooses the source and λ. Try:',
    tries: [
      {
        name: 'Look at one unit',
        act: () => findings.units && act.pin({ unit: foremost() }),
        look: 'The unit with the largest share of ‖J‖²: the line over the panels says what it does and why, One unit below shows the rest.',
      },
      {
        name: 'Sort by slope',
        act() {
          act.show('gain');
          act.sort('mean');
        },
        look: 'The steepest units stand at one end: those at the other hardly answer small changes of any image.',
      },
    ],
  };
}

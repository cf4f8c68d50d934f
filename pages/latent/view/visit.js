// What a first visit of the Latent page is met with. Each try says what is then to be seen.

/**
 * @param {import('./findings.js').Findings} findings
 * @param {import('./types.js').Hands & {withoutPenalty: () => void, pinA: (image: number) => void}} hands
 * @returns {import('../../kit/view/firstvisit.js').Visit}
 */
export function createVisit(findings, hands) {
  return {
    sentence: 'Each dot is an image, where its code lies. What lies near, what lies between, and what does contraction change? Try:',
    tries: [
      {
        name: 'Go from A to B',
        act() {
          const { labels } = findings;
          const other = Array.from(labels).findIndex((label) => label !== labels[0]);
          hands.pinA(0);
          hands.pinB(Math.max(other, 0));
        },
        look: 'Two images are pinned. Along the line between their codes the decoder says what lies between; the row below it only fades pixels.',
      },
      {
        name: 'Take λ away',
        act: hands.withoutPenalty,
        look: 'Every dot went where its image lies at λ = 0. The slider below the map goes there and back: what drew together?',
      },
      {
        name: 'Colour by ‖J‖²',
        act: () => hands.look({ colour: 'penalty' }),
        look: 'Each dot says how far its code moves with small changes of its image: dark dots sit where the code contracts least (in the dark theme the bright ones).',
      },
    ],
  };
}

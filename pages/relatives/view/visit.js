// What a first visit of the Relatives page is met with. Each try says what was seen to happen.

/**
 * @param {Pick<import('../../kit/view/run/actions.js').Actions, 'set'|'setSpeed'|'play'>} act
 * @param {Pick<import('./company.js').Company, 'only'>} company
 * @returns {import('../../kit/view/firstvisit.js').Visit}
 */
export function createVisit(act, company) {
  /** @param {string[]} names */
  const train = (names) => () => {
    company.only(names);
    act.setSpeed(0);
    act.play();
  };
  return {
    sentence: 'The contractive autoencoder among its relatives: one data set, one seed, the same steps. Grey in each card is the CAE. Try:',
    tries: [
      { name: 'Sparse and plain', act: train(['ae', 'sparse-kl', 'sparse-l1']), look: 'Watch h pile up at one end in the sparse ones, and what becomes of their ‖J‖²: nobody asked them to contract.' },
      { name: 'Denoising', act: train(['ae', 'denoising', 'masking']), look: 'Watch the clean reconstructions of the denoising ones, and how much farther than the CAE’s their code moves.' },
      { name: 'The copied recipe', act: train(['recipe', 'right']), look: 'Watch its units die: its number falls, and its gradient does not point where ‖J‖² falls.' },
    ],
  };
}

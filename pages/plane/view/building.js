// Settings that make another model, from the moment they are asked for until the server has that model, or refuses it.

/** @typedef {Partial<Pick<import('../../kit/view/run/run.js').Settings, 'dataset'|'hidden'|'activation'|'tied'|'seed'>>} Change */

/**
 * @param {import('../../kit/view/run/run.js').Run} run
 * @param {Pick<import('../../kit/view/run/actions.js').Actions, 'rebuild'>} act
 * @param {Pick<import('../../kit/view/page.js').Kit, 'url'>} kit
 */
export function createBuilding(run, act, { url }) {
  /** @type {Change|null} */
  let wanted = null;
  return {
    /** As they are, or are to be. */
    get settings() {
      return { ...run.settings, ...wanted };
    },
    /** @param {Change} change */
    want(change) {
      if (!wanted) url.settle();
      wanted = { ...wanted, ...change };
      act.rebuild(wanted);
      run.changed();
    },
    /** The server has a model of these settings. @param {{[name: string]: any}} settings */
    settled(settings) {
      if (!wanted || Object.entries(wanted).some(([key, value]) => settings[key] !== value)) return;
      wanted = null;
      run.changed();
      url.pushed();
    },
    /** It has not taken what it was told. */
    refused() {
      if (!wanted) return;
      wanted = null;
      run.changed();
    },
  };
}
/** @typedef {ReturnType<typeof createBuilding>} Building */

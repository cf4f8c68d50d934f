// What the side bar asks for: held against what it asked for before, another model is built where it asks for one.

import { sameStructure, settingsFrom } from './run.js';
import { structureOf } from './view.js';

/** @typedef {{settings: {[name: string]: any}, link: {[name: string]: string}, build_token: number}} Given */

/** What a page's script has said outlives a visit to another page, as the tab's run does. */
export function createAsked() {
  /** What it said last. @type {Given|null} */
  let given = null;

  /**
   * Whether it asks for another model than it did; the run's settings are then of that one.
   *
   * @param {Given} data
   * @param {import('./run.js').Run} run
   */
  function anew(data, run) {
    const settings = settingsFrom(data.settings);
    const asked =
      given !== null &&
      (data.build_token !== given.build_token ||
        (!sameStructure(data.settings, given.settings) && !sameStructure(settings, run.settings)));
    given = data;
    if (asked) Object.assign(run.settings, structureOf(settings));
    return asked;
  }

  /**
   * The page's script has run anew.
   *
   * @param {Given} now
   * @param {import('./run.js').Run} run
   * @param {Pick<import('./actions.js').Actions, 'rebuild'>} act
   * @param {Pick<import('../page.js').Kit, 'url'>} kit
   */
  return function update(now, run, act, { url }) {
    if (given !== null) url.settle();
    if (!anew(now, run)) return;
    act.rebuild();
    run.changed();
    url.pushed();
  };
}

// The run that a tab has on a page, or on several of them: it outlives a visit to another page.

import { tab } from '../tab.js';
import { Run, settingsFrom } from './run.js';

/**
 * Made with what the address says, if there is none.
 *
 * @param {'run'|'plane'|'relatives'} which
 * @param {{settings: {[name: string]: any}, link: {[name: string]: string}}} given what the page's script has said
 */
export function runOf(which, { settings, link }) {
  let run = tab[which];
  if (!run) {
    run = tab[which] = new Run(settingsFrom(settings));
    run.link = link;
  }
  return run;
}

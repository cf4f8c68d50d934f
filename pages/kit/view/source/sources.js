// What can be looked at, in words, and how a source is told to the server. Pure.

import { spelt } from '../activation.js';
import { count } from '../format.js';
import { lambdaWords } from '../lambdas.js';
import { nearestTo } from '../lambda.js';
import { withoutPins } from '../run/run.js';

/**
 * @typedef {object} LiveSource
 * @property {'live'} kind
 * @property {string|null} run
 * @property {{[name: string]: any}} settings
 *
 * @typedef {object} AtlasSource
 * @property {'atlas'} kind
 * @property {string} key
 * @property {number|null} index
 * @property {number[]} [lambdas] of the whole path, once it is open
 * @property {number[]} [done] indices of the models that are trained
 *
 * @typedef {object} CheckpointSource
 * @property {'checkpoint'} kind
 * @property {string} id
 * @property {string|null} dataset
 * @property {string[]} [datasets] whose images the model takes, once it is open
 *
 * @typedef {LiveSource|AtlasSource|CheckpointSource} Source
 *
 * What a page looks at. One object as long as the page stands; its members change.
 *
 * @typedef {object} Choice
 * @property {Source} source
 * @property {Source['kind']} picked what the person chose to look at; there may be none of it
 * @property {string} there which source what is shown is of
 * @property {string} label the source in words
 * @property {number} images the most test images: 1,000 or 10,000
 * @property {string|null} select the id of the images that are selected
 * @property {import('./selected.js').Selected|null} selected what they are, once that is known
 * @property {string} state starting, ready, running, paused, diverged, queued, reconnecting or failed
 * @property {import('../tab.js').Pins} pins
 *
 * What there is to open.
 *
 * @typedef {object} Atlas one of the library
 * @property {string} key
 * @property {string} dataset
 * @property {number} hidden
 * @property {string} activation
 * @property {string} output
 * @property {boolean} tied
 * @property {number} seed
 * @property {string} way fan, up, down or scratch
 * @property {number} done
 * @property {number} total
 * @property {number[]} lambdas the first and the last
 *
 * @typedef {object} Checkpoint
 * @property {string} id
 * @property {number[]} sizes
 * @property {string} activation
 * @property {boolean} tied
 * @property {string} output
 * @property {number|null} [lam] of a training, as it last was
 * @property {number|null} [step] of a training
 * @property {string|null} [file] what it was called where it came from
 * @property {number} [brought] seconds since 1970
 *
 * @typedef {{atlases: Atlas[], checkpoints: Checkpoint[]}} Library
 */

/** This tab's run. @param {import('../run/run.js').Run} run @returns {Source} */
export const liveSource = (run) => ({ kind: 'live', run: run.id, settings: withoutPins(run.settings) });

/** What the server needs of a source. @param {Source} source */
export function toServer(source) {
  if (source.kind === 'live') return { kind: 'live', run: source.run, settings: source.settings };
  if (source.kind === 'atlas') return { kind: 'atlas', key: source.key, index: source.index };
  return { kind: 'checkpoint', id: source.id, dataset: source.dataset };
}

/** Whether there is something to open: the name of an atlas or a checkpoint may still be unknown. @param {Source} source */
export function openable(source) {
  return source.kind === 'live' || Boolean(source.kind === 'atlas' ? source.key : source.id);
}

/** Whether the server's answer is to what was asked last. @param {Source} asked @param {Source} opened */
export function answers(asked, opened) {
  if (asked.kind === 'atlas') return opened.kind === 'atlas' && opened.key === asked.key;
  if (asked.kind === 'checkpoint') return opened.kind === 'checkpoint' && opened.id === asked.id;
  return opened.kind === 'live';
}

/** How models grew, where that is not the usual way. @type {{[way: string]: string|undefined}} */
const WAY = { up: 'path up', down: 'path down', scratch: 'from scratch' };

/** @param {Atlas} atlas @param {{[name: string]: string}} datasets their names */
export function atlasWords({ dataset, hidden, activation, output, tied, seed, way, done, total }, datasets) {
  const models = done < total ? `${count(done)} of ${count(total)} λ` : `${count(total)} λ`;
  const unusual = [tied ? '' : 'untied', output === 'linear' ? 'linear output' : '', WAY[way]].filter(Boolean);
  return [`${datasets[dataset] ?? dataset}: ${hidden} ${spelt(activation)}`, ...unusual, `seed ${seed}`, models].join(', ');
}

/** @param {Checkpoint} checkpoint @param {string|undefined} file what it was called where it came from */
export function checkpointWords({ sizes, activation, tied, output, lam, step, file: kept, brought }, file) {
  const day = brought ? new Date(1000 * brought).toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }) : '';
  const told = [
    typeof lam === 'number' ? `λ = ${lambdaWords(lam)}` : '', `${sizes.join('–')} ${spelt(activation)}`, tied ? '' : 'untied',
    output === 'linear' ? 'linear output' : '', typeof step === 'number' ? `step ${count(step)}` : '', day,
  ];
  return `${file ?? kept ?? 'Checkpoint'}: ${told.filter(Boolean).join(', ')}`;
}

/** The finished model nearest to an index. @param {number[]} done @param {number} index */
export function nearestDone(done, index) {
  return done.reduce((best, i) => (Math.abs(i - index) < Math.abs(best - index) ? i : best), done[0] ?? index);
}

/** The finished model with the λ nearest to one, if there is any. @param {AtlasSource} source @param {number} lam */
export function nearestIn({ lambdas = [], done = [] }, lam) {
  return done.length ? done[nearestTo(done.map((i) => lambdas[i]), lam)] : undefined;
}

/** The finished model next to the one that is looked at, if there is one. @param {AtlasSource} source @param {1|-1} direction */
export function nextDone({ index, done = [] }, direction) {
  return index === null ? undefined : done[done.indexOf(index) + direction];
}

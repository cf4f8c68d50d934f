// What the panels say: one true sentence each, with its number. Pure.

import { count, percent, sig3 } from '../../kit/view/format.js';

/** The question before each answer. */
export const EXPECTS = {
  map: 'Before you look: as λ grows, do the classes draw apart, or does everything fall together?',
  neighbours: 'Before you look: of an image’s ten nearest in the code, how many are among its ten nearest in pixels – and does contraction make them more or fewer?',
  line: 'Before you look: half way between two images, does the decoder show one of them, both at once, or a third?',
  readouts: 'Before you look: does contraction make the code easier or harder to read for a linear classifier?',
};

/** How far a t-SNE is. @param {{step: number, of: number, seconds: number, divergence: number|null, done: boolean, stopped: boolean, trained?: number|null}} progress */
export function progressWords({ step, of, seconds, divergence, done, stopped, trained }) {
  if (!step && !done && !stopped) return 'is being started …';
  const what = done ? 'done' : stopped ? 'stopped' : 'goes on';
  const parts = [`${what}, step ${count(step)} of ${count(of)}`, `${seconds.toFixed(1)} s`];
  if (divergence !== null && divergence !== undefined) parts.push(`KL divergence ${divergence.toFixed(2)}`);
  return `${parts.join(' · ')}${trained === null || trained === undefined ? '' : ` · of the codes at step ${count(trained)}`}`;
}

/** @type {{[method: string]: string}} */
const TITLES = { pca: 'PCA of h', units: 'the most variable units', plane: 'h itself', tsne: 't-SNE of h' };

/** @param {{[name: string]: any}} header of a map */
export function mapTitle({ method, explained }) {
  const share = typeof explained === 'number' && method !== 'plane' ? `: ${percent(explained)} of variance` : '';
  return method ? `Latent map, ${TITLES[method]}${share}` : 'Latent map';
}

/** What the map keeps of the code. @param {{[name: string]: any}} header @param {string} at the λ */
export function mapWords({ method, explained, trustworthiness, measured, error }, at) {
  if (!method || error) return '';
  const kept = {
    pca: `These axes hold ${percent(explained)} of the codes’ variance`,
    units: `These units hold ${percent(explained)} of the codes’ variance`,
    plane: 'This is the whole code: nothing is left out',
    tsne: 'Only who is near whom means something here, not how far groups lie apart',
  }[/** @type {string} */ (method)];
  if (typeof trustworthiness !== 'number') return `${kept}, ${at}.`;
  return `${kept}, ${at}; trustworthiness at 10 neighbours is ${trustworthiness.toFixed(3)} of 1 (${count(measured)} images): ${trusted(trustworthiness)}.`;
}

/** Why there is no map at λ = 0, if there is none. @param {string|undefined} reference what the model is held against */
export const withoutWords = (reference) => (!reference || reference.startsWith('none') ? `There is ${(reference || 'none').replace('none', 'no map at λ = 0')}.` : 'The map at λ = 0 is on its way.');

/** @param {number} t */
const trusted = (t) => (t > 0.95 ? 'who is near here is near in the code too' : t > 0.8 ? 'most who are near here are near in the code too' : 'many who are near here are not near in the code');

/** Of how many of ten. @param {{[name: string]: any}} header of the neighbours @param {string} at */
export function neighbourWords({ agree, agree0, of = 10 }, at) {
  if (agree === undefined) return '';
  const without = agree0 === null || agree0 === undefined ? '' : `, and ${agree0} at λ = 0`;
  return `${agree} of the ${of} nearest in the code ${at} are among the ${of} nearest in pixels${without}.`;
}

/**
 * @param {number|null} apart how far the decoded image half way is from the blend, a pixel; null: there is no B
 * @param {string} at
 */
export const lineWords = (apart, at) =>
  apart === null
    ? 'Pin a second image, B: with Shift and a click on its dot, or with the tool “Pin B”.'
    : `Codes on the straight line from A to B, decoded ${at}; below, the pixels only fade. Half way the two differ by ${sig3(apart)} a pixel, of a range of 1.`;

/**
 * How far two images are from each other, a pixel; from 0 to 1.
 *
 * @param {ArrayLike<number>} a 0 to 255
 * @param {ArrayLike<number>} b
 * @param {number} from the first pixel
 * @param {number} pixels
 */
export function apartness(a, b, from, pixels) {
  let sum = 0;
  for (let i = from; i < from + pixels; i++) sum += Math.abs(a[i] - b[i]);
  return sum / (255 * pixels);
}

/**
 * What the readouts say of λ.
 *
 * @param {{[name: string]: any}} header
 * @param {string} at
 */
export function readoutWords({ knn, knn0, knn_pixels: pixels, probe, probe0, error }, at) {
  if (error) return error;
  if (typeof knn !== 'number') return '';
  const against = (/** @type {number|null|undefined} */ v) => (typeof v === 'number' ? ` (${percent(v)} at λ = 0)` : '');
  const more = typeof pixels === 'number' ? `; on the pixels themselves k-NN gets ${percent(pixels)}` : '';
  const linear = typeof probe === 'number' ? `, a linear classifier ${percent(probe)}${against(probe0)}` : '';
  return `From the code ${at}, k-NN gets ${percent(knn)}${against(knn0)} of unseen images right${linear}${more}.`;
}

/** A number, or a dash that takes as much room. @param {number|null|undefined} v */
export const share = (v) => (typeof v === 'number' ? `${(100 * v).toFixed(1)} %` : '–');

/** @param {number|null|undefined} error */
export const errorWords = (error) => (typeof error === 'number' ? `error ${sig3(error)}` : '');

/**
 * Of the pinned image and of the place that is decoded.
 *
 * @param {{rerror?: number, rerror0?: number|null, at: string, how: string, error: string}} of
 */
export function pairWords({ rerror, rerror0, at, how, error }) {
  const without = typeof rerror0 === 'number' ? `, at λ = 0 with one of ${sig3(rerror0)}` : '';
  const first = typeof rerror === 'number' ? `The model ${at} gives A back with an error of ${sig3(rerror)}${without}. ` : '';
  return `${first}${error || (how ? `The place is ${how}.` : 'Click an empty place of the map to decode it.')}`;
}

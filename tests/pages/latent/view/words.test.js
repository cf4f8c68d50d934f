import assert from 'node:assert/strict';
import { test } from 'node:test';

import { apartness, lineWords, mapTitle, mapWords, neighbourWords, pairWords, progressWords, readoutWords, share, withoutWords } from '../../../../pages/latent/view/words.js';

test('a map says what it is and what it keeps, with its numbers', () => {
  assert.equal(mapTitle({ method: 'pca', explained: 0.5612 }), 'Latent map, PCA of h: 56 % of variance');
  assert.equal(mapTitle({ method: 'plane', explained: 1 }), 'Latent map, h itself');
  assert.equal(mapTitle({ method: 'tsne', explained: null }), 'Latent map, t-SNE of h');
  assert.equal(mapTitle({}), 'Latent map');
  assert.match(mapWords({ method: 'pca', explained: 0.5612, trustworthiness: 0.94, measured: 1000 }, 'at λ = 1'), /56 %.*at λ = 1.*0\.940 of 1 \(1,000 images\)/);
  assert.match(mapWords({ method: 'tsne', explained: null, trustworthiness: null }, 'at λ = 1'), /^Only who is near whom/);
  assert.equal(mapWords({}, 'at λ = 1'), '');
});

test('neighbours say how many agree, at λ = 0 where there is a model', () => {
  assert.equal(neighbourWords({ agree: 6, agree0: 4 }, 'at λ = 1'), '6 of the 10 nearest in the code at λ = 1 are among the 10 nearest in pixels, and 4 at λ = 0.');
  assert.equal(neighbourWords({ agree: 6, agree0: null }, 'at λ = 1'), '6 of the 10 nearest in the code at λ = 1 are among the 10 nearest in pixels.');
  assert.equal(neighbourWords({}, 'at λ = 1'), '');
});

test('the line asks for a second image, or says how far its middle is from the blend', () => {
  assert.match(lineWords(null, 'at λ = 1'), /^Pin a second image/);
  assert.match(lineWords(0.0823, 'at λ = 1'), /0\.0823 a pixel/);
  assert.equal(apartness([9, 0, 255, 0], [9, 0, 0, 0], 2, 2), 0.5);
});

test('the readouts compare h, h at λ = 0 and pixels, or say why they can’t', () => {
  const words = readoutWords({ knn: 0.718, knn0: 0.74, knn_pixels: 0.73, probe: 0.756, probe0: 0.758 }, 'at λ = 1');
  assert.match(words, /72 % \(74 % at λ = 0\).*76 % \(76 % at λ = 0\).*73 %/);
  assert.equal(readoutWords({ error: 'All images are of one class.' }, ''), 'All images are of one class.');
  assert.equal(readoutWords({}, ''), '');
  assert.equal(share(null), '–');
  assert.equal(share(0.5), '50.0 %');
});

test('the pinned image says its error, the place how its code was found', () => {
  assert.match(pairWords({ rerror: 244.1, rerror0: 228, at: 'at λ = 1', how: 'the code itself', error: '' }), /at λ = 1.*244, at λ = 0 with one of 228\. The place is the code itself\.$/);
  assert.match(pairWords({ at: 'at λ = 1', how: '', error: '' }), /^Click an empty place/);
});

test('t-SNE says how far it is, and of which step its codes are', () => {
  const progress = { step: 300, of: 750, seconds: 2.24, divergence: 1.234, done: false, stopped: false };
  assert.equal(progressWords(progress), 'goes on, step 300 of 750 · 2.2 s · KL divergence 1.23');
  assert.equal(progressWords({ ...progress, step: 0, seconds: 0 }), 'is being started …');
  assert.match(progressWords({ ...progress, stopped: true, divergence: null }), /^stopped, step 300 of 750 · 2\.2 s$/);
});

test('why there is no map at λ = 0', () => {
  assert.equal(withoutWords('none'), 'There is no map at λ = 0.');
  assert.equal(withoutWords('none yet: its twin is being trained'), 'There is no map at λ = 0 yet: its twin is being trained.');
  assert.match(withoutWords('its twin, from seed 0'), /on its way/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sentence } from '../../../../pages/relatives/view/says.js';

const numbers = (change = {}) => ({
  step: 3000, parameters: 50960, units: 64, sizes: [784, 64], tied: true, output: 'sigmoid', strength: null, error: 30, own_error: 260,
  penalty: 8, per_unit: 0.12, sat: 0.8, dead: 0, gain2: 0.01, norm2: 800, low: 0.4, middle: 0.2, hold90: 20, curve_ends: [0.2, 0.25],
  noised: { sigma: 0.5, error: 30, moved: 0.01, restored: 0.3 }, number: null, angle: null, ...change,
});
const CAE = numbers();
const AE = numbers({ penalty: 36, gain2: 0.03, norm2: 1200, error: 28 });
/** What is said of one. @param {string} name @param {any} own @param {any} [others] @param {any} [about] */
const said = (name, own, others = { cae: CAE, ae: AE }, about = {}) =>
  sentence(name, (one) => ({ ...others, [name]: own })[one] ?? null, { lam: 1, activation: 'sigmoid', step: 3000, ...about });

test('nothing is compared early, nor with what has trained longer', () => {
  assert.equal(said('ae', null), 'It is on its way.');
  assert.match(said('ae', numbers({ step: 120 })), /^Still training, step 120: too early/);
  assert.match(said('sparse-kl', numbers({ step: 900 })), /^Catching up: step 900 of 3,000\. Compared only/);
  assert.match(said('cae', numbers({ step: 6000 }), { ae: AE }, { step: 6000 }), /nothing to hold it against/, 'the autoencoder is far behind');
  assert.doesNotMatch(said('ae', numbers({ step: 2900, penalty: 36 })), /Catching/, 'numbers of everybody come in turn');
});

test('the CAE is held against the plain autoencoder, both ways', () => {
  assert.equal(said('cae', CAE), 'λ has made ‖J‖² 4.5 times smaller than the plain autoencoder’s, for 7.1 % more error: φ′² 3.0 times smaller, ‖W‖² 1.5 times smaller.');
  assert.match(said('cae', numbers({ penalty: 37 })), /^λ is too small to be seen: ‖J‖² 37\.0, the plain autoencoder’s 36\.0/);
  assert.match(said('cae', CAE, { ae: AE }, { lam: 0 }), /^λ = 0: nothing is penalised/);
});

test('the plain autoencoder', () => {
  assert.equal(said('ae', AE), 'Nothing holds ‖J‖² down: it is 4.5 times the CAE’s, at 6.7 % less error.');
  assert.equal(said('ae', numbers({ penalty: 4 })), 'Nothing is penalised, and yet ‖J‖² is 2.0 times smaller than the CAE’s, at the same error.');
});

test('a sparse code contracts unasked only where Σφ′²‖W‖² really fell, and because φ′ did', () => {
  assert.match(said('sparse-kl', numbers({ penalty: 12, gain2: 0.008, norm2: 1500, low: 0.8 })), /^It contracts unasked: 80 % of h are near their lower end, where φ′ ≈ 0\. .*φ′² 3\.8 times smaller, ‖W‖² 1\.3 times larger, so ‖J‖² is 3\.0 times smaller\.$/);
  assert.match(said('sparse-kl', numbers({ penalty: 50, gain2: 0.02, norm2: 2800, low: 0.7 })), /^Sparse, but not contracted: .*φ′² 1\.5 times smaller, ‖W‖² 2\.3 times larger: ‖J‖² is 1\.4 times larger\.$/);
  assert.match(said('sparse-l1', numbers({ penalty: 50, gain2: 0.03, norm2: 2000, low: 0.3 })), /^Neither sparser nor contracted/);
  assert.match(said('sparse-l1', numbers({ penalty: 12, gain2: 0.04, norm2: 300, low: 0.3 })), /but not because units are off: φ′² 1\.3 times larger, ‖W‖² 4\.0 times smaller\.$/);
  assert.match(said('sparse-kl', numbers({ penalty: 12, gain2: 0.008, norm2: 1500, low: 0.3 })), /^It contracts unasked, though no more of h are near their lower end \(30 %\)/);
  assert.match(said('sparse-l1', numbers({ low: 0.9 }), { cae: CAE }, { activation: 'relu' }), /^90 % of h are 0\..*only the plain autoencoder beside it can show/);
});

test('denoising acts on the reconstruction and contraction on the code, where both are so', () => {
  const at = (/** @type {number} */ restored, /** @type {number} */ moved) => said('denoising', numbers({ noised: { sigma: 0.5, error: 20, restored, moved } }));
  assert.equal(at(0.6, 0.03), 'Of noise (σ = 0.5) its reconstruction takes away 60 %, the CAE’s 30 %; but its code moves 3.0 times farther. Denoising acts on the reconstruction, contraction on the code.');
  assert.match(at(0.6, 0.005), /and its code moves 2\.0 times less besides: here denoising holds the code as still/);
  assert.match(at(0.1, 0.03), /takes away 10 %, the CAE’s 30 %: no better here; its code moves 3\.0 times farther\.$/);
  assert.match(at(-0.4, 0.03), /takes away none/);
});

test('weight decay is told by both factors, whichever way they went', () => {
  assert.match(said('weight-decay', numbers({ penalty: 40, gain2: 0.06, norm2: 600 })), /^Decay shrinks ‖W‖² 2\.0 times, but units stay where they react, φ′² 2\.0 times larger than without: ‖J‖² is 5\.0 times the CAE’s\.$/);
  assert.match(said('weight-decay', numbers({ penalty: 4, gain2: 0.02, norm2: 600 })), /^Decay shrinks ‖W‖² 2\.0 times, φ′² 1\.5 times smaller than without: ‖J‖² is 2\.0 times smaller than the CAE’s\.$/);
  assert.match(said('weight-decay', numbers({ penalty: 40, gain2: 0.03, norm2: 1300 })), /^Decay has not shrunk the encoder: ‖W‖² 1\.1 times larger, φ′² the same as without/);
});

test('CAE+H reaches farther out, or that is not said', () => {
  assert.match(said('cae+h', numbers({ curve_ends: [0.2, 0.1] })), /^The curvature term reaches farther out: far from an image the code moves 0\.100 of the way, the CAE’s 0\.250/);
  assert.match(said('cae+h', numbers({ curve_ends: [0.1, 0.1] })), /^Contracted more, close by and far out/);
  assert.match(said('cae+h', numbers()), /does not show/);
});

test('the others say their numbers', () => {
  assert.equal(said('rbm', numbers({ error: 40, penalty: 20 })), 'No reconstruction is trained, only the odds of images: 33 % more error than the CAE, and ‖J‖² is 2.5 times the CAE’s.');
  assert.equal(said('deep', numbers({ hold90: 1, gain2: null })), 'Both layers together: ‖J‖² is about the CAE’s, at the same error; 90 % of Σσ² lie in 1 direction, the CAE’s in 20.');
  const recipe = numbers({ units: 16, dead: 14, number: 0.00123, penalty: 3.4, angle: 88.6 });
  assert.equal(said('recipe', recipe), 'Its number says 0.00123, ‖J‖² is 3.40; its gradient points 89° away from the true one. 14 of 16 units are dead.');
  assert.match(said('recipe', { ...recipe, angle: null }), /one of the two gradients is 0/);
  const right = numbers({ units: 16, dead: 2, penalty: 0.2, error: 25 });
  assert.equal(said('right', right, { cae: CAE, recipe }), 'The recipe’s network with the true ‖J‖² of all its layers: 17 times smaller than the recipe’s, at 17 % less error. 2 of 16 units are dead, of the recipe’s 14.');
  assert.match(said('right', right), /^The recipe’s network, the true ‖J‖² of all its layers: 0\.200\. 2 of 16/);
});

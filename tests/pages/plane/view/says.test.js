import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeWords, verdict } from '../../../../pages/plane/view/says.js';

const figures = (change = {}) => ({ along: 3, cosine: 0.99, error: 0.0007, encoder: 3, decoder: 3, sigma: [0.4, 0.13], ...change });
const plain = figures({ along: 1.84, sigma: [0.45, 0.24], error: 0.00001 });
const settings = { lam: 3, hidden: 16, tied: true, dataset: 'plane-circle' };
const said = (change = {}) => verdict({ header: { step: 5000 }, settings, plane: figures(), twin: plain, suggested: 3, ...change });

test('contraction is told with both ratios and the error', () => {
  assert.equal(said(), 'It contracts across the points, and hardly along them: the code moves 3.00 times as far along the circle as across it, 1.84 times at λ = 0, and the error is 0.070 % of the variance.');
});

test('how much is told by how much', () => {
  assert.match(said({ plane: figures({ along: 2.2 }) }), /^It contracts a little more across the points than along them/);
  assert.match(said({ plane: figures({ sigma: [0.3, 0.1] }) }), /^It contracts more across the points than along them/);
});

test('where it can’t be told yet, or is not there, that is said', () => {
  assert.equal(verdict({ header: null, settings, plane: null, twin: null, suggested: null }), '');
  assert.match(said({ header: { step: 812 } }), /^Still training, step 812: below about 2,000 steps/);
  assert.match(said({ settings: { ...settings, lam: 0 } }), /^λ = 0 is a plain autoencoder.* Move λ to 3 to see/);
  assert.match(said({ plane: figures({ error: 0.11 }) }), /^The reconstruction pays for it: the error is 11 % of the variance, < 0.01 % at λ = 0; the code moves 3\.00/);
  assert.doesNotMatch(said({ plane: figures({ error: 0.11 }), twin: { ...plain, error: 0.1 } }), /pays/, 'λ is not to blame');
  assert.match(said({ plane: figures({ error: 0.84 }) }), /^The penalty has won: the error is 84 % of the variance/);
  assert.match(said({ plane: figures({ along: null }) }), /one direction only/);
  assert.match(said({ twin: null }), /no model at λ = 0 trains beside it/);
  const little = { plane: figures({ along: 1.9 }), settings: { ...settings, lam: 0.1 } };
  assert.match(said(little), /^Not seen here: .*hardly more than at λ = 0 \(1\.84\)\. Try λ = 3\.$/);
  assert.doesNotMatch(said({ ...little, suggested: null }), /Try/);
});

test('few units leave no other choice, with λ or without', () => {
  const few = { settings: { ...settings, hidden: 8 }, plane: figures({ along: 3.1 }), twin: figures({ along: 3.15 }) };
  assert.match(said(few), /^With 8 units .* 3\.10 times .* at λ = 0 3\.15: so few units leave no other choice/);
});

test('untied, small weights are called a cheat, with how much they shrank and grew', () => {
  const cheat = { settings: { ...settings, tied: false }, plane: figures({ along: 1.04, encoder: 0.7, decoder: 12, sigma: [0.118, 0.111] }), twin: figures({ along: 1.78, encoder: 3.5, decoder: 4, sigma: [0.417, 0.233] }) };
  assert.match(said(cheat), /^A cheat, not contraction: ‖J‖² fell to 12 % .* no more than at λ = 0 \(1\.78\)\. The encoder’s weights shrank 5\.00 times and the decoder’s grew 3\.00 times/);
  assert.match(said({ settings: cheat.settings }), /^It contracts/, 'an untied model that does contract is not accused');
});

test('off the circle no tangent is spoken of', () => {
  assert.doesNotMatch(said({ settings: { ...settings, dataset: 'plane-moons' } }), /circle/);
});

test('a place says what it has', () => {
  assert.deepEqual(placeWords([1, -2], { to: [0.5, -1], penalty: null, sigma: null }), ['x (1.00, −2.00)', 'r(x) (0.500, −1.00)']);
  assert.deepEqual(placeWords([1, 0], { to: [1, 0], penalty: 0.2, sigma: [0.4, 0.1] })[1], '‖J‖² 0.200');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followedTo, grownWords } from '../../../../pages/atlas/view/grown.js';
import { identity, letter, nearCopies } from '../../../../pages/atlas/view/likeness.js';
import { addedTo, Atlas } from '../../../../pages/atlas/view/store.js';

/** Rows at these angles, as signed bytes. */
const turned = (...degrees) => ({
  values: Int8Array.from(degrees.flatMap((d) => [Math.cos((d * Math.PI) / 180), Math.sin((d * Math.PI) / 180)].map((v) => Math.round(127 * v)))),
  shape: [degrees.length, 2], lo: -1, hi: 1,
});

test('near-copies are groups that a chain connects, the largest first', () => {
  assert.deepEqual(nearCopies(turned(0, 90, 15, 30, 95, 200)), [[0, 2, 3], [1, 4]]);
  assert.deepEqual(nearCopies(turned(0, 90, 180)), []);
  assert.deepEqual(nearCopies({ values: new Int8Array(6), shape: [3, 2], lo: -1, hi: 1 }), []);
});

test('units are followed by the cosine of their weights', () => {
  assert.equal(identity(turned(0, 90, 180), turned(10, 100, 170)), 1);
  assert.equal(identity(turned(0, 90, 180), turned(90, 0, 180)), 1 / 3);
});

test('groups have letters', () => {
  assert.deepEqual([0, 25, 26, 52].map(letter), ['a', 'z', 'aa', 'ba']);
});

test('a sentence says how the models were trained', () => {
  const words = (way) => grownWords({ way, epochs: 50, first_epochs: 10 });
  assert.equal(words('fan'), 'Fan: 10 epochs at λ = 1, then 50 for each λ on its own. All have trained 60 epochs; none remembers another λ.');
  assert.match(words('up'), /^Path up: .* λ grows, 10 epochs at the first λ and 50 epochs at each that follows/);
  assert.match(words('down'), /^Path down: .* λ falls, 10 epochs at the last λ/);
  assert.match(grownWords({ way: 'scratch', epochs: 1, first_epochs: 1 }), /^From scratch: every λ has trained 1 epoch from/);
});

test('how far a unit can be followed is said once it is known of all pairs of neighbours', () => {
  const atlas = Object.assign(new Atlas(), { lambdas: [0, 0.1, 1, 10], settings: { way: 'fan', activation: 'sigmoid' } });
  const said = (...shares) => followedTo(Object.assign(atlas, { identity: shares }));
  assert.equal(said(1, 0.9, null), '');
  assert.equal(said(1, 0.9, 0.5), '');
  assert.equal(said(1, 0.4, 0.2), 'A unit can be followed up to λ = 0.1; beyond, fewer than half are still themselves at the next λ (20 % at worst).');
  assert.match(said(0.1, 1, 1), /^Units are strangers from one λ to the next/);
  atlas.settings.activation = 'relu';
  assert.match(said(0.1, 1, 1), /at worst\)\. A fan follows them hardly better than training from scratch, in places worse\.$/);
  atlas.settings.way = 'scratch';
  assert.match(said(0.1, 1, 1), /at worst\)\.$/);
  Object.assign(atlas.settings, { way: 'fan', activation: 'tanh' });
  assert.equal(said(1, 1, 1), 'At λ of 20 and more a model from scratch reaches an objective up to 14 % lower.');
});

test('an atlas that is larger by one λ is known as such, another one is not', () => {
  const before = { seed: 0, lambdas: [0, 1] };
  assert.equal(addedTo(before, { seed: 0, lambdas: [0, 0.5, 1] }), 1);
  for (const other of [{ seed: 1, lambdas: [0, 0.5, 1] }, { seed: 0, lambdas: [0, 1] }, { seed: 0, lambdas: [0, 2] }, { seed: 0, lambdas: [0, 1, 2, 3] }]) {
    assert.equal(addedTo(before, other), null);
  }
});

test('who has not chosen a λ sees the middle of a fan, and the newest of a path', () => {
  const atlas = new Atlas();
  Object.assign(atlas, { lambdas: [0, 0.1, 1, 10, 100], points: [{ index: 0 }, undefined, undefined, { index: 3 }], settings: { way: 'fan' } });
  assert.equal(atlas.resting(0), 3);
  atlas.settings = { way: 'up' };
  assert.equal(atlas.resting(0), 0);
});

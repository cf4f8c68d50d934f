import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matrixCsv } from '../../../../pages/units/view/csv.js';
import { holds, orderOf } from '../../../../pages/units/view/order.js';
import { GAINS, LOOK, NOTHING, made, orderFrame, unitsFrame } from './made.js';

const units = (subject, look) => [...orderOf(subject, { ...LOOK, ...look }).units];
const images = (subject, look) => [...orderOf(subject, { ...LOOK, ...look }).images];

test('units stand by number, mean of what is shown, share, or state and then mean', () => {
  const subject = made();
  assert.deepEqual(units(subject, {}), [0, 1, 2, 3]);
  assert.deepEqual(units(subject, { sort: 'mean' }), [1, 2, 3, 0]);
  assert.deepEqual(units(subject, { sort: 'mean', show: 'h' }), [0, 3, 2, 1]);
  assert.deepEqual(units(subject, { sort: 'share' }), [1, 2, 3, 0]);
  // swings first, then saturated at 0, then weight-shrunk
  assert.deepEqual(units(subject, { sort: 'state' }), [1, 3, 0, 2]);
});

test('images grouped by class keep their order within it, or the server’s', () => {
  const subject = made();
  assert.deepEqual(images(subject, { group: 'class' }), [1, 3, 0, 2, 4]);
  assert.deepEqual(orderOf(subject, { ...LOOK, group: 'class' }).groups, [{ label: 0, first: 0, last: 2 }, { label: 1, first: 2, last: 5 }]);
  subject.take(orderFrame(1, [3, 1, 0, 2], [4, 3, 2, 1, 0]), NOTHING);
  assert.deepEqual(images(subject, { group: 'class', sort: 'cluster' }), [3, 1, 4, 2, 0]);
  assert.deepEqual(images(subject, { group: 'class', sort: 'mean' }), [1, 3, 0, 2, 4]);
  assert.deepEqual(images(subject, { group: 'cluster' }), [4, 3, 2, 1, 0]);
  assert.deepEqual(units(subject, { sort: 'cluster' }), [3, 1, 0, 2]);
});

test('rows and columns can be found by unit and image', () => {
  const { rows, columns } = orderOf(made(), { ...LOOK, sort: 'mean', group: 'class' });
  assert.deepEqual([...rows], [3, 0, 1, 2]);
  assert.deepEqual([...columns], [2, 0, 3, 1, 4]);
});

test('an order holds until units overtake each other, and is never changed by that', () => {
  const subject = made();
  const look = { ...LOOK, sort: 'mean' };
  const order = orderOf(subject, look);
  const before = [...order.units];
  assert.equal(holds(order, subject, look), true);
  subject.take(unitsFrame(2, { gains: [GAINS[1], GAINS[0], GAINS[2], GAINS[3]], header: { step: 9 } }), NOTHING);
  assert.equal(holds(order, subject, look), false);
  assert.deepEqual([...order.units], before);
  assert.equal(holds(order, subject, { ...look, sort: 'none' }), true);
});

test('the order by likeness holds as long as the units are those it was made of', () => {
  const subject = made({ header: { step: 1 } });
  const look = { ...LOOK, sort: 'cluster' };
  assert.equal(holds(orderOf(subject, look), subject, look), false);
  subject.take(orderFrame(1, [3, 1, 0, 2], [4, 3, 2, 1, 0]), NOTHING);
  const order = orderOf(subject, look);
  assert.equal(holds(order, subject, look), true);
  subject.take(unitsFrame(2, { header: { step: 2 } }), NOTHING);
  assert.equal(holds(order, subject, look), false);
});

test('an order of other images than these is not used', () => {
  const subject = made();
  subject.take(orderFrame(1, [1, 0], [0, 1]), NOTHING);
  assert.deepEqual(units(subject, { sort: 'cluster' }), [0, 1, 2, 3]);
});

test('the table of the matrix stands in the shown order, a row a unit', () => {
  const subject = made();
  const lines = matrixCsv(subject, 'gain', orderOf(subject, { ...LOOK, sort: 'mean', group: 'class' })).trimEnd().split('\n');
  assert.equal(lines[0], 'unit,state,image 1,image 3,image 0,image 2,image 4');
  assert.equal(lines.length, 5);
  assert.equal(lines[1].split(',')[0], '1');
  assert.equal(lines[1].split(',')[1], 'swings');
  lines[1].split(',').slice(2).forEach((text, i) => assert.ok(Math.abs(Number(text) - GAINS[1][[1, 3, 0, 2, 4][i]]) < 1e-5));
  const parts = matrixCsv(subject, 'part', orderOf(subject, LOOK)).split('\n')[2].split(',').slice(2).map(Number);
  assert.ok(Math.abs(parts[0] - 2 * 0.25 ** 2) < 1e-5);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matrixCsv } from '../../../../pages/units/view/matrixcsv.js';
import { holds, orderOf } from '../../../../pages/units/view/order.js';
import { GAINS, VIEW, NOTHING, made, orderFrame, unitsFrame } from './made.js';

const units = (findings, view) => [...orderOf(findings, { ...VIEW, ...view }).units];
const images = (findings, view) => [...orderOf(findings, { ...VIEW, ...view }).images];

test('units stand by number, mean of what is shown, share, or state and then mean', () => {
  const findings = made();
  assert.deepEqual(units(findings, {}), [0, 1, 2, 3]);
  assert.deepEqual(units(findings, { sort: 'mean' }), [1, 2, 3, 0]);
  assert.deepEqual(units(findings, { sort: 'mean', show: 'h' }), [0, 3, 2, 1]);
  assert.deepEqual(units(findings, { sort: 'share' }), [1, 2, 3, 0]);
  // swings first, then saturated at 0, then weight-shrunk
  assert.deepEqual(units(findings, { sort: 'state' }), [1, 3, 0, 2]);
});

test('images grouped by class keep their order within it, or the server’s', () => {
  const findings = made();
  assert.deepEqual(images(findings, { group: 'class' }), [1, 3, 0, 2, 4]);
  assert.deepEqual(orderOf(findings, { ...VIEW, group: 'class' }).groups, [{ label: 0, first: 0, last: 2 }, { label: 1, first: 2, last: 5 }]);
  findings.take(orderFrame(1, [3, 1, 0, 2], [4, 3, 2, 1, 0]), NOTHING);
  assert.deepEqual(images(findings, { group: 'class', sort: 'cluster' }), [3, 1, 4, 2, 0]);
  assert.deepEqual(images(findings, { group: 'class', sort: 'mean' }), [1, 3, 0, 2, 4]);
  assert.deepEqual(images(findings, { group: 'cluster' }), [4, 3, 2, 1, 0]);
  assert.deepEqual(units(findings, { sort: 'cluster' }), [3, 1, 0, 2]);
});

test('rows and columns can be found by unit and image', () => {
  const { rows, columns } = orderOf(made(), { ...VIEW, sort: 'mean', group: 'class' });
  assert.deepEqual([...rows], [3, 0, 1, 2]);
  assert.deepEqual([...columns], [2, 0, 3, 1, 4]);
});

test('an order holds until units overtake each other, and is never changed by that', () => {
  const findings = made();
  const view = { ...VIEW, sort: 'mean' };
  const order = orderOf(findings, view);
  const before = [...order.units];
  assert.equal(holds(order, findings, view), true);
  findings.take(unitsFrame(2, { gains: [GAINS[1], GAINS[0], GAINS[2], GAINS[3]], header: { step: 9 } }), NOTHING);
  assert.equal(holds(order, findings, view), false);
  assert.deepEqual([...order.units], before);
  assert.equal(holds(order, findings, { ...view, sort: 'none' }), true);
});

test('the order by likeness holds as long as the units are those it was made of', () => {
  const findings = made({ header: { step: 1 } });
  const view = { ...VIEW, sort: 'cluster' };
  assert.equal(holds(orderOf(findings, view), findings, view), false);
  findings.take(orderFrame(1, [3, 1, 0, 2], [4, 3, 2, 1, 0]), NOTHING);
  const order = orderOf(findings, view);
  assert.equal(holds(order, findings, view), true);
  findings.take(unitsFrame(2, { header: { step: 2 } }), NOTHING);
  assert.equal(holds(order, findings, view), false);
});

test('an order of other images than these is not used', () => {
  const findings = made();
  findings.take(orderFrame(1, [1, 0], [0, 1]), NOTHING);
  assert.deepEqual(units(findings, { sort: 'cluster' }), [0, 1, 2, 3]);
});

test('the table of the matrix stands in the shown order, a row a unit', () => {
  const findings = made();
  const lines = matrixCsv(findings, 'gain', orderOf(findings, { ...VIEW, sort: 'mean', group: 'class' })).trimEnd().split('\n');
  assert.equal(lines[0], 'unit,state,image 1,image 3,image 0,image 2,image 4');
  assert.equal(lines.length, 5);
  assert.equal(lines[1].split(',')[0], '1');
  assert.equal(lines[1].split(',')[1], 'swings');
  lines[1].split(',').slice(2).forEach((text, i) => assert.ok(Math.abs(Number(text) - GAINS[1][[1, 3, 0, 2, 4][i]]) < 1e-5));
  const parts = matrixCsv(findings, 'part', orderOf(findings, VIEW)).split('\n')[2].split(',').slice(2).map(Number);
  assert.ok(Math.abs(parts[0] - 2 * 0.25 ** 2) < 1e-5);
});

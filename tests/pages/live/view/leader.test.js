import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Leader } from '../../../../pages/live/view/leader.js';

/** A table of units with these shares. */
const table = (...shares) => Float32Array.from(shares.flatMap((share) => [0, 0, 0, share]));

test('the unit with the largest share is it at once, where there is one', () => {
  const leader = new Leader();
  leader.take(table(0, 0), 0);
  assert.equal(leader.unit, null);
  leader.take(table(0.1, 0.3, 0.2), 0);
  assert.equal(leader.unit, 1);
});

test('another takes its place when it leads by a fifth for two seconds', () => {
  const leader = new Leader();
  leader.take(table(0.2, 0.1), 0);
  for (const now of [0, 1000, 1999]) leader.take(table(0.2, 0.25), now);
  assert.equal(leader.unit, 0);
  leader.take(table(0.2, 0.25), 2000);
  assert.equal(leader.unit, 1);
});

test('who leads by less, or not all the time, does not', () => {
  const leader = new Leader();
  leader.take(table(0.2, 0.1), 0);
  for (const now of [0, 5000]) leader.take(table(0.2, 0.23), now);
  assert.equal(leader.unit, 0, 'by less than a fifth');
  leader.take(table(0.2, 0.25), 6000);
  leader.take(table(0.2, 0.21), 7000);
  leader.take(table(0.2, 0.25), 7500);
  leader.take(table(0.2, 0.25), 9000);
  assert.equal(leader.unit, 0, 'its two seconds began anew');
  leader.take(table(0.2, 0.25, 0.3), 9200);
  leader.take(table(0.2, 0.25, 0.3), 10_000);
  assert.equal(leader.unit, 0, 'a third one has to lead two seconds itself');
  leader.take(table(0.2, 0.25, 0.3), 11_200);
  assert.equal(leader.unit, 2);
});

test('of another model it begins anew', () => {
  const leader = new Leader();
  leader.take(table(0.2, 0.1), 0);
  leader.forget();
  leader.take(table(0.1, 0.11), 1);
  assert.equal(leader.unit, 1);
});

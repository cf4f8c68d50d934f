import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Changes, changeWords } from '../../../../pages/live/view/changes.js';

const told = (step, change = {}) => ({ build: 1, step, recon: 250 + step / 100, penalty: 20 + step / 1000, weighted: 2, sat: 0.8, dead: 0, ...change });

/** Figures of these steps, taken in. */
function after(steps, changes = new Changes(0.1)) {
  for (const step of steps) changes.take(told(step));
  return changes;
}
const range = (from, to) => Array.from({ length: to - from }, (_, i) => from + i);

test('nothing is told before λ is moved, nor where there were no figures before', () => {
  assert.equal(after(range(0, 30)).read(0), null);
  const fresh = new Changes(0.1);
  fresh.move(3, 100);
  assert.equal(fresh.read(100), null);
});

test('changes are against the mean of the last 20 figures before the move', () => {
  const changes = after(range(0, 100));
  changes.move(3, 1000);
  assert.ok(Math.abs((changes.read(1000)?.recon ?? 0) - (250 + 89.5 / 100)) < 1e-9, 'steps 80 to 99');
  after(range(100, 150), changes);
  assert.ok(Math.abs((changes.read(1500)?.recon ?? 0) - 250.895) < 1e-9, 'what comes after does not move it');
});

test('frames of a run that pauses count once', () => {
  const changes = new Changes(0.1);
  for (const [step, recon] of [[1, 300], [2, 200], [2, 200], [2, 200]]) changes.take(told(step, { recon }));
  changes.move(3, 0);
  assert.equal(changes.read(0)?.recon, 250);
});

test('they are told until ten seconds after the last move, and a drag is one move', () => {
  const changes = after(range(0, 30));
  changes.move(1, 0);
  changes.take(told(500, { recon: 900 }));
  changes.move(2, 6000);
  assert.notEqual(changes.read(16_000), null);
  assert.ok((changes.read(16_000)?.recon ?? 900) < 260, 'against what was before the first move');
  assert.equal(changes.read(16_001), null);
  changes.move(3, 20_000);
  assert.ok((changes.read(20_000)?.recon ?? 0) > 260, 'another move is against what is before it');
});

test('moving λ back is a move too, and the same λ is none', () => {
  const changes = after(range(0, 30));
  changes.move(0.1, 0);
  assert.equal(changes.read(0), null);
  changes.move(3, 0);
  changes.move(0.1, 9000);
  assert.notEqual(changes.read(18_000), null);
});

test('a new model has not changed since anything', () => {
  const changes = after(range(0, 30));
  changes.move(3, 0);
  changes.take(told(0, { build: 2 }));
  assert.equal(changes.read(1), null);
});

test('without SAT there is no change of it', () => {
  const changes = new Changes(0.1);
  changes.take(told(1, { sat: null }));
  changes.move(3, 0);
  assert.equal(changes.read(0)?.sat, null);
});

test('a change has the digits of its figure, and what they do not show is none', () => {
  assert.equal(changeWords(253, 265.4), '▲ 12');
  assert.equal(changeWords(253, 253.4), '±0');
  assert.equal(changeWords(8.42, 7.19), '▼ 1.23');
  assert.equal(changeWords(0.0412, 0.0031), '▼ 0.0381');
  assert.equal(changeWords(1, 2.2e6), '▲ 2.20·10⁶');
  assert.equal(changeWords(0, 0), '±0');
  assert.equal(changeWords(null, 3), '');
  assert.equal(changeWords(76, 88.2, { finest: 1, unit: ' pp' }), '▲ 12 pp');
  assert.equal(changeWords(0.3, 4, { finest: 1 }), '▲ 4');
});

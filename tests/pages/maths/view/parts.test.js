import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lines, duelWords } from '../../../../pages/maths/view/duel.js';
import { againstWords } from '../../../../pages/maths/view/gallery.js';
import { createWay } from '../../../../pages/maths/view/inside.js';
import { STAGES, happenedWords, pullWords } from '../../../../pages/maths/view/stages.js';

const inside = /** @type {any} */ ({
  step: 421, unit: 17, place: 2, image: 913, lam: 0.1, lr: 0.001, batch_size: 128, z: 1, h: 0.731, b: -0.42, gain: 0.197, gain1: -0.09, norm2: 4.56, error: 230, error_batch: 255,
  penalty: 6, penalty_batch: 6.02, loss_batch: 255.602, pixel: 405, xi: 0.5, ri: 0.4, wji: 0.52, jji: 0.1, grad_error: -0.3, grad_penalty: 0.1, grad: -0.2, m: 0.1, m_after: 0.08,
  v: 0.01, v_after: 0.011, m_hat: 0.08, v_hat: 0.012, change: -0.0007, after: 0.5193, happened: null,
});

test('every stage says something of the numbers, and has one under each of its symbols', () => {
  assert.deepEqual(STAGES.map(({ name }) => name), ['forward', 'error', 'jacobian', 'penalty', 'gradient', 'update']);
  for (const { name, says, formula } of STAGES) {
    assert.doesNotMatch(says(inside, 64), /–|NaN|undefined/, name);
    for (const { value } of formula) if (value) assert.ok(['number', 'string'].includes(typeof value(inside, { hidden: 64, pixels: 784 })), name);
  }
});

test('error and penalty pull the same way or against each other', () => {
  assert.equal(pullWords(-0.3, 0.1), 'Error and penalty pull against each other at this weight, the error 3.00 times as strongly.');
  assert.equal(pullWords(0.1, 0.2), 'Error and penalty pull the same way at this weight, the penalty 2.00 times as strongly.');
  assert.match(pullWords(0.1, 0), /^Only the error/);
  assert.match(pullWords(0, 0.1), /^Only the penalty/);
});

test('what happened is held against what was foretold', () => {
  assert.equal(happenedWords(inside), '');
  assert.match(happenedWords({ ...inside, happened: { step: 421, largest: 0 } }), /^Step 421 has happened\. .* exactly as foretold/);
  assert.match(happenedWords({ ...inside, happened: { step: 421, largest: 6e-8 } }), /as foretold and as it is: 6\.00·10⁻⁸\.$/);
});

test('the way into a step asks for it once, and ends at its last stage', () => {
  /** @type {any[]} */
  const sent = [];
  const way = createWay((message) => sent.push(message), () => ({ unit: 3 }));
  assert.equal(way.stage, -1);
  way.again();
  assert.deepEqual(sent, [], 'nobody is in it');
  way.go(0);
  way.go(1);
  assert.deepEqual(sent, [{ type: 'inside', unit: 3, place: 0 }]);
  way.next(2);
  way.next(2);
  assert.deepEqual(sent.slice(1).map(({ place }) => place), [1, 0]);
  way.go(99);
  assert.equal(way.stage, 5);
  way.take();
  assert.deepEqual(sent.at(-1), { type: 'inside', go: true });
  way.anew();
  assert.equal(way.stage, 0);
  way.left();
  assert.equal(way.stage, -1);
});

test('a wrong number is told by how far it is off', () => {
  assert.equal(againstWords(undefined), '');
  assert.match(againstWords({ number: 12, truth: 4 }), /^It is 3\.00 times too large\./);
  assert.match(againstWords({ number: 1, truth: 4, of: 'ReLU units' }), /^It is 4\.00 times too small\. Measured on ReLU units\./);
  assert.match(againstWords({ number: 4.001, truth: 4 }), /^Here the numbers agree: what is wrong is the gradient/);
  assert.match(againstWords({ number: -4, truth: 4 }), /of the wrong sign/);
  assert.match(againstWords({ number: 1, truth: 0 }), /where there is nothing/);
  assert.match(againstWords({ number: null, truth: 1 }), /not finite/);
});

const rival = { name: 'mistake-entry-mean', lam: 0.1, step: 500, number: 0.01, truth: 24, error: 200, right_step: 500, right_truth: 6, right_error: 210 };

test('what training with a mistake has led to is told by both models', () => {
  assert.equal(duelWords(rival), 'Its true ‖J‖² is 4.00 times that of the right one: it contracts less.');
  assert.match(duelWords({ ...rival, truth: 3 }), /2\.00 times smaller/);
  assert.match(duelWords({ ...rival, truth: 6.1 }), /about that of the right one/);
  assert.match(duelWords({ ...rival, error: 300 }), /reconstructs worse \(300 against 210\)/);
  assert.match(duelWords({ ...rival, error: 100 }), /reconstructs better/);
  assert.match(duelWords({ ...rival, step: 20 }), /^It catches up: step 20 of 500/);
  assert.match(duelWords({ ...rival, diverged: {} }), /diverged/);
});

test('the lines begin anew with another mistake, and never grow too long', () => {
  const lines = new Lines();
  lines.take(null);
  for (let step = 0; step < 1500; step++) lines.take({ ...rival, step });
  assert.ok(lines.points.length <= 600);
  assert.equal(lines.points.at(-1)?.[0], 1499);
  lines.take({ ...rival, step: 1499, truth: 1 });
  assert.equal(lines.points.filter(([step]) => step === 1499).length, 1);
  lines.take({ ...rival, step: 3 });
  assert.equal(lines.points.length, 1, 'it was reset');
  lines.take({ ...rival, name: 'mistake-slope', step: 9 });
  assert.deepEqual(lines.points.map(([step]) => step), [9]);
});

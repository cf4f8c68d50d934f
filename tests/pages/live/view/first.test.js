import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beyond, lambdaAt, POSITIONS } from '../../../../pages/kit/view/lambda.js';
import { lossOf } from '../../../../pages/live/view/formula.js';
import { covers, drawLoss } from '../../../../pages/kit/view/run/lossplot.js';
import { History } from '../../../../pages/kit/view/run/history.js';

test('the objective is with the λ that is set, whatever the last step was trained with', () => {
  const header = { recon: 251, penalty: 20, weighted: 2, lam: 0.1 };
  assert.deepEqual(lossOf(header, 3), { loss: 311, recon: 251, lam: 3, penalty: 20, weighted: 60 });
  assert.equal(lossOf(header, 0).loss, 251);
});

test('λ beyond an end of the slider is told, at the ends it is not', () => {
  assert.deepEqual([0, 0.001, 0.01, lambdaAt(POSITIONS), 100, 100.1, 1e6].map(beyond), [null, 'below', null, null, null, 'above', 'above']);
});

test('λ‖J‖² lies on ‖J‖² where λ is 1 or nearly, seen at the height there is', () => {
  const plot = { left: 0, right: 1, top: 0, bottom: 100, lo: 1, hi: 100, log: true };
  assert.deepEqual([0, 0.5, 0.99, 1, 1.01, 3].map((lam) => covers(lam, plot)), [false, false, true, true, true, false]);
});

/** A canvas that takes notes. */
function paper() {
  const notes = { texts: [], dashes: [] };
  const known = {
    measureText: (text) => ({ width: 8 * text.length }),
    fillText: (text, x) => notes.texts.push({ text, x }),
    setLineDash: (dash) => notes.dashes.push(dash.length),
  };
  const context = new Proxy(known, { get: (of, name) => of[name] ?? (() => {}), set: () => true });
  return { notes, context };
}

const theme = { size: 14, font: 'x', dark: false, line: '', muted: '', ink: '' };
/** @param {number[]} lams of rows 100 steps apart */
function drawn(lams) {
  const history = new History();
  history.append(Float64Array.from(lams.flatMap((lam, i) => [100 * i, 300, 10, 300, 10, lam])));
  const { notes, context } = paper();
  const geometry = drawLoss({ context, width: 400, height: 400, theme }, history, [], { from: 0, to: 100 * lams.length }, () => true);
  return { ...notes, geometry };
}

test('no number at the side loses a digit', () => {
  const { texts, geometry } = drawn([0.1, 0.1, 1e6, 1e6]);
  assert.ok(texts.some(({ text }) => text.length > '0,000'.length && /^[\d,]+$/.test(text)), texts.map(({ text }) => text).join(' '));
  for (const { text, x } of texts) if (/^[\d,.]+$/.test(text) && x < geometry.left) assert.ok(x - 8 * text.length >= 0, text);
  assert.ok(drawn([0.1, 0.1]).geometry.left < geometry.left);
});

test('lines that are one are dashed, and the chart says so', () => {
  const says = (lams) => drawn(lams).texts.some(({ text }) => /dashed where they are one/.test(text));
  assert.equal(says([1, 1, 1]), true);
  assert.equal(says([0.1, 0.1, 0.1]), false);
  assert.ok(drawn([1, 1, 1]).dashes.includes(2));
  assert.ok(!drawn([0.1, 0.1, 5]).dashes.includes(2));
});

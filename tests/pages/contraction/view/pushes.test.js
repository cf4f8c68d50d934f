import assert from 'node:assert/strict';
import { test } from 'node:test';

import { TOOLS, dragged, inked, nudged, pushWords, stroked, toWire } from '../../../../pages/contraction/view/pushes.js';

/** @typedef {import('../../../../pages/contraction/view/pushes.js').Tool} Tool */

/** @type {[number, number]} */
const SIDE = [28, 20];
const MIDDLE = { x: 0.5, y: 0.5 };
/** @param {Tool} tool @param {{x: number, y: number}} from @param {{x: number, y: number}} to @param {any[]} [before] */
const drag = (tool, from, to, before = []) => dragged(before, tool, { from, to }, SIDE);

test('a pulled image follows the pointer, in its own pixels', () => {
  assert.deepEqual(drag('shift', { x: 0.1, y: 0.5 }, { x: 0.35, y: 0.25 }), [['shift', { right: 5, down: -7 }]]);
});

test('a second pull goes on from where the first has left it', () => {
  const first = drag('shift', MIDDLE, { x: 0.6, y: 0.5 });
  assert.deepEqual(drag('shift', MIDDLE, { x: 0.6, y: 0.5 }, first), [['shift', { right: 4, down: 0 }]]);
  assert.deepEqual(first, [['shift', { right: 2, down: 0 }]], 'what was there has not changed');
});

test('a pull round the middle turns by its angle, anticlockwise', () => {
  assert.deepEqual(drag('rotate', { x: 0.9, y: 0.5 }, { x: 0.5, y: 0.1 }), [['rotate', { degrees: 90 }]]);
  assert.deepEqual(drag('rotate', { x: 0.9, y: 0.5 }, { x: 0.5, y: 0.9 }), [['rotate', { degrees: -90 }]]);
});

test('a turn across the left side is a small one', () => {
  const [[, { degrees }]] = drag('rotate', { x: 0.1, y: 0.49 }, { x: 0.1, y: 0.51 });
  assert.ok(Math.abs(degrees) < 5, `${degrees}`);
});

test('noise and blur are never negative', () => {
  for (const tool of /** @type {Tool[]} */ (['noise', 'blur'])) {
    assert.equal(drag(tool, MIDDLE, { x: 0.1, y: 0.9 })[0][1].sigma, 0);
    assert.ok(drag(tool, MIDDLE, { x: 0.9, y: 0.1 })[0][1].sigma > 0);
  }
});

test('a box opens round where it is pressed', () => {
  assert.deepEqual(drag('occlude', { x: 0.25, y: 0.5 }, { x: 0.5, y: 0.5 }), [['occlude', { size: 10, across: 0.25, down: 0.5 }]]);
});

test('every tool but pen and rubber pushes by its arrow keys', () => {
  for (const { tool } of TOOLS) {
    if (tool === 'draw' || tool === 'erase') continue;
    const [[name, amounts]] = nudged([], tool, 1, 0, false, SIDE);
    assert.equal(name, tool);
    assert.ok(Object.values(amounts).some((v) => v !== 0 && v !== 0.5), tool);
  }
  assert.deepEqual(nudged([], 'shift', 0, -1, true, SIDE), [['shift', { right: 0, down: -0.25 }]]);
});

test('tools follow each other, and beyond eight a tool goes on with its last', () => {
  /** @type {any[]} */
  let pushes = [];
  for (let i = 0; i < 6; i++) {
    pushes = nudged(pushes, 'shift', 1, 0, false, SIDE);
    pushes = nudged(pushes, 'rotate', 1, 0, false, SIDE);
  }
  assert.equal(pushes.length, 8);
  assert.deepEqual(pushes.slice(-2), [['shift', { right: 3, down: 0 }], ['rotate', { degrees: -15 }]]);
  pushes = nudged(pushes, 'scale', 1, 0, false, SIDE);
  assert.equal(pushes.length, 8, 'another takes the place of the last');
});

test('ink covers the whole of a stroke, and the rubber rubs out what was drawn', () => {
  const stroke = { from: { x: 0.1, y: 0.5 }, to: { x: 0.9, y: 0.5 } };
  const ink = inked(new Int8Array(28 * 20), true, stroke, SIDE);
  for (let column = 2; column < 18; column++) assert.ok(ink[14 * 20 + column] > 60, `column ${column}`);
  assert.equal(ink[3 * 20 + 10], 0);
  const rubbed = inked(ink, false, stroke, SIDE);
  assert.ok(rubbed[14 * 20 + 10] < -60);
});

test('pen and rubber are one push', () => {
  const dot = { from: MIDDLE, to: MIDDLE };
  const pushes = stroked(stroked([], 'draw', dot, SIDE), 'erase', { from: { x: 0.2, y: 0.2 }, to: { x: 0.2, y: 0.2 } }, SIDE);
  assert.equal(pushes.length, 1);
  assert.equal(pushes[0][0], 'draw');
  const { ink } = pushes[0][1];
  assert.ok(Math.max(...ink) > 0 && Math.min(...ink) < 0);
});

test('ink travels as the base64 of its bytes', () => {
  const [[name, { ink }]] = toWire([['draw', { ink: Int8Array.of(0, 127, -127, 5) }]]);
  assert.equal(name, 'draw');
  assert.deepEqual([...new Int8Array(Uint8Array.from(atob(ink), (c) => c.charCodeAt(0)).buffer)], [0, 127, -127, 5]);
});

test('a push is told in words', () => {
  assert.equal(pushWords(['shift', { right: -2, down: 0.25 }]), 'shifted by −2 right, 0.25 down');
  assert.equal(pushWords(['scale', { octaves: -1 }]), 'scaled by 0.5');
});

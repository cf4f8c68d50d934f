import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endsOf } from '../../../../pages/maths/view/bars.js';
import { betterThan, createChoosing, leaderOf } from '../../../../pages/maths/view/choosing.js';
import { asked, currentOf } from '../../../../pages/maths/view/contents.js';
import { meaning } from '../../../../pages/maths/view/keys.js';
import { Lesson, largest } from '../../../../pages/maths/view/lesson.js';
import { scaled } from '../../../../pages/maths/view/matrices.js';
import { frameOf } from '../../../../pages/maths/view/slope.js';
import { greys, steps } from '../../../../pages/maths/view/tensor.js';
import { unitsCsv } from '../../../../pages/maths/view/unitscsv.js';
import { made } from './made.js';

test('what a frame does not bring stays; another model forgets all', () => {
  const lesson = made();
  lesson.take({ checked: { 5: { largest: 0 } }, page: 2 }, { tiles: { values: new Int8Array(4), shape: [1, 4], lo: -1, hi: 1 } }, false);
  assert.equal(lesson.numbers?.unit, 0);
  assert.equal(lesson.arrays.w.length, 4);
  assert.equal(lesson.page, 2);
  lesson.take({ lesson: null }, {}, false);
  assert.equal(lesson.numbers, null);
  lesson.take({}, {}, true);
  assert.deepEqual([lesson.arrays, lesson.checked, lesson.tiles], [{}, {}, null]);
});

test('both terms of the gradient add up to it, pixel by pixel', () => {
  const lesson = made({ unit: 1 });
  const { numbers, arrays, termPictures: pictures } = lesson;
  assert.ok(numbers && pictures);
  for (let i = 0; i < 4; i++) {
    const terms = lesson.terms(arrays.w[i], arrays.x[i]);
    assert.ok(terms && Math.abs(terms.shrink + terms.flatten - pictures.shrink[i] - pictures.flatten[i]) < 1e-6);
  }
  assert.equal(new Lesson().termPictures, null);
});

test('the unit with the largest share begins; a pin takes over; what was derived stays when it is let go', () => {
  assert.equal(leaderOf([0, 0, 0, 0.1, 0, 0, 0, 0.7, 0, 0, 0, 0.2]), 1);
  /** @type {any[]} */
  const sent = [];
  const run = /** @type {any} */ ({ units: null, images: { count: 10 }, hidden: 2, strip: [4], settings: { unit: null, image: null } });
  let changes = 0;
  const choosing = createChoosing(run, (message) => sent.push(message), () => changes++);
  choosing.follow();
  assert.deepEqual(sent, [], 'nothing is known yet');
  run.units = { values: [0, 0, 0, 0.2, 0, 0, 0, 0.8], shape: [2, 4] };
  choosing.follow();
  assert.deepEqual(sent.at(-1), { type: 'lesson', unit: 1, image: 4 });
  Object.assign(run.settings, { unit: 0, image: 7 });
  choosing.follow();
  assert.deepEqual(sent.at(-1), { type: 'lesson', unit: 0, image: 7 });
  Object.assign(run.settings, { unit: null, image: null });
  choosing.follow();
  assert.deepEqual(choosing.cell, { unit: 0, image: 7 });
  assert.equal(sent.length, 2, 'nothing new is asked for');
  choosing.again();
  assert.equal(sent.length, 3, 'a server that has forgotten it is told again');
  run.units.values = [0, 0, 0, 0.9, 0, 0, 0, 0.1];
  choosing.again(true);
  assert.deepEqual(choosing.cell, { unit: 0, image: 4 });
  run.hidden = 3;
  choosing.again(true);
  assert.equal(choosing.cell, null, 'those units are another model’s');
  assert.equal(changes, 1);
});

test('the address names a part, and the first one in sight is marked', () => {
  assert.equal(asked('?at=sum', ['code', 'sum']), 'sum');
  assert.equal(asked('?at=nowhere', ['code', 'sum']), null);
  assert.equal(asked('', ['code']), null);
  assert.equal(currentOf(['a', 'b', 'c'], new Set(['c', 'b']), 'a'), 'b');
  assert.equal(currentOf(['a', 'b'], new Set(), 'b'), 'b');
});

test('pixels become the steps of a picture, and none leaves its ends', () => {
  assert.deepEqual([...steps([0, 0.5, -1, 2], 1)], [0, 64, -127, 127]);
  assert.deepEqual([...steps([0, 0], 0)], [0, 0]);
  assert.deepEqual([...greys([0, 0.5, 1.2, -0.1])], [0, 128, 255, 0]);
  assert.equal(largest([1, -3, 2]), 3);
  assert.equal(largest(undefined), 0);
});

test('a row of J is its row of W times the slope, on a scale of its own', () => {
  const { values, share } = scaled([100, -50, 127, 10], [0.25, 0], 2);
  assert.deepEqual([...values], [127, -63, 0, 0]);
  assert.equal(share, 25);
  assert.deepEqual([...scaled([1, 2], [0], 2).values], [0, 0]);
});

test('0 is always on the scale of the bars', () => {
  assert.deepEqual(endsOf([2, 3]), [0, 3]);
  assert.deepEqual(endsOf([-2, -1]), [-2, 0]);
});

test('a z far out widens the curve', () => {
  assert.equal(frameOf({ z: 0, h: 0.5, gain: 0.25, activation: 'sigmoid' }).reach, 7);
  assert.equal(frameOf({ z: -11.5, h: 0, gain: 0, activation: 'sigmoid' }).reach, 12);
});

test('all units are a table', () => {
  const [names, first] = unitsCsv(made()).split('\n');
  assert.equal(names, 'image,unit,z,h,slope,weights_squared,part');
  assert.equal(first, '40,0,0,0.5,0.25,5.3125,0.3320313');
});

test('keys lead through the page and through a step, all others are the run’s', () => {
  /** @type {string[]} */
  const done = [];
  const page = { turn: (/** @type {number} */ by) => done.push(`turn ${by}`), forth: () => done.push('forth'), back: () => done.push('back') };
  const act = /** @type {any} */ ({ toggle: () => done.push('toggle') });
  const run = /** @type {any} */ ({ settings: { unit: null, image: null } });
  for (const key of ['j', 'k', 'n', 'b', ' ']) meaning(key, act, run, page)?.();
  assert.deepEqual(done, ['turn 1', 'turn -1', 'forth', 'back', 'toggle']);
  assert.equal(meaning('q', act, run, page), null);
});

test('a unit that nobody has pinned gives way when it has all but no part at the image', () => {
  assert.equal(betterThan({ share: 0.3 }, [1, 2, 3]), null);
  assert.equal(betterThan({ share: 0.01 }, [1, 3, 2]), 1);
  assert.equal(betterThan({ share: 0 }, [0, 0]), null, 'none has a part');
  /** @type {any[]} */
  const sent = [];
  const run = /** @type {any} */ ({ units: { values: [0, 0, 0, 0.2, 0, 0, 0, 0.8], shape: [2, 4] }, images: { count: 10 }, hidden: 2, strip: [4], settings: { unit: null, image: null } });
  const choosing = createChoosing(run, (message) => sent.push(message), () => {});
  choosing.follow();
  const lesson = /** @type {any} */ ({ numbers: { unit: 1, image: 4, share: 0.001 }, arrays: { rows: [5, 0.01] } });
  choosing.look({ ...lesson, numbers: { ...lesson.numbers, image: 3 } });
  assert.equal(sent.length, 1, 'those are of what was derived before');
  run.settings.unit = 1;
  choosing.look(lesson);
  assert.equal(sent.length, 1, 'what is pinned stays');
  run.settings.unit = null;
  choosing.look(lesson);
  assert.deepEqual(sent.at(-1), { type: 'lesson', unit: 0, image: 4 });
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { decode, merge, valueAt } from '../../../../pages/kit/view/frames.js';

const file = readFileSync(new URL('../../../golden/frame.bin', import.meta.url));
const golden = () => file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
const values = (section) => Array.from(section.values, (_, i) => valueAt(section, i));
const near = (got, wanted, within) => {
  assert.equal(got.length, wanted.length);
  got.forEach((x, i) => assert.ok(Math.abs(x - wanted[i]) <= within, `${got} is not ${wanted}`));
};

test('the golden frame has the numbers that Python packed', () => {
  const { header, sections } = decode(golden());
  assert.deepEqual(header, { frame: 7, build: 2, state: 'running', step: 12480, lam: 0.1, sat: null, note: 'λ‖J‖²' });
  assert.deepEqual(Object.keys(sections).length, 9);
  assert.deepEqual(sections.quantised_u8.shape, [2, 3]);
  assert.deepEqual(Array.from(sections.quantised_u8.values), [0, 128, 255, 51, 204, 255]);
  assert.deepEqual(Array.from(sections.quantised_i8.values), [-127, 0, 64]);
  assert.deepEqual(Array.from(sections.quantised_i16.values), [24575, -32767, 0, 32767]);
});

test('quantised values come back within half a level', () => {
  const { sections } = decode(golden());
  near(values(sections.quantised_u8), [0, 0.125, 0.25, 0.05, 0.2, 0.25], 0.25 / 510);
  near(values(sections.quantised_i8), [-2, 0, 1], 2 / 254);
  near(values(sections.quantised_u16), [-1, 0, 1], 1 / 65535);
  near(values(sections.quantised_i16), [3, -4, 0, 4], 4 / 65534);
});

test('plain sections are exact, whatever their type', () => {
  const { sections } = decode(golden());
  assert.deepEqual(values(sections.plain_u8), [0, 1, 255]);
  assert.deepEqual(values(sections.plain_u32), [0, 4294967295]);
  assert.deepEqual(values(sections.plain_f32), [0.5, -0.25]);
  assert.deepEqual(values(sections.loss), [20, 254.7, 36.1, 255.2, 25, 0.1]);
  assert.deepEqual(sections.empty.shape, [0, 3]);
  assert.equal(sections.empty.values.length, 0);
});

test('what is not a whole frame is refused with a sentence', () => {
  assert.throws(() => decode(new ArrayBuffer(3)), /at least 8 bytes but got 3/);
  assert.throws(() => decode(new Uint8Array(16).buffer), /starts with "CAE1"/);
  assert.throws(() => decode(golden().slice(0, 60)), /the message ends after 60/);
  assert.throws(() => decode(golden().slice(0, file.byteLength - 64)), /reaches past the end/);
});

const frame = (header, sections) => ({ header: { build: 1, ...header }, sections });
const rows = (...steps) => ({
  values: Float64Array.from(steps.flatMap((s) => [s, 0, 0, 0, 0, 0])), shape: [steps.length, 6], lo: null, hi: null,
});
const steps = (section) => Array.from(section.values).filter((_, i) => i % 6 === 0);

test('two frames become one: the newer wins, what it lacks is kept, loss rows are joined', () => {
  const heat = rows(1);
  const both = merge(
    frame({ step: 1, classes: ['a'] }, { heat, tiles: rows(1), loss: rows(20, 40) }),
    frame({ step: 2 }, { tiles: rows(2), loss: rows(60) }),
  );
  assert.equal(both.header.step, 2);
  assert.deepEqual(both.header.classes, ['a']);
  assert.equal(both.sections.heat, heat);
  assert.deepEqual(steps(both.sections.tiles), [2]);
  assert.deepEqual(steps(both.sections.loss), [20, 40, 60]);
});

test('a history replaces the rows before it, and rows after it follow it', () => {
  const replaced = merge(frame({}, { loss: rows(20) }), frame({}, { history: rows(20, 40) }));
  assert.equal(replaced.sections.loss, undefined);
  const followed = merge(frame({}, { history: rows(20) }), frame({}, { loss: rows(40) }));
  assert.deepEqual([steps(followed.sections.history), steps(followed.sections.loss)], [[20], [40]]);
});

test('a frame of a new build keeps nothing of the old one', () => {
  const fresh = frame({ build: 2 }, { heat: rows(1) });
  assert.equal(merge(frame({ diverged: {} }, { loss: rows(20) }), fresh), fresh);
});

test('a divergence that is over is not kept', () => {
  assert.equal(merge(frame({ diverged: { step: 3 } }, {}), frame({}, {})).header.diverged, undefined);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { broke } from '../../../../pages/kit/view/compose.js';
import { trimmed } from '../../../../pages/kit/view/format.js';
import { toQuery } from '../../../../pages/kit/view/source/query.js';
import { binsOf, meanWords, paintCells } from '../../../../pages/units/view/cells.js';
import { meaning } from '../../../../pages/units/view/keys.js';
import { codesOf, scaleOf } from '../../../../pages/units/view/scales.js';
import { said } from '../../../../pages/units/view/query.js';
import { cellAt, framed, isWhole, panned, showing, whole, zoomed } from '../../../../pages/units/view/zoom.js';
import { GAINS, VIEW, NORMS, THRESHOLDS, made } from './made.js';

const numbers = Uint32Array.from({ length: 256 }, (_, i) => i); // the colour's own number as its colour

/** The matrix painted with colours that are their own numbers. */
function painted(findings, show, scaling, { rows, columns, units = [0, 1, 2, 3], images = [0, 1, 2, 3, 4] }) {
  const { codes, lookup } = codesOf(findings, show);
  const { at, by } = scaleOf(findings, show, scaling);
  const pixels = new Uint32Array(rows * columns);
  const matrix = { codes, lookup, count: 5, at, by, units: Uint32Array.from(units), images: Uint32Array.from(images) };
  paintCells(matrix, binsOf(0, units.length, rows, units.length), binsOf(0, images.length, columns, images.length), numbers, pixels);
  return Array.from({ length: rows }, (_, y) => [...pixels.subarray(y * columns, (y + 1) * columns)]);
}
const close = (a, b) => a.forEach((row, y) => row.forEach((v, x) => assert.ok(Math.abs(v - b[y][x]) <= 1, `${row} is not ${b[y]}`)));

test('with a pixel for every cell, each shows its cell, in the order asked for', () => {
  const expected = GAINS.map((row) => row.map((g) => (255 * g) / 0.25));
  close(painted(made(), 'gain', 'fixed', { rows: 4, columns: 5 }), expected);
  const turned = [3, 1, 0, 2].map((unit) => [4, 3, 2, 1, 0].map((image) => expected[unit][image]));
  close(painted(made(), 'gain', 'fixed', { rows: 4, columns: 5, units: [3, 1, 0, 2], images: [4, 3, 2, 1, 0] }), turned);
});

test('cells that share a pixel show their mean, and a cell with many pixels fills them', () => {
  const all = GAINS.flat().reduce((a, b) => a + b) / 20;
  close(painted(made(), 'gain', 'fixed', { rows: 1, columns: 1 }), [[(255 * all) / 0.25]]);
  const large = painted(made(), 'gain', 'fixed', { rows: 40, columns: 50 });
  assert.equal(large[15][5], 255);
  assert.equal(large[19][9], 255);
  assert.equal(large[20][9], large[25][9]);
  assert.equal(large[9][9], 0);
});

test('contributions are squared before they are averaged', () => {
  const findings = made();
  const [[mean]] = painted(findings, 'part', 'global', { rows: 1, columns: 1, units: [1] });
  const squares = GAINS[1].map((g) => g * g);
  assert.ok(Math.abs(mean - (255 * squares.reduce((a, b) => a + b)) / 5 / Math.max(...squares)) <= 1);
});

test('every place has a pixel, and every pixel a place, at any size and zoom', () => {
  for (const [from, to, pixels, total] of [[0, 64, 800, 64], [0, 1024, 561, 1024], [3.3, 7.9, 640, 64], [0, 5, 3, 5], [9.2, 10, 50, 10], [0, 1, 1, 1]]) {
    const { first, last } = binsOf(from, to, pixels, total);
    for (let p = 0; p < pixels; p++) {
      assert.ok(first[p] >= 0 && last[p] > first[p] && last[p] <= total);
      if (p) assert.ok(first[p] >= first[p - 1] && last[p] >= last[p - 1]);
    }
    if (from === 0 && to === total && pixels <= total) {
      const covered = new Set();
      for (let p = 0; p < pixels; p++) for (let i = first[p]; i < last[p]; i++) covered.add(i);
      assert.equal(covered.size, total);
    }
  }
});

test('ten million cells are painted in a moment', () => {
  const [H, N] = [1024, 10_000];
  const matrix = {
    codes: new Uint16Array(H * N).fill(7), lookup: null, count: N, at: new Float32Array(H), by: new Float32Array(H).fill(1),
    units: Uint32Array.from({ length: H }, (_, i) => H - 1 - i), images: Uint32Array.from({ length: N }, (_, i) => N - 1 - i),
  };
  const pixels = new Uint32Array(800 * 560);
  const start = performance.now();
  paintCells(matrix, binsOf(0, H, 560, H), binsOf(0, N, 800, N), numbers, pixels);
  assert.ok(performance.now() - start < 500);
  assert.ok(pixels.every((p) => p === 7));
});

test('the note says how many cells a pixel stands for', () => {
  assert.equal(meanWords(binsOf(0, 64, 640, 64), binsOf(0, 100, 640, 100)), '');
  assert.equal(meanWords(binsOf(0, 1000, 500, 1000), binsOf(0, 8000, 800, 8000)), 'each pixel is the mean of 2 × 10 cells');
  assert.equal(meanWords(binsOf(0, 64, 640, 64), binsOf(0, 1000, 640, 1000)), 'each pixel is the mean of about 1 × 1.6 cells');
});

test('the scale in force is told: fixed, each unit’s own, the largest of all', () => {
  const findings = made();
  assert.equal(scaleOf(findings, 'gain', 'fixed').words, '0 to 0.25, fixed');
  assert.equal(scaleOf(findings, 'gain', 'global').words, '0 to 0.25, the largest of all');
  assert.equal(scaleOf(findings, 'gain', 'unit').words, '0 to each unit’s own largest, 0 to 0.25');
  // (largest φ′)² · the largest ‖W‖²
  assert.equal(scaleOf(findings, 'part', 'fixed').words, `0 to ${trimmed(0.0625 * Math.max(...NORMS))}, fixed`);
});

test('on its own scale a unit’s largest has the last colour, and a unit that is 0 everywhere has the first', () => {
  const rows = painted(made(), 'gain', 'unit', { rows: 4, columns: 5 });
  assert.deepEqual(rows.map((row) => Math.max(...row)), [0, 255, 255, 255]);
  assert.equal(rows[3][0], Math.round(255 / 5));
});

test('signed codes have 0 in the middle; an activation without an end is scaled to its largest', () => {
  const h = [[-1, -0.5, 0, 0.5, 1], ...GAINS.slice(1)];
  const tanh = made({ about: { activation: 'tanh', output_range: [-1, 1] }, h, span: [-1, 1] });
  const scale = scaleOf(tanh, 'h', 'fixed');
  assert.deepEqual([scale.signed, scale.words], [true, '−1 to +1, fixed']);
  close(painted(tanh, 'h', 'fixed', { rows: 4, columns: 5 }).slice(0, 1), [[1, 64.5, 128, 191.5, 255]]);
  const relu = made({ about: { activation: 'relu', output_range: [0, null] }, h: GAINS.map((row) => row.map((g) => 12 * g)), span: [0, 3] });
  assert.equal(scaleOf(relu, 'h', 'fixed').words, '0 to 3, the largest of all: it has no fixed end');
});

const extent = { rows: 64, columns: 1000 };

test('zooming keeps what is under the pointer there, down to single cells and out to all', () => {
  let part = whole(extent);
  for (let i = 0; i < 40; i++) {
    const before = (500.5 - part.left) / (part.right - part.left);
    part = zoomed(part, 1.6, 20.5, 500.5, extent);
    if (part.right - part.left > 1) assert.ok(Math.abs((500.5 - part.left) / (part.right - part.left) - before) < 1e-9);
  }
  assert.deepEqual([part.bottom - part.top, part.right - part.left], [1, 1]);
  assert.deepEqual(cellAt(part, 0.5, 0.5, extent), { row: 20, column: 500 });
  for (let i = 0; i < 40; i++) part = zoomed(part, 1 / 1.6, 20.5, 500.5, extent);
  assert.ok(isWhole(part, extent));
});

test('a dragged frame shows the whole cells it touches', () => {
  const part = framed(whole(extent), { x0: 0.31, y0: 0.5, x1: 0.2995, y1: 0.26 }, extent);
  assert.deepEqual(part, { top: 16, bottom: 32, left: 299, right: 310 });
  assert.deepEqual(framed(whole(extent), { x0: 0, y0: 0, x1: 0, y1: 0 }, extent), { top: 0, bottom: 1, left: 0, right: 1 });
});

test('panning stops at the ends, and a cell outside is brought in by the least', () => {
  const part = { top: 10, bottom: 20, left: 100, right: 200 };
  assert.deepEqual(panned(part, -99, 9999, extent), { top: 0, bottom: 10, left: 900, right: 1000 });
  assert.deepEqual(showing(part, 20, 150, extent), { top: 11, bottom: 21, left: 100, right: 200 });
  assert.deepEqual(showing(part, 12, 99, extent), { top: 10, bottom: 20, left: 99, right: 199 });
  assert.equal(cellAt(part, 1, 0.5, extent), null);
});

const page = {
  source: { kind: 'atlas', key: '0123456789abcdef', index: 3 }, view: VIEW, thresholds: { ...THRESHOLDS, low: 0.1, dead: 0.01 },
  pins: { unit: 7, image: null }, images: 1000,
};
const live = {
  dataset: 'digits', hidden: 16, activation: 'sigmoid', tied: true, output: 'sigmoid', seed: 0, start: '', lam: 1, lr: 0.001, batch_size: 128, speed: 0,
  budget: null, unit: null, image: null,
};

test('the address says what is looked at and how, and nothing of other sources', () => {
  const query = new URLSearchParams(toQuery(page, live, said(page, THRESHOLDS), '?hidden=3&checkpoint=f&embed=true&image=4'));
  const got = Object.fromEntries(query);
  assert.deepEqual(got, {
    embed: 'true', source: 'atlas', atlas: '0123456789abcdef', at: '3', show: 'gain', sort: 'none', group: 'none', scale: 'fixed', images: '1000',
    low: '0.1', high: '0.95', dead: '0.01', unit: '7',
  });
  assert.deepEqual([...query.keys()].slice(1), ['source', 'atlas', 'at', 'show', 'sort', 'group', 'scale', 'images', 'low', 'high', 'dead', 'unit']);
});

test('with the live run the address holds its settings too', () => {
  const now = { ...page, source: { kind: 'live', run: 'secret', settings: {} } };
  const query = new URLSearchParams(toQuery(now, live, said(now, THRESHOLDS)));
  assert.deepEqual(['source', 'dataset', 'lam', 'unit', 'atlas'].map((name) => query.get(name)), ['live', 'digits', '1', '7', null]);
  assert.ok(!query.toString().includes('secret'));
});

test('keys do what the list says, and others nothing', () => {
  const done = [];
  const zoom = Object.fromEntries(['in', 'out', 'all'].map((how) => [how, () => done.push(how)]));
  const hands = { next: () => done.push('next'), zoom, again: () => done.push('again') };
  for (const key of ['m', '+', '−', 'a', 'r']) meaning(key, hands)();
  assert.deepEqual(done, ['next', 'in', 'out', 'all', 'again']);
  for (const key of ['x', '0', '1', '2', '3']) assert.equal(meaning(key, hands), null); // digits are λ's on every page
});

test('the words over a picture are broken where they would leave it', () => {
  const fits = (text) => text.length <= 10;
  assert.deepEqual(broke('one two three fourteenletters five', fits), ['one two', 'three', 'fourteenletters', 'five']);
  assert.deepEqual(broke('', fits), []);
});

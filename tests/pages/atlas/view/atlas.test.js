import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differenceOf, heatDifference, tileDifference } from '../../../../pages/kit/view/difference.js';
import { labelled, lambdaShort, lambdaWords, remaining } from '../../../../pages/kit/view/lambdas.js';
import { progressWords } from '../../../../pages/atlas/view/progress.js';
import { Atlas, reach } from '../../../../pages/atlas/view/store.js';
import { onPixels, onScale } from '../../../../pages/kit/view/onscale.js';
import { begunWords } from '../../../../pages/atlas/view/begun.js';
import { columnsFor, spaced, thinned } from '../../../../pages/kit/view/multiples.js';
import { liveLink, toQuery } from '../../../../pages/atlas/view/query.js';

const section = (values, hi, lo = null) => ({ values, shape: [1, values.length], lo, hi });
const settings = {
  dataset: 'digits', hidden: 16, activation: 'sigmoid', output: 'sigmoid', tied: true, seed: 3, lambdas: [0, 0.01, 1],
  way: 'fan', epochs: 2, first_epochs: 4, lr: 0.003, batch_size: 64,
};

/** A frame of one λ with one image, two units of two pixels. */
const point = (index, { hi = 1, latent = 2, tiles = [10, -20, 30, 127] } = {}) => ({
  header: { kind: 'point', index, lam: settings.lambdas[index], explained: 0.5, epochs: 2, figures: { penalty: 1, states: {} } },
  sections: {
    strip: section(Uint8Array.of(0, 255), 1, 0),
    latent: section(Int16Array.of(32767, -32767), latent),
    heat: section(Uint8Array.of(0, 255), 0.25, 0),
    tiles: section(Int8Array.from(tiles), hi),
    units: section(new Float32Array(8), null),
  },
});

test('λ is written with three digits, or two where there is little room', () => {
  assert.deepEqual([0, 0.01519, 0.3162, 100, 1e6].map(lambdaWords), ['0', '0.0152', '0.316', '100', '1e6']);
  assert.deepEqual([0, 0.01519, 2.31, 1e5].map(lambdaShort), ['0', '0.015', '2.3', '1e5']);
});

test('labels never come closer than they are wide, and the ends have one', () => {
  for (const [n, pitch] of [[24, 32], [5, 180], [200, 3.6]]) {
    const kept = labelled(n, pitch, 46);
    assert.equal(kept[0], 0);
    assert.equal(kept[kept.length - 1], n - 1);
    for (let i = 1; i < kept.length; i++) assert.ok((kept[i] - kept[i - 1]) * pitch >= 46 - 1e-9);
  }
  assert.deepEqual([labelled(0, 1, 46), labelled(1, 1, 46)], [[], [0]]);
  assert.deepEqual(spaced([0, 10, 40, 75, 80], 25), [true, false, true, false, true]);
});

test('the time that is left is said in round numbers', () => {
  assert.equal(progressWords({ state: 'training', done: 7, remaining_s: 41.2 }, 24), '7 of 24 λ, about 40 s left');
  assert.equal(progressWords({ state: 'complete', done: 24, remaining_s: 0 }, 24), '24 of 24 λ');
  assert.deepEqual([null, 0.2, 7.4, 200].map(remaining), ['', 'about 1 s left', 'about 7 s left', 'about 3 min left']);
});

test('all λ share one scale of weights and one extent of the plane', () => {
  const atlas = new Atlas();
  assert.equal(atlas.open('a', settings), true);
  const first = atlas.takePoint(point(0, { hi: 1, latent: 2 }));
  assert.equal(atlas.weightsTo, 1);
  const second = atlas.takePoint(point(2, { hi: 2, latent: 0.5 }));
  assert.equal(atlas.weightsTo, 2);
  assert.equal(first.tiles.section.hi, second.tiles.section.hi);
  assert.equal(first.tiles.section.values[3], 64);
  assert.equal(second.tiles.section.values[3], 127);
  assert.deepEqual(atlas.extent, { left: 0.5, right: 2, bottom: -2, top: -0.5 });
});

test('a λ that is not there yet is answered with the nearest that is', () => {
  const atlas = new Atlas();
  atlas.open('a', settings);
  assert.equal(atlas.nearest(1), null);
  atlas.takePoint(point(2));
  atlas.takePoint(point(0));
  assert.deepEqual([0, 1, 2].map((i) => atlas.nearest(i)), [0, 0, 2]);
  assert.deepEqual(atlas.done().map(({ index }) => index), [0, 2]);
});

test('another key is another atlas, the same one keeps what has come', () => {
  const atlas = new Atlas();
  atlas.open('a', settings);
  atlas.takePoint(point(0));
  assert.equal(atlas.open('a', settings), false);
  assert.equal(atlas.done().length, 1);
  assert.equal(atlas.open('b', settings), true);
  assert.deepEqual([atlas.done().length, atlas.extent, atlas.weightsTo], [0, null, 0]);
});

test('a handful of large weights does not take the colour from the others', () => {
  const values = new Int8Array(1000).fill(20);
  values.fill(127, 0, 3);
  assert.ok(Math.abs(reach(section(values, 12.7)) - 2) < 1e-9);
  const scaled = onScale(section(values, 12.7), 2);
  assert.deepEqual([scaled.section.values[0], scaled.section.values[500], scaled.clipped], [127, 127, true]);
  assert.equal(reach(section(new Int8Array(10), 0)), 0);
});

test('pixels outside 0 to 1 are shown at its ends', () => {
  const { values } = onPixels(section(Uint8Array.of(0, 51, 255), 2, -0.5));
  assert.deepEqual([...values], [0, 0, 255]);
});

test('a difference is right minus left, and nothing where they are the same', () => {
  const [a, b] = [section(Uint8Array.of(0, 255, 10), 0.25, 0), section(Uint8Array.of(255, 0, 10), 0.25, 0)];
  const heat = heatDifference(a, b);
  assert.deepEqual([...heat.values], [127, -127, 0]);
  assert.deepEqual([heat.lo, heat.hi], [-0.25, 0.25]);
  const tiles = tileDifference(section(Int8Array.of(127, 0), 1), section(Int8Array.of(127, -127), 2), 2);
  assert.deepEqual([...tiles.section.values], [64, -127]);
  assert.equal(tiles.clipped, false);
  assert.equal(tileDifference(section(Int8Array.of(-127), 2), section(Int8Array.of(127), 2), 2).clipped, true);
});

test('six plots fill their panel in the shape that suits it', () => {
  assert.deepEqual([[430, 300], [850, 330], [1300, 200], [280, 240]].map(([w, h]) => columnsFor(6, w, h)), [2, 3, 6, 2]);
});

test('ticks of a logarithmic axis are written where they have room', () => {
  const axis = { type: 'log', range: [-1, 2], ticktext: ['0.1', '1', '10', '100'] };
  assert.deepEqual(thinned(axis, [0.1, 1, 10, 100], 300, 14).ticktext, axis.ticktext);
  assert.deepEqual(thinned(axis, [0.1, 1, 10, 100], 60, 14).ticktext, ['0.1', '', '', '100']);
});

test('the address holds the settings and what is looked at', () => {
  const query = new URLSearchParams(toQuery(settings, { at: 2, left: null, unit: 7, image: null }, '?left=1&embed=true&warm=true'));
  assert.equal(query.get('lambdas'), '0 0.01 1');
  assert.deepEqual(['at', 'left', 'unit', 'image', 'embed', 'way', 'warm'].map((name) => query.get(name)), ['2', null, '7', null, 'true', 'fan', null]);
});

test('the way to the Live page names the model and the settings it was trained with', () => {
  const link = new URL(liveLink('/lab/', settings, '0123456789abcdef', 1), 'http://x');
  assert.equal(link.pathname, '/lab/');
  assert.deepEqual(
    ['dataset', 'hidden', 'tied', 'lam', 'lr', 'batch_size', 'start'].map((name) => link.searchParams.get(name)),
    ['digits', '16', 'true', '0.01', '0.003', '64', '0123456789abcdef.1'],
  );
});

test('two points are compared on the scale of all weights, by the left one’s reconstructions', () => {
  const atlas = new Atlas();
  atlas.open('a', settings);
  const [left, right] = [atlas.takePoint(point(0, { hi: 1 })), atlas.takePoint(point(2, { hi: 2 }))];
  const { difference, clipped } = differenceOf(left.sections, right.sections, atlas.weightsTo);
  assert.equal(difference.strip, left.sections.strip);
  assert.deepEqual([difference.heat.lo, difference.tiles.hi, clipped], [-difference.heat.hi, 2, false]);
});

test('that opening the page has started a training is said while one is on its way, and not of one that is kept', () => {
  const fan = { total: 24, lambdas: Array.from({ length: 24 }, (_, i) => (i ? 10 ** (i - 20) : 0)), independent: true };
  const { title, text } = begunWords('training', fan);
  assert.equal(title, 'Training 24 models, one for each λ');
  assert.match(text, /opening the page has started its training\. λ = 0 and 1000 are among the first\. .*Cancel stops it\.$/);
  assert.doesNotMatch(begunWords('training', { ...fan, independent: false }).text, /among the first/);
  assert.match(begunWords('queued', fan).text, /24 models, one for each λ, will be trained/);
  assert.match(begunWords('cancelled', fan).text, /Resume/);
  assert.equal(begunWords('complete', fan), null);
  assert.equal(begunWords('training', { total: 0, lambdas: [], independent: true }), null);
});

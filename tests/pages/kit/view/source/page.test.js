import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Findings } from '../../../../../pages/kit/view/source/findings.js';
import { meaning, shortcutsOf } from '../../../../../pages/kit/view/source/keys.js';
import { toQuery } from '../../../../../pages/kit/view/source/query.js';
import { nearestIn, nextDone } from '../../../../../pages/kit/view/source/sources.js';

const NOTHING = { unit: null, image: null };
const section = (values, shape) => ({ values, shape, lo: null, hi: null });
const statics = (about = {}) => ({
  header: { kind: 'statics', dataset: 'digits', classes: ['zero', 'one'], side: [1, 2], count: 2, hidden: 4, ...about },
  sections: { images: section(new Uint8Array(4), [2, 2]), labels: section(Uint8Array.of(0, 1), [2]) },
});
const units = (serial, index) => ({ header: { kind: 'units', serial, step: null, index }, sections: {} });
const spectrum = (serial) => ({ header: { kind: 'spectrum', serial }, sections: {} });

test('of the kinds a page looks at the last frame stands until its source is another; of other kinds nothing', () => {
  const findings = new Findings(['spectrum']);
  findings.take(statics(), NOTHING);
  assert.equal(findings.take(spectrum(1), NOTHING), 'spectrum');
  assert.equal(findings.last.spectrum.header.serial, 1);
  assert.equal(findings.take({ header: { kind: 'course' }, sections: {} }, NOTHING), null);
  findings.take(statics({ hidden: 8 }), NOTHING);
  assert.equal(findings.last.spectrum, undefined);
  assert.equal(findings.hidden, 8);
});

test('what was computed beside is current while the units are of the same λ', () => {
  const findings = new Findings(['spectrum']);
  findings.take(statics(), NOTHING);
  findings.take(units(1, 3), NOTHING);
  findings.take(spectrum(1), NOTHING);
  assert.ok(findings.current(findings.last.spectrum));
  findings.take(units(2, 4), NOTHING);
  assert.ok(!findings.current(findings.last.spectrum));
});

test('pins stay as far as their unit is there, and their image in the same data set', () => {
  const findings = new Findings();
  findings.take(statics(), NOTHING);
  assert.deepEqual(findings.within({ unit: 3, image: 1, b: 0 }, 'digits'), { unit: 3, image: 1, b: 0 });
  assert.deepEqual(findings.within({ unit: 4, image: 2, b: 2 }, 'digits'), { ...NOTHING, b: null });
  assert.deepEqual(findings.within({ unit: 0, image: 0, b: 1 }, 'mnist'), { unit: 0, image: null, b: null });
  assert.deepEqual(findings.within({ unit: 0, image: 0 }, undefined), { unit: 0, image: 0, b: null });
});

const live = {
  dataset: 'digits', hidden: 16, activation: 'sigmoid', tied: true, output: 'sigmoid', seed: 0, start: '', lam: 1, lr: 0.001, batch_size: 128, speed: 0,
  budget: null, unit: null, image: null,
};

test('the address has the source and what the page says of itself; what it says no more is gone', () => {
  const page = { source: { kind: 'checkpoint', id: 'f', dataset: 'digits' }, pins: { unit: null, image: 2 }, images: 1000 };
  const said = [['scale', 'log'], ['steps', null]];
  const query = toQuery(page, live, said, '?embed=true&lam=3&steps=7&atlas=a&unit=1');
  assert.equal(query, 'embed=true&source=checkpoint&checkpoint=f&data=digits&scale=log&images=1000&image=2');
});

test('selected images are the address’s too, and so is the second pinned one', () => {
  const page = { source: { kind: 'checkpoint', id: 'f', dataset: 'digits' }, pins: { unit: null, image: 2, b: 7 }, images: 1000, select: 'abc' };
  const query = toQuery(page, live, [], '?select=old&b=3');
  assert.equal(query, 'source=checkpoint&checkpoint=f&data=digits&images=1000&select=abc&image=2&b=7');
  assert.equal(toQuery({ ...page, select: null, pins: NOTHING }, live, [], query), 'source=checkpoint&checkpoint=f&data=digits&images=1000');
  const running = new URLSearchParams(toQuery({ ...page, source: { kind: 'live', run: null, settings: {} } }, live, []));
  assert.deepEqual(['select', 'image', 'b'].map((name) => running.get(name)), ['abc', '2', '7']);
});

test('the keys of every source do what the list says, and the page’s own stand in the list', () => {
  const done = [];
  const hands = { toggle: () => done.push('toggle'), along: (way) => done.push(way), go: (lam) => done.push(lam), pinned: () => true, release: () => done.push('release') };
  for (const key of [' ', 'ArrowLeft', 'ArrowRight', 'Escape', '0', '5']) meaning(key, hands)();
  assert.deepEqual(done, ['toggle', -1, 1, 'release', 0, 100]);
  assert.equal(meaning('Escape', { ...hands, pinned: () => false }), null);
  assert.equal(meaning('x', hands), null);
  assert.deepEqual(shortcutsOf([['r', 'sort again']], 'move').map(([keys]) => keys), ['Space', '← →', '0 to 5', 'r', 'Esc', '?', 'Tab, arrows']);
  assert.deepEqual(shortcutsOf().map(([keys]) => keys), ['Space', '← →', '0 to 5', 'Esc', '?']);
});

test('along λ the next model that is trained is meant, and none beyond the ends', () => {
  const source = { kind: 'atlas', key: 'a', index: 4, done: [0, 4, 9] };
  assert.deepEqual([nextDone(source, 1), nextDone(source, -1)], [9, 0]);
  assert.equal(nextDone({ ...source, index: 9 }, 1), undefined);
  assert.equal(nextDone({ ...source, index: null }, 1), undefined);
  assert.equal(nearestIn({ ...source, lambdas: [0, 1, 2, 3, 5, 8, 9, 9, 9, 100] }, 10), 4);
  assert.equal(nearestIn({ kind: 'atlas', key: 'a', index: null }, 1), undefined);
});

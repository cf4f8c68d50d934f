import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { imageName, imagesOf, placeAmong } from '../../../../../pages/kit/view/scene.js';
import { createActions } from '../../../../../pages/kit/view/source/actions.js';
import { Findings } from '../../../../../pages/kit/view/source/findings.js';
import { createSelecting } from '../../../../../pages/kit/view/source/selected.js';
import { sharePins, tab } from '../../../../../pages/kit/view/tab.js';

const section = (values, shape) => ({ values, shape, lo: null, hi: null });
/** Three images, the last of class one; with `ids` those of a data set. */
const statics = (ids) => ({
  header: { kind: 'statics', dataset: 'digits', classes: ['zero', 'one'], side: [1, 2], count: 3, hidden: 4, ...(ids ? { of: 100 } : {}) },
  sections: {
    images: section(new Uint8Array(6), [3, 2]), labels: section(Uint8Array.of(0, 0, 1), [3]), ...(ids ? { ids: section(Uint32Array.from(ids), [3]) } : {}),
  },
});
const IDS = [5, 17, 90];

afterEach(() => Object.assign(tab, { pins: null, source: null }));

test('an image is found among those that are here by its number in the data set', () => {
  const some = imagesOf(statics(IDS));
  assert.deepEqual([5, 17, 90, 0, 18, 91].map((id) => placeAmong(some, id)), [0, 1, 2, -1, -1, -1]);
  assert.deepEqual([0, 2, 3].map((id) => placeAmong(imagesOf(statics()), id)), [0, 2, -1]);
  assert.equal(imageName(some, 90), 'one, image 90');
  assert.equal(imageName(some, 2), 'image 2');
});

test('findings call images by their numbers, and other images of as many are others', () => {
  const findings = new Findings();
  findings.take(statics(IDS), { unit: null, image: null });
  assert.deepEqual([findings.id(1), findings.place(17), findings.place(1), findings.className(90)], [17, 1, -1, 'one']);
  assert.deepEqual(findings.within({ unit: null, image: 17, b: 2 }, 'digits'), { unit: null, image: 17, b: null });
  assert.ok(findings.like(statics(IDS)));
  assert.ok(!findings.like(statics([5, 17, 91])));
  assert.ok(!findings.like(statics()));
});

/** @param {'only'|'marks'} [selects] @param {string|null} [select] */
function made(selects, select = null) {
  const did = [];
  const page = { select, selected: null };
  tab.source = { source: { kind: 'live' }, images: 1000, select };
  const tell = (name) => () => did.push(name);
  const selecting = createSelecting(page, { selects, send: (message) => did.push(message), reopen: tell('reopen'), changed: tell('changed'), follow: tell('follow') });
  return { did, page, selecting };
}
const answer = { type: 'selected', id: 'abc', images: IDS, count: 3, of: 100 };

test('a page of the selected images alone opens the source anew with them, and again with all', () => {
  const { did, page, selecting } = made('only');
  selecting.select(Uint32Array.from(IDS));
  assert.deepEqual(did.splice(0), [{ type: 'select', images: IDS }]);
  selecting.heard(answer);
  assert.deepEqual([did.splice(0), selecting.wanted(), selecting.named(), tab.source.select], [['reopen'], { select: 'abc' }, 'abc', 'abc']);
  const findings = new Findings();
  findings.take(statics(IDS), { unit: null, image: null });
  selecting.arrived(findings);
  assert.deepEqual([Array.from(page.selected.images), page.selected.of, page.select], [IDS, 100, 'abc']);
  did.length = 0;
  selecting.select([]);
  assert.deepEqual([did, selecting.wanted(), tab.source.select], [['reopen'], { select: null }, null]);
});

test('a selection that was of no use leaves the address and the tab', () => {
  const { did, page, selecting } = made('only', 'abc');
  const findings = new Findings();
  findings.take(statics(), { unit: null, image: null });
  selecting.arrived(findings);
  assert.deepEqual([page.select, page.selected, tab.source.select, did], [null, null, null, ['follow']]);
});

test('a page of all images asks which of them are selected', () => {
  const { did, page, selecting } = made('marks', 'abc');
  assert.deepEqual(selecting.wanted(), {});
  const findings = new Findings();
  findings.take(statics(), { unit: null, image: null });
  selecting.arrived(findings);
  assert.deepEqual(did.splice(0), ['follow', { type: 'select', id: 'abc' }]);
  selecting.heard(answer);
  assert.deepEqual([did.splice(0), page.selected], [['changed'], { images: IDS, of: 100 }]);
  selecting.heard({ ...answer, id: null, images: [] });
  assert.deepEqual([did, page.select, page.selected, tab.source.select], [['changed'], null, null, null]);
});

test('a page that knows no selections takes one along and keeps it out of its address', () => {
  const { selecting } = made(undefined, 'abc');
  const findings = new Findings();
  findings.take(statics(), { unit: null, image: null });
  selecting.arrived(findings);
  assert.deepEqual([selecting.wanted(), selecting.named(), tab.source.select], [{}, null, 'abc']);
});

test('a second image is pinned without the server being told, goes along, and is let go first where it can be seen', () => {
  const sent = [];
  const host = { send: (message) => sent.push(message), reopen() {}, changed() {}, complain() {} };
  const pins = { unit: 1, image: 5, b: null };
  const act = createActions(new Findings(), { pins }, { ...host, second: true });
  act.pin({ b: 17 });
  assert.deepEqual([sent, tab.pins], [[], { unit: 1, image: 5, b: 17 }]);
  sharePins({ unit: 2, image: 5 }); // by a page that knows of none
  assert.deepEqual(tab.pins, { unit: 2, image: 5, b: 17 });
  act.release();
  assert.deepEqual([{ ...pins }, sent], [{ unit: 1, image: 5, b: null }, []]);
  act.release();
  assert.deepEqual([{ ...pins }, sent], [{ unit: null, image: null, b: null }, [{ type: 'pin', unit: null, image: null }]]);
  assert.ok(!act.pinned());
  const elsewhere = { unit: 1, image: 5, b: 17 };
  createActions(new Findings(), { pins: elsewhere }, host).release();
  assert.deepEqual(elsewhere, { unit: null, image: null, b: null });
});

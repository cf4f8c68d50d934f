import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listenToArrows } from '../../../../pages/kit/view/arrows.js';
import { classRuns, imageName, imagesOf } from '../../../../pages/kit/view/scene.js';

const section = (values, shape) => ({ values, shape, lo: null, hi: null });
const frame = (header) => ({
  header, sections: { images: section(new Uint8Array(12), [3, 4]), labels: section(Uint8Array.of(1, 0, 1), [3]) },
});

test('images come with their shape and classes, or as one line without', () => {
  const images = imagesOf(frame({ side: [2, 2], classes: ['zero', 'one'] }));
  assert.deepEqual([images.count, images.rows, images.columns], [3, 2, 2]);
  assert.deepEqual([0, 1, 7].map((id) => imageName(images, id)), ['one, image 0', 'zero, image 1', 'image 7']);
  const bare = imagesOf(frame({}));
  assert.deepEqual([bare.rows, bare.columns, imageName(bare, 0)], [1, 4, 'image, image 0']);
  assert.equal(imageName(null, 2), 'image 2');
});

test('neighbours of one class are one run', () => {
  const labels = [1, 0, 1, 0];
  assert.deepEqual(classRuns([1, 3, 0, 2], labels), [{ label: 0, first: 0, last: 2 }, { label: 1, first: 2, last: 4 }]);
  assert.deepEqual(classRuns([], labels), []);
});

/** A key pressed in an element; whether it was taken. */
function pressed(element, key, more = {}) {
  const event = Object.assign(new Event('keydown', { cancelable: true }), { key, ctrlKey: false, metaKey: false, altKey: false, ...more });
  element.dispatchEvent(event);
  return event.defaultPrevented;
}

test('arrows move and Enter takes; what means nothing is left to the page', () => {
  const element = new EventTarget();
  const moves = [];
  listenToArrows(element, (right, down) => (down < 0 ? false : void moves.push([right, down])), () => moves.length > 0);
  assert.equal(pressed(element, 'Enter'), false);
  assert.deepEqual(['ArrowRight', 'ArrowLeft', 'ArrowDown'].map((key) => pressed(element, key)), [true, true, true]);
  assert.deepEqual(moves, [[1, 0], [-1, 0], [0, 1]]);
  assert.equal(pressed(element, 'ArrowUp'), false);
  assert.equal(pressed(element, 'Enter'), true);
  assert.equal(pressed(element, 'x'), false);
  assert.equal(pressed(element, 'ArrowRight', { ctrlKey: true }), false);
});

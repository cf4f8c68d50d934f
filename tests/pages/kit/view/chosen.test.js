import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arranged, fitting, read, withOne, withoutOne } from '../../../../pages/kit/view/chosen.js';

const NAMES = ['images', 'plane', 'heat', 'loss'];
const USUAL = ['images', 'heat'];
const panel = (name, tall = false, boxes = 1) => ({ name, tall, boxes });

test('a link’s names are taken as they come; of what can’t be had one sentence says so, and the rest holds', () => {
  assert.deepEqual(read('heat,images', NAMES, USUAL), { chosen: ['heat', 'images'], sentence: '' });
  assert.deepEqual(read('', NAMES, USUAL), { chosen: USUAL, sentence: '' });
  const { chosen, sentence } = read('heat,nowhere,heat', NAMES, USUAL);
  assert.deepEqual(chosen, ['heat']);
  assert.equal(sentence, 'lecture names panels of this page, which are images, plane, heat, loss, but “nowhere” came; the others are shown.');
  const many = read(NAMES.join(','), NAMES, USUAL);
  assert.deepEqual(many.chosen, ['images', 'plane', 'heat']);
  assert.match(many.sentence, /at most 3 panels, but 4 came/);
});

test('a fourth takes the place of the one chosen longest ago; the last can’t be taken away', () => {
  assert.deepEqual(withOne(['a', 'b', 'c'], 'd'), ['b', 'c', 'd']);
  assert.deepEqual(withOne(['a', 'b', 'c'], 'a'), ['b', 'c', 'a']);
  assert.deepEqual(withoutOne(['a', 'b'], 'a'), ['b']);
  assert.deepEqual(withoutOne(['b'], 'b'), ['b']);
});

test('a panel with two sides takes the room of two; what has none or is not there is left out', () => {
  const panels = [panel('images', false, 2), panel('heat', true, 2), panel('loss'), panel('gone', false, 0)];
  const names = (chosen) => fitting(chosen, panels).map(({ name }) => name);
  assert.deepEqual(names(['images', 'loss', 'heat']), ['loss', 'heat']);
  assert.deepEqual(names(['loss', 'images', 'heat']), ['loss', 'heat']);
  assert.deepEqual(names(['gone', 'unknown', 'loss']), ['loss']);
});

test('the tall one that was chosen last is the large one beside two others', () => {
  const [images, loss, heat, plane] = [panel('images'), panel('loss'), panel('heat', true), panel('plane', true)];
  assert.deepEqual(arranged([loss, images, heat]), { as: 'main', main: 'heat' });
  assert.deepEqual(arranged([plane, heat, loss]), { as: 'main', main: 'heat' });
  assert.equal(arranged([plane, heat, panel('tiles', true)]).as, 'columns');
  assert.equal(arranged([loss, images]).as, 'rows');
  assert.equal(arranged([loss, heat]).as, 'columns');
  assert.equal(arranged([heat]).as, 'one');
  assert.deepEqual(arranged([loss, panel('heat', true, 2)]), { as: 'pair', main: 'heat' });
  assert.equal(arranged([]).main, '');
});

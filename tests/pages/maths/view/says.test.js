import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lesson } from '../../../../pages/maths/view/lesson.js';
import { EXPECTS, answer, cellNumbers, checkWords } from '../../../../pages/maths/view/says.js';
import { STEPS } from '../../../../pages/maths/view/steps.js';
import { made } from './made.js';

const shape = { hidden: 3, pixels: 4 };
const said = (/** @type {string} */ step, /** @type {Parameters<typeof made>[0]} */ how) => answer(step, made(how), shape);

test('every step has a question, and an answer once there are numbers', () => {
  for (const { name } of STEPS) {
    assert.match(EXPECTS[name], /\?$/);
    assert.match(answer(name, new Lesson(), shape), /on their way/);
    for (const activation of ['sigmoid', 'tanh', 'softplus', 'relu', 'gelu', 'identity']) assert.doesNotMatch(said(name, { activation }), /NaN|undefined|Infinity/, `${name}, ${activation}`);
  }
});

test('twice as bright is not twice the code', () => {
  // w·x = 0.5, b = −0.5: z goes from 0 to 0.5
  assert.equal(said('code'), 'z goes from 0 to 0.500: the bias is not doubled. φ then bends it: h goes from 0.500 to 0.622, 1.24 times as large.');
  assert.match(said('code', { activation: 'identity', bias: 0 }), /^Yes: /);
  assert.match(said('code', { activation: 'identity' }), /^Not quite: /);
});

test('a pixel moves h by less than its weight says, by nothing where the unit is off', () => {
  assert.match(said('entry'), /^By less: 0\.1 times the weight would be 0\.200, and the slope takes it to 0\.0500\. Worked out exactly h moves by 0\.0498/);
  assert.match(said('entry', { activation: 'relu', bias: -9 }), /^Not at all: .* the slope of ReLU is 0 here/);
  assert.equal(said('entry', { activation: 'identity' }), 'By just that: the slope of identity is 1 here, and h moves by 0.200.');
  assert.match(said('entry', { activation: 'gelu', bias: 1 }), /^By more/);
});

test('a row looks like the weights, or like nothing', () => {
  assert.match(said('row'), /^Like the weights, times 0\.250/);
  assert.match(said('row', { activation: 'relu', bias: -9 }), /^Like nothing/);
});

test('only the slopes are new', () => {
  assert.match(said('diagonal'), /^3: J has 12 entries, but W is the same for all images\. .* At this image 0 of 3 rows/);
  assert.doesNotMatch(answer('diagonal', made(), { hidden: 3, pixels: 0 }), /entries/);
});

test('twice the weights are four times the part only where the slope stays', () => {
  assert.match(said('sum'), /^No: ‖Wⱼ‖² does, but z changes with it, and φ is flatter there\. The slope goes from 0\.250 to 0\.235/);
  assert.match(said('sum', { activation: 'identity' }), /^Yes: the slope is 1\.00 there, too, and the part goes from 5\.31 to 21\.3\./);
  assert.match(said('sum', { activation: 'softplus', bias: 3 }), /^Yes, nearly/);
  assert.match(said('sum', { bias: -2 }), /φ is steeper there/);
  assert.match(said('sum', { activation: 'relu', bias: -9 }), /^No: it is 0 and stays 0/);
  assert.match(said('sum', { activation: 'relu', bias: -0.7 }), /^It is 0 now; with twice the weights the unit would be on/);
});

test('which way the gradient pulls is told by the lengths of both terms', () => {
  assert.match(said('gradient', { bias: 1 }), /^At this image flattening, .* Descent moves the bias up/);
  assert.match(said('gradient', { bias: -0.8 }), /^At this image shrinking, .* Descent moves the bias down/);
  assert.match(said('gradient', { activation: 'relu' }), /^(It can only shrink|Neither)/);
  assert.match(said('gradient', { activation: 'relu', bias: 1 }), /^It can only shrink: φ″ of ReLU is 0 here/);
  assert.match(said('gradient', { activation: 'relu', bias: -9 }), /^Neither: the slope is 0 at this image/);
});

test('a check says how large the difference is, of what, and when', () => {
  const checked = { largest: 2.1e-7, relative: 3e-6, entries: 6422528, images: 128, at: 1240, against: 'torch.func.jacrev in float64' };
  assert.equal(checkWords(checked), 'Largest difference 2.10·10⁻⁷ (3.00·10⁻⁶ of the largest value), of 6,422,528 entries over 128 images of the batch, step 1,240, against torch.func.jacrev in float64.');
  assert.match(checkWords({ ...checked, largest: 0, relative: 0, entries: 1, images: 1 }), /^No difference at all, of 1 entry over 1 image of/);
  assert.equal(checkWords(undefined), '');
});

test('a cell is a line of numbers whose product fits', () => {
  assert.deepEqual(cellNumbers({ gain: 0.123, norm2: 4.56, share: 0.012 }), ['0.123', '0.0151', '4.56', '0.0690', '1.2 %']);
  assert.deepEqual(cellNumbers(null), ['–', '–', '–', '–', '–']);
});

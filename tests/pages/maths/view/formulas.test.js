import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spoken, sub, sum, sup, symbol, symbolsIn } from '../../../../pages/maths/view/expressions.js';
import { under } from '../../../../pages/maths/view/formula.js';
import { Lesson } from '../../../../pages/maths/view/lesson.js';
import { functionsOf } from '../../../../pages/maths/view/phi.js';
import { SIGN, STEPS } from '../../../../pages/maths/view/steps.js';
import { SYMBOLS, symbolWords } from '../../../../pages/maths/view/symbols.js';
import { made } from './made.js';

test('a formula is read out as it is written', () => {
  assert.equal(spoken([SIGN.gain2, SIGN.norm2]), 'phi prime squared of z sub j norm W sub j norm squared');
  assert.equal(spoken(['∂', sub('W', ['j', 'i'])]), 'partial W sub j i');
  assert.equal(spoken([sum('j'), sup('J', '⊤')]), 'the sum over j of J transposed');
  assert.equal(spoken(['mean', '(', 'E', ')']), 'mean of E', 'a word stays a word');
});

test('all symbols of a formula are found, however deep', () => {
  assert.deepEqual(symbolsIn([sub(symbol('W', 'W'), 'j'), sup(symbol('gain', 'φ′'), '2')]), ['W', 'gain']);
});

test('every symbol of a step is explained, and can be asked about by a button', () => {
  for (const { name, formula, symbols } of STEPS) {
    for (const one of symbols) assert.ok(SYMBOLS[one], `${name}: ${one}`);
    for (const one of new Set(formula.flatMap(({ of }) => symbolsIn(of)))) assert.ok(symbols.includes(one), `${name} has no button for ${one}`);
  }
});

test('what stands under the symbols are numbers that fit together', () => {
  const lesson = made();
  const shape = { hidden: 3, pixels: 4 };
  const numbers = (/** @type {number} */ step) => STEPS[step].formula.filter(({ value }) => value).map(({ value }) => value?.(lesson, shape));
  const near = (/** @type {any} */ a, /** @type {any} */ b) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);
  const [h, dot, b, z] = numbers(0);
  near(dot + b, z);
  near(h, functionsOf('sigmoid').phi(z));
  const [jji, gain, wji] = numbers(1);
  near(jji, gain * wji);
  assert.deepEqual(numbers(3), ['3 × 4', '3 slopes', '3 × 4']);
  const [penalty, gain2, norm2] = numbers(4);
  near(gain2, gain ** 2);
  near(gain2 * norm2, lesson.numbers?.row_norm2);
  assert.ok(penalty > gain2 * norm2);
  const [whole, shrink, flatten] = numbers(5);
  near(whole, shrink + flatten);
  near(whole, lesson.numbers?.grad);
});

test('without numbers nothing is made up', () => {
  for (const { formula } of STEPS) for (const { value } of formula) if (value) assert.match(under(value(new Lesson(), { hidden: 0, pixels: 0 })), /^(–|0 slopes)$/);
});

test('a symbol is told with its shape and its value of now', () => {
  const known = { numbers: made().numbers, hidden: 64, pixels: 784, activation: 'sigmoid' };
  assert.match(symbolWords('gain', known), /^the slope of φ at z, which of the sigmoid is h\(1−h\); 64 numbers, one a unit; now 0\./);
  assert.equal(symbolWords('W', known), 'the weights of the encoder, which training changes; 64 × 784, a row a unit, a column a pixel.');
  assert.match(symbolWords('gain', { ...known, activation: 'relu' }), /^the slope of ReLU at z;/);
  assert.equal(symbolWords('x', { ...known, pixels: 0 }), 'the image that goes in, as grey values from 0 to 1.', 'a shape that is not known is not told');
});

test('the activations have the slopes that they say they have', () => {
  const step = 1e-5;
  for (const name of ['sigmoid', 'tanh', 'softplus', 'relu', 'gelu', 'identity']) {
    const { phi, slope, bend } = functionsOf(name);
    for (const z of [-4.2, -1.1, -0.3, 0.4, 2.7, 5]) {
      assert.ok(Math.abs((phi(z + step) - phi(z - step)) / (2 * step) - slope(z)) < 1e-8, `${name}′(${z})`);
      assert.ok(Math.abs((slope(z + step) - slope(z - step)) / (2 * step) - bend(z)) < 1e-8, `${name}″(${z})`);
    }
  }
});

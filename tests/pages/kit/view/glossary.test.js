import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flatParts } from '../../../../pages/kit/view/curves.js';
import { termsOf } from '../../../../pages/kit/view/glossary.js';

const ACTIVATIONS = ['sigmoid', 'tanh', 'softplus', 'relu', 'gelu', 'identity'];

test('every word is explained for every activation, in its own terms', () => {
  for (const activation of ACTIVATIONS) {
    const terms = termsOf(activation);
    assert.deepEqual(terms.map(({ key }) => key), ['reconstruction', 'penalty', 'gain', 'flat', 'sat', 'dead', 'participation']);
    for (const { name, sentence } of terms) assert.match(sentence, /^\S.*[^.]\.$/, `${activation}: ${name}`);
  }
  const called = (activation) => termsOf(activation).map(({ name }) => name);
  assert.ok(called('sigmoid').includes('h(1−h)') && called('sigmoid').includes('saturation'));
  assert.ok(called('relu').includes('φ′') && called('relu').includes('off') && !called('relu').includes('saturation'));
});

test('the shade lies where the activation is flat', () => {
  const at = (activation) => flatParts(activation).map((part) => part.map((v) => Number(v.toFixed(1))));
  assert.deepEqual(at('sigmoid'), [[0, 0.3], [0.7, 1]]);
  assert.equal(at('tanh').length, 2);
  assert.deepEqual(at('relu'), [[0, 0.5]]);
  assert.equal(at('softplus')[0][0], 0);
  assert.deepEqual(at('identity'), []);
});

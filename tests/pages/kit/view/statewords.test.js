import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { endName, flatWords, satWords, stateMeaning, stateWords, statesOf } from '../../../../pages/kit/view/statewords.js';

const golden = JSON.parse(readFileSync(new URL('../../../golden/states.json', import.meta.url), 'utf8'));

test('a state is called what the activation calls it, as the figures made in Python do', () => {
  for (const [activation, names] of Object.entries(golden)) {
    for (const [state, name] of Object.entries(names)) assert.equal(stateWords(state, activation), name, `${activation}: ${state}`);
  }
});

test('only the states a unit can be in are listed', () => {
  assert.equal(statesOf('sigmoid').length, 5);
  assert.deepEqual(statesOf('relu'), ['swings', 'saturated at 0', 'dead', 'weight-shrunk']);
  assert.deepEqual(statesOf('identity'), ['swings', 'dead', 'weight-shrunk']);
});

test('nothing but what has two ends is called saturated', () => {
  for (const activation of ['relu', 'softplus', 'gelu']) {
    const words = [flatWords(activation), stateMeaning('saturated at 0', activation), endName('low', activation)].join(' ');
    assert.doesNotMatch(words, /satur/, activation);
  }
  assert.match(flatWords('tanh'), /saturated/);
  assert.equal(endName('low', 'tanh'), 'at −1');
});

test('SAT is told in the activation’s own numbers, and where there is none, why', () => {
  assert.match(satWords('sigmoid'), /below 0\.05 or above 0\.95.*at one end for most images/);
  assert.match(satWords('tanh'), /below −0\.9 or above 0\.9/);
  assert.match(satWords('relu'), /^ReLU is flat at one end only/);
  assert.match(satWords('identity'), /straight line/);
});

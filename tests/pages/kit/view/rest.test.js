import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rested, sendAway } from '../../../../pages/kit/view/rest.js';

/** What a panel's element is asked of here. */
function element() {
  const classes = new Set();
  const node = new EventTarget();
  node.classList = {
    contains: (name) => classes.has(name),
    toggle(name, on) {
      if (on) classes.add(name);
      else classes.delete(name);
      return on;
    },
  };
  return node;
}

function made() {
  const calls = [];
  const own = { element: element(), settled: () => false };
  for (const name of ['draw', 'update', 'words', 'restyle']) own[name] = (...given) => calls.push([name, ...given]);
  return { calls, own, panel: rested(own) };
}

test('off the screen nothing is drawn; back on it, it is told once what it has missed, the theme first', () => {
  const { calls, own, panel } = made();
  panel.draw({ heat: 1 }, false);
  assert.deepEqual(calls.splice(0), [['draw', { heat: 1 }, false]]);
  sendAway(own.element, true);
  panel.words();
  panel.draw({ heat: 2, tiles: 2 }, false);
  panel.draw({ heat: 3 }, false);
  panel.restyle();
  assert.deepEqual(calls, []);
  sendAway(own.element, false);
  assert.deepEqual(calls.splice(0), [['restyle'], ['draw', { heat: 3, tiles: 2 }, false], ['words']]);
  sendAway(own.element, false);
  assert.deepEqual(calls, []);
});

test('of what began anew meanwhile nothing older is kept', () => {
  const { calls, own, panel } = made();
  sendAway(own.element, true);
  panel.draw({ heat: 1, tiles: 1 }, false);
  panel.draw({ heat: 2 }, true);
  panel.draw({ loss: 3 }, false);
  sendAway(own.element, false);
  assert.deepEqual(calls, [['draw', { heat: 2, loss: 3 }, true]]);
});

test('what has changed adds up, and nobody waits for a panel that is away', () => {
  const { calls, own, panel } = made();
  assert.equal(panel.settled(), false);
  sendAway(own.element, true);
  assert.equal(panel.settled(), true);
  panel.update(new Set(['units']));
  panel.update(new Set(['pins']));
  sendAway(own.element, false);
  assert.deepEqual(calls, [['update', new Set(['units', 'pins'])]]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { worded } from '../../../../pages/kit/view/touch.js';

test('who points with a finger reads of taps, and of nothing that a finger does not do', () => {
  const said = {
    'Hover to see one, click to pin it.': 'Tap one to pin it.',
    'Click a row to pin the unit.': 'Tap a row to pin the unit.',
    'A click on a row selects; what is clicked stays.': 'A tap on a row selects; what is tapped stays.',
    'Upright lines mark changes. Drag to zoom, double-click to go back.': 'Upright lines mark changes.',
  };
  for (const [mouse, finger] of Object.entries(said)) {
    assert.equal(worded(mouse, true), finger);
    assert.equal(worded(mouse, false), mouse);
  }
});

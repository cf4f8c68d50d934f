import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Findings } from '../../../../pages/latent/view/findings.js';

test('without a pin the colour of the first unit and what is of the first image are taken in', () => {
  const findings = new Findings();
  const pins = { unit: null, image: null, b: null };
  assert.equal(findings.take({ header: { kind: 'colour', by: 'h', unit: 0 }, sections: {} }, pins), 'colour');
  assert.equal(findings.take({ header: { kind: 'neighbours', image: 0 }, sections: {} }, pins), 'neighbours');
  assert.equal(findings.take({ header: { kind: 'colour', by: 'h', unit: 3 }, sections: {} }, pins), null);
  findings.forget({ ...pins, unit: 3 });
  assert.deepEqual(Object.keys(findings.last), ['neighbours']);
});

test('a colour that is of no unit is taken in, whichever is pinned', () => {
  for (const unit of [null, 3]) {
    const findings = new Findings();
    const pins = { unit, image: null, b: null };
    assert.equal(findings.take({ header: { kind: 'colour', by: 'penalty', unit: null }, sections: {} }, pins), 'colour');
    findings.forget({ ...pins, unit: 5 });
    assert.equal(findings.of('colour').by, 'penalty');
  }
});

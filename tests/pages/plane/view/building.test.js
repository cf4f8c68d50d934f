import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBuilding } from '../../../../pages/plane/view/building.js';

function made() {
  const run = { settings: { hidden: 16, tied: true, dataset: 'plane-circle' }, changed() {} };
  const asked = [];
  const address = [];
  const url = { settle: () => address.push('settle'), pushed: () => address.push('pushed') };
  return { run, asked, address, building: createBuilding(run, { rebuild: (change) => asked.push(change) }, { url }) };
}

test('changes that follow each other add up, and are shown before the server has them', () => {
  const { building, asked, run } = made();
  building.want({ hidden: building.settings.hidden - 1 });
  building.want({ hidden: building.settings.hidden - 1 });
  building.want({ tied: false });
  assert.deepEqual(asked.at(-1), { hidden: 14, tied: false });
  assert.deepEqual([building.settings.hidden, run.settings.hidden], [14, 16]);
});

test('the address has another entry once the server has the model, and none where it refuses', () => {
  const { building, address, run } = made();
  building.want({ hidden: 15 });
  building.want({ hidden: 14 });
  building.settled({ ...run.settings, hidden: 15 }); // of the one before
  assert.deepEqual(address, ['settle']);
  building.settled({ ...run.settings, hidden: 14 });
  assert.deepEqual(address, ['settle', 'pushed']);
  building.want({ dataset: 'plane-drawn:' });
  building.refused();
  assert.deepEqual([building.settings.dataset, address.length], ['plane-circle', 3]);
  building.settled(run.settings);
  assert.equal(address.length, 3);
});

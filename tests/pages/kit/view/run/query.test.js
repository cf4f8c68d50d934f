import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toQuery, withLink } from '../../../../../pages/kit/view/run/query.js';

const settings = {
  dataset: 'fashion-mnist-small', hidden: 64, activation: 'sigmoid', tied: true, output: 'sigmoid', seed: 0,
  lam: 0.1, lr: 0.001, batch_size: 128, speed: 0, budget: null, unit: null, image: null,
};

test('the address holds every setting by its own name', () => {
  const query = Object.fromEntries(new URLSearchParams(toQuery({ ...settings, unit: 17, image: 0 })));
  assert.deepEqual(query, {
    dataset: 'fashion-mnist-small', hidden: '64', activation: 'sigmoid', tied: 'true', output: 'sigmoid', seed: '0',
    lam: '0.1', lr: '0.001', batch_size: '128', speed: '0', budget: '0', unit: '17', image: '0',
  });
});

test('parameters of others stay, and a pin that is gone leaves the address', () => {
  const query = new URLSearchParams(toQuery({ ...settings, lam: 1e6 }, '?embed=true&unit=3&lam=5'));
  assert.equal(query.get('embed'), 'true');
  assert.equal(query.get('unit'), null);
  assert.equal(query.get('lam'), '1000000');
});

test('λ survives the address exactly', () => {
  const lam = 10 ** -0.37;
  assert.equal(Number(new URLSearchParams(toQuery({ ...settings, lam })).get('lam')), lam);
});

test('a link from before the batch size had its name is written anew with it', () => {
  const query = new URLSearchParams(toQuery({ ...settings, batch_size: 64 }, '?batch=64&lam=5'));
  assert.equal(query.get('batch_size'), '64');
  assert.equal(query.has('batch'), false);
});

test('what a link names beside settings stands in the address while it holds, one name at most', () => {
  const search = toQuery({ ...settings, start: '' }, '?model=m&again=a&embed=true');
  assert.equal(withLink({ record: 'r' }, search), `${withLink({}, search)}&record=r`);
  assert.deepEqual([...new URLSearchParams(withLink({}, search)).keys()].filter((name) => ['again', 'record', 'model'].includes(name)), []);
});

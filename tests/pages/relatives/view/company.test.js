import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCompany, read, usual, withRelatives, written } from '../../../../pages/relatives/view/company.js';

const strength = (usual = 1) => ({ symbol: 'λ', says: 'λ', values: [0.1, 0.3, 1, 3, 10], usual });
const LINEUP = [
  { name: 'ae', title: 'Autoencoder', strength: null, refused: '' },
  { name: 'denoising', title: 'Denoising', strength: strength(0.5), refused: '' },
  { name: 'rbm', title: 'RBM', strength: strength(0.05), refused: '' },
  { name: 'cae+h', title: 'CAE+H', strength: strength(0.1), refused: '' },
];

test('the address says who and how strong, and is read the same', () => {
  const { wanted, sentence } = read('rbm,ae,denoising@0.25,cae+h', LINEUP);
  assert.deepEqual(wanted, { ae: null, denoising: 0.25, rbm: 0.05, 'cae+h': 0.1 });
  assert.equal(sentence, '');
  assert.equal(written(wanted, LINEUP), 'ae,denoising@0.25,rbm,cae+h');
  assert.equal(withRelatives('lam=1&relatives=old', wanted, LINEUP), 'lam=1&relatives=ae%2Cdenoising%400.25%2Crbm%2Ccae%2Bh');
  assert.deepEqual(read('ae, cae h', LINEUP).wanted, { ae: null, 'cae+h': 0.1 }, 'a “+” that became a space');
  assert.deepEqual(read('', LINEUP).wanted, {});
  assert.deepEqual(read(null, LINEUP).wanted, usual(LINEUP));
});

test('what the address can’t mean is told, and the others stay', () => {
  const { wanted, sentence } = read('ae,vae,rbm@fast,ae@3,denoising@-1,cae', LINEUP);
  assert.deepEqual(wanted, { ae: null });
  assert.match(sentence, /ae, denoising, rbm, cae\+h.*but “vae”, “rbm@fast”, “ae@3”, “denoising@-1” came; the others are shown\.$/);
});

test('who does not go with the settings is left out, and comes back', () => {
  let lineup = LINEUP;
  const sent = /** @type {any[]} */ ([]);
  const company = createCompany({ ae: null, rbm: 0.05 }, () => lineup, (message) => sent.push(message.members), () => {});
  company.say();
  company.settled();
  assert.deepEqual(sent, [{ ae: 0, rbm: 0.05 }], 'the same is not said twice');
  lineup = LINEUP.map((one) => (one.name === 'rbm' ? { ...one, refused: 'rbm needs one tied layer.' } : one));
  company.settled();
  assert.deepEqual(sent.at(-1), { ae: 0 });
  assert.equal(company.has('rbm'), true);
  lineup = LINEUP;
  company.settled();
  assert.deepEqual(sent.at(-1), { ae: 0, rbm: 0.05 });
});

test('one joins at its usual strength, in the order of the line-up, and goes', () => {
  const sent = /** @type {any[]} */ ([]);
  const company = createCompany({ rbm: 0.02 }, () => LINEUP, (message) => sent.push(message.members), () => {});
  company.toggle('denoising');
  assert.deepEqual(Object.entries(sent.at(-1)), [['denoising', 0.5], ['rbm', 0.02]]);
  company.strengthen('denoising', 0.1);
  company.toggle('rbm');
  assert.deepEqual(sent.at(-1), { denoising: 0.1 });
  company.usual();
  assert.deepEqual(sent.at(-1), { denoising: 0.5 });
  company.only(['ae', 'cae+h']);
  assert.deepEqual(company.wanted, { ae: null, 'cae+h': 0.1 });
});

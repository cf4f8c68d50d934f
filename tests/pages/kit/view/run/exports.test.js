import assert from 'node:assert/strict';
import { test } from 'node:test';
import { History } from '../../../../../pages/kit/view/run/history.js';
import { lossCsv, pictureWords } from '../../../../../pages/kit/view/run/exports.js';

test('the loss of a run as a table: a row a point of the chart, with its λ', () => {
  const history = new History();
  history.append([0, 520.5, 3, 510, 2.5, 0.1, 40, 300, 4, 310, 3.5, 2]);
  assert.equal(
    lossCsv(history),
    'step,lam,train_reconstruction,train_jacobian2,held_out_reconstruction,held_out_jacobian2\n' +
      '0,0.1,520.5,3,510,2.5\n40,2,300,4,310,3.5\n',
  );
});

test('a picture says what was trained, how far, and what came of it', () => {
  const settings = { dataset: 'digits', hidden: 64, activation: 'tanh', tied: false, seed: 3, lr: 0.002, batch_size: 32 };
  const run = /** @type {any} */ ({ settings, header: null });
  assert.equal(pictureWords(run).title, 'Contractive autoencoder in training');
  run.header = { step: 1234, lam: 10, recon: 99.96, penalty: 2.5 };
  assert.deepEqual(pictureWords(run), {
    title: 'Contractive autoencoder in training: step 1,234, λ = 10',
    note: 'digits, 64 tanh units, untied, seed 3, learning rate 0.002, batches of 32; held-out reconstruction 100, ‖J‖² 2.50',
  });
  settings.dataset = 'plane-drawn:AAEC';
  assert.match(pictureWords(run).note ?? '', /^plane-drawn, 64 tanh/);
});

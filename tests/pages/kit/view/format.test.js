import assert from 'node:assert/strict';
import { test } from 'node:test';
import { count, parseNumber, percent, sig3, tickWords, EXACT } from '../../../../pages/kit/view/format.js';

test('three significant digits, thousands separators, a true minus', () => {
  const shown = [255.21, 25.04, 0.1, 0, 231456, 12.345, -0.4567, 0.000123, 999.6, 9999].map(sig3);
  assert.deepEqual(shown, ['255', '25.0', '0.100', '0', '231,000', '12.3', '−0.457', '0.000123', '1,000', '10,000']);
});

test('very small and very large numbers are written as powers of ten', () => {
  assert.equal(sig3(1.234e-5), '1.23·10⁻⁵');
  assert.equal(sig3(2e12), '2.00·10¹²');
});

test('what is no number is a dash', () => {
  assert.deepEqual([sig3(null), sig3(NaN), percent(null), percent(undefined)], ['–', '–', '–', '–']);
});

test('counts and shares', () => {
  assert.equal(count(12480), '12,480');
  assert.deepEqual([0.83, 0.0424, 0.00031, 0, 1, 0.00001].map(percent), ['83 %', '4.2 %', '0.031 %', '0 %', '100 %', '< 0.01 %']);
});

const lam = { name: 'λ', lo: 0, hi: 1e6 };

test('typed numbers may have a comma, an exponent, spaces', () => {
  for (const [text, value] of [['0,1', 0.1], [' 1e-3 ', 0.001], ['1E6', 1e6], ['.5', 0.5], ['0', 0], ['10.', 10]]) {
    assert.deepEqual(parseNumber(text, lam), { value, error: null });
  }
});

test('what is out of range or no number is refused with the range', () => {
  for (const text of ['-1', '1e7', 'abc', '1,000,001', 'Infinity', '0x10']) {
    assert.equal(parseNumber(text, lam).error, `λ must be a number from 0 to 1,000,000, but “${text}” came; nothing was changed.`);
  }
  assert.match(parseNumber(' ', lam).error, /but nothing came; nothing was changed/);
  const batch = { name: 'The batch size', lo: 1, hi: 1024, whole: true };
  assert.match(parseNumber('1.5', batch).error, /a whole number from 1 to 1,024/);
  assert.match(parseNumber('0', { name: 'The learning rate', lo: 1e-6, hi: 10 }).error, /from 10⁻⁶ to 10, but/);
});

test('a tick is as short as it can be, a power of ten where that is shorter', () => {
  const ticks = [0, 0.25, 0.01, 0.001, 1e-5, 2e-5, 1000, 20000, 1e5, 2e5, 2e6, -0.5];
  const shown = ['0', '0.25', '0.01', '10⁻³', '10⁻⁵', '2·10⁻⁵', '1,000', '20,000', '10⁵', '200,000', '2·10⁶', '−0.5'];
  assert.deepEqual(ticks.map((v) => tickWords(v)), shown);
  assert.deepEqual([0.001, 1e-4, 1e-5, 5e6].map((v) => tickWords(v, EXACT)), ['0.001', '0.0001', '10⁻⁵', '5,000,000']);
});

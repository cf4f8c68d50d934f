// Numbers as people type them, by the table that the server's reader is tried with too.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseNumber } from '../../../../pages/kit/view/format.js';
import { readNumber } from '../../../../pages/kit/view/typed.js';

const TABLE = JSON.parse(readFileSync(new URL('../../../golden/typed.json', import.meta.url), 'utf8'));
const ANY = { name: 'It', lo: -Infinity, hi: Infinity };

test('a number is read as it is meant, or both its readings are shown', () => {
  for (const [text, reads] of TABLE.number) {
    const { value, both } = readNumber(text);
    assert.deepEqual({ text, reads: both ?? value }, { text, reads });
  }
});

test('what has two readings is refused in a sentence that shows both', () => {
  for (const [text, reads] of TABLE.number.filter(([, reads]) => Array.isArray(reads))) {
    const { value, error } = parseNumber(text, ANY);
    assert.equal(value, null);
    assert.ok(error.includes(`can be read as ${reads[0]} or as ${reads[1]}. Write one of these; nothing was changed.`), error);
  }
});

test('the range speaks of what was read, not of a part of it', () => {
  const batch = { name: 'The batch size', lo: 1, hi: 1024, whole: true };
  const refused = 'The batch size must be a whole number from 1 to 1,024, but “10,000” came; nothing was changed.';
  assert.deepEqual(parseNumber('10,000', batch), { value: null, error: refused });
  assert.deepEqual(['1,024', '1 024', '1\u2009024', '1,0e2'].map((text) => parseNumber(text, batch).value), [1024, 1024, 1024, 100]);
  assert.match(parseNumber('1,5', batch).error, /from 1 to 1,024, but “1,5” came/);
});

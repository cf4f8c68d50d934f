// What Python sends of every figure, as the page reads it: files that Python's own tests compare with what it makes.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { arrayOf, numbersOf, roleColor, styled } from '../../../../pages/kit/view/figurestyle.js';

const folder = new URL('../../../golden/figures/', import.meta.url);
const golden = (name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

const theme = { dark: false, ink: 'black', muted: 'gray', line: 'silver', paper: 'white', font: 'sans', size: 14, classes: Array(10).fill([1, 2, 3]) };
const NONE = { unit: null, image: null };
const drawable = (value) => typeof value === 'string' || Number.isFinite(value);
const gap = (value, traces) => Number.isNaN(value) && traces.some(({ meta }) => meta.gaps); // between pieces of a line
const series = ({ meta }) => meta.role !== 'reference'; // lines that only help to read are no numbers

test('there is a file of every kind of figure', () => {
  assert.ok(files.length >= 11, String(files));
});

for (const name of files) {
  const told = golden(name);

  test(`${name}: every point has an x and a y that can be drawn`, () => {
    for (const trace of told.data) {
      const [x, y] = [Array.from(arrayOf(trace.x)), Array.from(arrayOf(trace.y))];
      assert.equal(x.length, y.length, trace.name);
      for (const value of [...x, ...y]) assert.ok(drawable(value) || gap(value, [trace]), `${trace.name}: ${value}`);
    }
  });

  test(`${name}: what is told of points is told of every point`, () => {
    for (const trace of told.data) {
      const count = Array.from(arrayOf(trace.x)).length;
      for (const about of [trace.customdata, trace.text, trace.marker?.symbol, trace.marker?.size]) {
        if (about && typeof about === 'object') assert.equal(Array.from(arrayOf(about)).length, count, trace.name);
      }
      if (trace.meta.pins) for (const index of arrayOf(trace.customdata)) assert.ok(Number.isInteger(index) && index >= 0);
    }
  });

  test(`${name}: every trace has the colour of its role and keeps what it holds`, () => {
    const { data } = styled(told, theme, NONE, {});
    assert.equal(data.length, told.data.length);
    data.forEach((trace, k) => {
      const { role } = told.data[k].meta;
      const filled = trace.type === 'bar' || /markers/.test(trace.mode);
      assert.ok(roleColor(role, theme), role);
      assert.equal((filled ? trace.marker : trace.line).color, roleColor(role, theme), role);
      assert.deepEqual([trace.x, trace.y, trace.customdata], [told.data[k].x, told.data[k].y, told.data[k].customdata]);
    });
  });

  test(`${name}: every axis that a trace stands on is styled`, () => {
    const { data, layout } = styled(told, theme, NONE, {});
    for (const trace of data) {
      for (const axis of [trace.xaxis ?? 'x', trace.yaxis ?? 'y']) {
        const { gridcolor, range } = layout[`${axis[0]}axis${axis.slice(1)}`];
        assert.equal(gridcolor, theme.line, axis);
        if (range) assert.ok(range[0] < range[1], `${axis}: ${range}`);
      }
    }
  });

  test(`${name}: its numbers are as many rows as there are points`, () => {
    const { names, rows } = numbersOf(told);
    const points = told.data.filter(series).reduce((sum, { x }) => sum + Array.from(arrayOf(x)).length, 0);
    assert.equal(rows.length, points);
    for (const row of rows) {
      assert.equal(row.length, names.length);
      for (const value of row.slice(0, 3)) assert.ok(drawable(value) || gap(value, told.data), String(row));
    }
    assert.equal(new Set(names).size, names.length, String(names));
  });
}

test('a pinned unit has its ring where it stands, at the edge of an axis too', () => {
  const told = golden('factors.json');
  for (let unit = 0; unit < 6; unit++) {
    const trace = told.data.find(({ customdata }) => Array.from(arrayOf(customdata)).includes(unit));
    const at = Array.from(arrayOf(trace.customdata)).indexOf(unit);
    const rings = styled(told, theme, { ...NONE, unit }, {}).data.filter(({ x }) => !told.data.some((one) => one.x === x));
    assert.deepEqual(rings.map(({ x, y }) => [x[0], y[0]]), [[arrayOf(trace.x)[at], arrayOf(trace.y)[at]]]);
  }
});

test('an atlas with gaps tells its places, not the numbers of its points', () => {
  for (const name of ['path_over_lambda.json', 'states_over_lambda.json']) {
    const { names, rows } = numbersOf(golden(name));
    assert.deepEqual([...new Set(rows.map((row) => row[names.indexOf('of')]))], [0, 1, 3, 6], name);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrayOf, numbersOf, roleColor, styled } from '../../../../pages/kit/view/figurestyle.js';

const theme = { dark: false, ink: 'black', muted: 'gray', line: 'silver', paper: 'white', font: 'sans', size: 14, classes: Array(10).fill([1, 2, 3]) };
const typed = (dtype, array) => ({ dtype, bdata: Buffer.from(array.buffer).toString('base64') });
const NONE = { unit: null, image: null };
const told = {
  data: [
    { name: 'mean', x: typed('i2', Int16Array.of(1, 2)), y: typed('f8', Float64Array.of(0.5, 0.25)), meta: { role: 'A', pins: 'unit' }, customdata: typed('i1', Int8Array.of(7, 9)), mode: 'markers' },
    { name: '10 to 90 %', x: [1, 2], y: [1, 2], meta: { role: 'spread' }, mode: 'lines', fill: 'tonexty' },
    { x: [1], y: [2], meta: { role: 'state dead' }, type: 'bar' },
  ],
  layout: { xaxis: { title: { text: 'rank' } }, yaxis: { title: { text: 'σ' }, type: 'log' }, meta: { k90: 3 } },
};

test('typed arrays are read as Plotly reads them', () => {
  assert.deepEqual(Array.from(arrayOf(told.data[0].y)), [0.5, 0.25]);
  assert.deepEqual(Array.from(arrayOf(told.data[0].customdata)), [7, 9]);
  assert.deepEqual(Array.from(arrayOf([1, 'a'])), [1, 'a']);
  assert.deepEqual(Array.from(arrayOf(undefined)), []);
});

test('every role has a colour of its own, and a trace gets that of its role', () => {
  const roles = ['A', 'B', 'reference', 'mark', 'class 0', 'class 3', 'state dead'];
  const { data } = styled(told, theme, NONE);
  assert.equal(data[0].marker.color, roleColor('A', theme));
  assert.match(data[1].fillcolor, /^rgba\(\d+, \d+, \d+, 0\.2\)$/);
  assert.equal(data[2].marker.color, roleColor('state dead', theme));
  for (const role of roles) assert.ok(roleColor(role, theme), role);
  assert.equal(new Set(['A', 'B', 'C', 'reference'].map((role) => roleColor(role, theme))).size, 4);
});

test('the figure keeps what it says of its axes, and gets the rest of the theme', () => {
  const { layout } = styled(told, theme, NONE, { revision: '5' });
  assert.equal(layout.yaxis.type, 'log');
  assert.equal(layout.xaxis.title.text, 'rank');
  assert.equal(layout.xaxis.gridcolor, 'silver');
  assert.deepEqual([layout.meta.k90, layout.uirevision, layout.showlegend], [3, '5', true]);
});

test('the pinned point has a ring, another pin has none', () => {
  const rings = (pins) => styled(told, theme, { ...NONE, ...pins }).data.filter(({ hoverinfo }) => hoverinfo === 'skip');
  assert.deepEqual(rings({ unit: 9 }).map(({ x, y }) => [x, y]), [[[2], [0.25]]]);
  assert.equal(rings({ unit: 8 }).length, 0);
  assert.equal(rings({ image: 9 }).length, 0);
});

test('all but one role can be dimmed', () => {
  const { data } = styled(told, theme, NONE, { only: 'state dead' });
  assert.deepEqual(data.map(({ opacity }) => opacity), [0.15, 0.15, 1]);
});

test('the numbers are a row a point, with what can be pinned', () => {
  const { names, rows } = numbersOf(told);
  assert.deepEqual(names, ['series', 'rank', 'σ', 'of']);
  assert.deepEqual(rows[1], ['mean', 2, 0.25, 9]);
  assert.deepEqual(rows[2], ['10 to 90 %', 1, 1, null]);
});

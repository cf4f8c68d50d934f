import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classColors, diverging, fromOklab, maps, pixel, ramp, rgb, toOklab } from '../../../../pages/kit/view/color.js';

const triple = (n) => [n & 255, (n >> 8) & 255, (n >> 16) & 255];
const lightness = (n) => toOklab(triple(n))[0];

test('colours survive OKLab', () => {
  for (const hex of ['#000000', '#ffffff', '#3f90da', '#7d3203']) assert.deepEqual(fromOklab(toOklab(rgb(hex))), rgb(hex));
});

test('a ramp ends exactly in its stops, opaque', () => {
  const table = ramp(['#112233', '#aa5500', '#ffeedd'].map(rgb));
  assert.equal(table.length, 256);
  assert.equal(table[0], pixel(rgb('#112233')));
  assert.equal(table[255], pixel(rgb('#ffeedd')));
  assert.ok(table.every((p) => p >>> 24 === 255));
});

for (const dark of [true, false]) {
  const paper = rgb(dark ? '#0e1117' : '#ffffff');
  const { amount, gray, signed } = maps(dark, paper);

  test(`amounts grow evenly from the page's own lightness (${dark ? 'dark' : 'light'})`, () => {
    for (const table of [amount, gray]) {
      const steps = Array.from(table, lightness).map((l, i, all) => (i ? (l - all[i - 1]) * (dark ? 1 : -1) : 0));
      assert.ok(Math.min(...steps) > -0.006, 'lightness turns back');
      assert.ok(Math.abs(lightness(table[0]) - toOklab(paper)[0]) < 0.08);
    }
  });

  test(`signed amounts have the page's colour at 0 and mirror-like ends (${dark ? 'dark' : 'light'})`, () => {
    assert.equal(signed[128], pixel(paper));
    assert.ok(Math.abs(lightness(signed[1]) - lightness(signed[255])) < 0.12);
    assert.equal(signed[0], signed[1]);
    const [r, , b] = triple(signed[60]);
    assert.ok(b > r, 'negative is blue');
    const [r2, , b2] = triple(signed[196]);
    assert.ok(r2 > b2, 'positive is orange');
  });

  test(`ten class colours, all apart from each other and from the page (${dark ? 'dark' : 'light'})`, () => {
    const labs = classColors(dark).map(toOklab);
    assert.equal(labs.length, 10);
    labs.forEach((a, i) => {
      assert.ok(Math.abs(a[0] - toOklab(paper)[0]) > 0.2);
      for (const b of labs.slice(i + 1)) assert.ok(Math.hypot(...a.map((x, k) => x - b[k])) > 0.05);
    });
  });
}

test('the diverging table is exact one step from its middle', () => {
  const table = diverging([rgb('#0000ff')], rgb('#ffffff'), [rgb('#ff8800')]);
  assert.equal(table[128], pixel(rgb('#ffffff')));
  assert.equal(table[255], pixel(rgb('#ff8800')));
  assert.equal(table[1], pixel(rgb('#0000ff')));
});

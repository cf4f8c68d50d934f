import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Placing, boxOf, shared } from '../../../../../pages/kit/view/panels/latentplacing.js';

const EM = 14;
const WIDTHS = [50, 60, 55, 48];

/** Dots of classes, each a blot of 60 about a place. */
function plane(middles, { wide = 24, avoid = [], shift = 0 } = {}) {
  const places = [];
  const labels = [];
  middles.forEach(([x, y], label) => {
    for (let i = 0; i < 60; i++) {
      const [angle, far] = [i * 2.4, wide * Math.sqrt(i / 60)];
      places.push(x + shift + far * Math.cos(angle), y + far * Math.sin(angle));
      labels.push(label);
    }
  });
  return { places, labels, width: 500, height: 400, em: EM, names: WIDTHS.slice(0, middles.length), avoid };
}
const boxes = (placed) => placed.map(({ label, x, y }) => boxOf(x, y, WIDTHS[label], EM));
const covered = ({ places }, box) => {
  let count = 0;
  for (let i = 0; i < places.length; i += 2) {
    if (places[i] > box.left && places[i] < box.right && places[i + 1] > box.top && places[i + 1] < box.bottom) count += 1;
  }
  return count;
};

test('names stand beside the dots, not on them, and near their own class', () => {
  const seen = plane([[120, 120], [350, 150], [240, 300]]);
  const placed = new Placing().place(seen);
  boxes(placed).forEach((box, i) => {
    assert.ok(covered(seen, box) <= 6, `name ${i} covers ${covered(seen, box)} dots`);
    assert.ok(Math.hypot(placed[i].x - placed[i].atX, placed[i].y - placed[i].atY) < 90);
  });
});

test('names do not cover each other where all classes lie in one mass', () => {
  const found = boxes(new Placing().place(plane([[250, 200], [252, 201], [249, 198], [251, 202]])));
  for (const a of found) for (const b of found) if (a !== b) assert.equal(shared(a, b), 0);
});

test('a name leaves what must stay free, and the plane’s edge', () => {
  const seen = plane([[20, 15]]);
  const [first] = boxes(new Placing().place(seen));
  assert.ok(first.left >= 0 && first.top >= 0);
  const [moved] = boxes(new Placing().place({ ...seen, avoid: [first] }));
  assert.equal(shared(first, moved), 0);
});

test('a name that is on its way never crosses what must stay free', () => {
  const placing = new Placing();
  const [before] = placing.place(plane([[250, 200]]));
  const at = boxOf(before.x, before.y, WIDTHS[0], EM);
  const [after] = boxes(placing.place({ ...plane([[250, 200]]), avoid: [at] }));
  assert.equal(shared(at, after), 0);
});

test('names stand still while the dots tremble, and go with a mass that moves', () => {
  const placing = new Placing();
  const middles = [[200, 200], [230, 190], [215, 240], [190, 170]];
  const first = placing.place(plane(middles));
  for (const shift of [0.4, -0.5, 0.3, -0.2]) {
    placing.place(plane(middles, { shift })).forEach(({ x, y }, i) => {
      assert.ok(Math.hypot(x - first[i].x, y - first[i].y) < 3, `name ${i} jumps`);
    });
  }
  const moved = placing.place(plane(middles, { shift: 30 }));
  moved.forEach(({ x }, i) => assert.ok(Math.abs(x - first[i].x - 30) < 3, `name ${i} is left behind`));
});

test('the name of a class at two places stands at one of them, not between', () => {
  const seen = plane([[80, 200]]);
  for (let i = 0; i < 25; i++) [seen.places[2 * i], seen.places[2 * i + 1]] = [430, 200 + i];
  const [{ atX }] = new Placing().place(seen);
  assert.ok(Math.abs(atX - 80) < 30, `its class is said to be at ${atX}`);
});

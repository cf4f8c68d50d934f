import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classColors, rgb, toOklab } from '../../../../pages/kit/view/color.js';
import { STATES, stateTriple } from '../../../../pages/kit/view/unitstates.js';

// What eyes without one kind of cone see: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes (2009), severity 1, linear light.
const SIGHT = {
  'all cones': [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
};
const APART = 0.085; // in OKLab: neighbouring steps of a legend that nobody confuses
const linear = (c) => (c <= 10.31475 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
const gamma = (c) => 255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);
const seen = (color, cones) => cones.map((row) => gamma(Math.max(0, row.reduce((sum, w, i) => sum + w * linear(color[i]), 0))));
const apart = (a, b) => Math.hypot(...toOklab(a).map((v, i) => v - toOklab(b)[i]));
const luminance = (color) => color.reduce((sum, c, i) => sum + [0.2126, 0.7152, 0.0722][i] * linear(c), 0);

for (const dark of [false, true]) {
  const theme = dark ? 'dark' : 'light';
  const colors = STATES.map((state) => stateTriple(dark, state));

  for (const [eyes, cones] of Object.entries(SIGHT)) {
    test(`the states are told apart (${theme}, ${eyes})`, () => {
      for (let i = 0; i < colors.length; i++) {
        for (let j = 0; j < i; j++) {
          const distance = apart(seen(colors[i], cones), seen(colors[j], cones));
          assert.ok(distance >= APART, `${STATES[i]} and ${STATES[j]}: ${distance.toFixed(3)}`);
        }
      }
    });
  }

  test(`no state looks like a class (${theme})`, () => {
    STATES.forEach((state, i) => {
      classColors(dark).forEach((color, label) => {
        const distance = apart(colors[i], color);
        assert.ok(distance >= APART, `${state} and class ${label}: ${distance.toFixed(3)}`);
      });
    });
  });

  test(`every state stands out from the page (${theme})`, () => {
    const paper = luminance(rgb(dark ? '#181714' : '#ffffff'));
    STATES.forEach((state, i) => {
      const ink = luminance(colors[i]);
      const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
      assert.ok(contrast >= 3, `${state}: ${contrast.toFixed(2)}`);
    });
  });
}

// The latent plane of all test images, with the way that the pushed image has gone drawn into it.

import { createLatent } from '../../kit/view/panels/latent.js';
import { extentOf, united } from '../../kit/view/panels/latenteye.js';
import { imageOf } from './findings.js';
import { createPath } from './path.js';

const HOW = 'Each dot is a test image at its code h. The line is the way that the image you push has gone, from the ring to the full dot. Hover to see one, click to take it.';

/** Places in units of h as the kit's plane has them: so many steps of 16 bits. */
const TOP = 32767;

/**
 * @param {import('./types.js').Context} context
 * @param {import('./pushing.js').Pushing} pushing
 * @returns {import('./types.js').Panel}
 */
export function createPlane({ findings, page, act, theme, tip }, pushing) {
  const path = createPath(theme);
  /** @type {import('../../kit/view/frames.js').Section|null} */
  let latent = null;
  let fresh = true;

  const scene = {
    get images() {
      return findings.images;
    },
    get hidden() {
      return findings.hidden;
    },
    get pins() {
      return { unit: null, image: findings.images ? imageOf(page.pins) : null };
    },
    get explained() {
      return findings.last.plane?.header.explained ?? null;
    },
    difference: null,
  };
  const places = () => (pushing.current(findings.last.probe) ? findings.last.probe?.sections.path?.values : undefined) ?? [];
  const panel = createLatent({
    scene: /** @type {import('../../kit/view/scene.js').Scene} */ (/** @type {unknown} */ (scene)),
    act: { pinImage: (image) => act.pin({ image }), pinUnit() {} },
    theme, tip, glides: true, over: path, how: HOW,
    extent() {
      if (!latent) return null;
      const way = places();
      return way.length ? united(extentOf(latent), extentOf(inUnits(way))) : extentOf(latent);
    },
  });
  panel.element.dataset.testid = 'plane';

  /** @param {ArrayLike<number>} values */
  const inUnits = (values) => /** @type {import('../../kit/view/frames.js').Section} */ ({ values, shape: [values.length / 2, 2], lo: null, hi: TOP });

  function draw() {
    if (!latent) return;
    panel.draw({ latent }, fresh);
    fresh = false;
  }

  return {
    element: panel.element,
    update(what) {
      if (what.has('statics')) [latent, fresh] = [null, true];
      if (what.has('plane') && findings.last.plane) latent = inUnits(findings.last.plane.sections.xy.values);
      if (what.has('plane') || what.has('pins')) draw();
      if (!what.has('probe') && !what.has('pins') && !what.has('statics')) return;
      path.show(places());
      panel.element.dataset.path = String(places().length / 2);
      if (!path.inside()) draw();
    },
    describe: () => panel.describe?.element.setAttribute('aria-label', panel.describe.text()),
    restyle: () => panel.restyle?.(),
    destroy: panel.destroy,
  };
}

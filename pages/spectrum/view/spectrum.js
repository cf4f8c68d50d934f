// The Spectrum view: how many directions of the input the code follows.

import { createFigure } from '../../kit/view/figure.js';
import { count, sig3 } from '../../kit/view/format.js';
import { Findings } from '../../kit/view/source/findings.js';
import { sourcePage } from '../../kit/view/source/page.js';

export const { mount, unmount } = sourcePage({
  name: 'spectrum',
  styles: new URL('./spectrum.css', import.meta.url).href,
  findings: () => new Findings(),
  build: (kit) => ({
    visit: {
      sentence: 'How many directions of a small change of an image the code follows: the steeper the curve falls, the fewer. The bar chooses the source and λ.',
      tries: [],
    },
    panels: {
      spectrum: createFigure(kit, {
        name: 'spectrum',
        title: 'Singular values of the encoder’s Jacobian',
        how: 'How far the code moves when an image moves by one along its first, second, … direction, the most followed first. The steeper the fall, the fewer directions the code follows.',
        say: ({ images, k90, participation }) => ({
          words: `Over ${count(images)} test images: ${count(k90)} directions carry nine tenths of ‖J‖² (k₉₀, of all images together); one image alone has an effective ${sig3(participation)} on average (participation ratio).`,
        }),
      }),
    },
  }),
});

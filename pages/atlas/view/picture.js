// The Atlas page's panels as they stand, as a PNG.

import { compose, save } from '../../kit/view/compose.js';
import { sig3 } from '../../kit/view/format.js';
import { lambdaWords } from '../../kit/view/lambdas.js';
import { WAYS } from './grown.js';

/**
 * The view as it stands, as a file.
 *
 * @param {import('./store.js').Atlas} atlas
 * @param {import('./actions.js').Page} page
 * @param {ReturnType<typeof import('./layout.js').createLayout>} layout
 * @param {import('../../kit/view/theme.js').Theme} theme
 */
export async function savePicture({ points, settings }, { view, differs }, { states, panels }, theme) {
  const shown = points[view.at ?? -1];
  if (!shown) return;
  const left = points[view.left ?? -1];
  const at = lambdaWords(shown.lam);
  const compared = left ? `λ = ${lambdaWords(left.lam)} (left) and ${at} (right${differs ? ', minus left' : ''})` : `λ = ${at}`;
  const { reconstruction, penalty } = shown.figures;
  const { dataset, hidden, activation, seed, way } = settings;
  const note =
    `${dataset}, ${hidden} ${activation} units, seed ${seed}, ${WAYS[way]}, ${shown.epochs} epochs; ` +
    `at λ = ${at}: reconstruction ${sig3(reconstruction)}, ‖J‖² ${sig3(penalty)}`;
  const words = { title: `Contractive autoencoder, ${compared}`, note };
  save(await compose([states.element, panels], theme, words), `cae-lambda-${at}.png`);
}

// The Units view: what every hidden unit does, image by image, and one unit or one image looked at closely.

import { sourcePage } from '../../kit/view/source/page.js';
import { createActions } from './actions.js';
import { Findings } from './findings.js';
import { CURSOR, SHORTCUTS, meaning } from './keys.js';
import { createMatrix } from './matrix.js';
import { createPanels } from './panels/index.js';
import { said } from './query.js';
import { createVisit } from './visit.js';

export const { mount, unmount } = sourcePage({
  name: 'units',
  styles: new URL('./units.css', import.meta.url).href,
  selects: 'only',
  shortcuts: SHORTCUTS,
  cursor: CURSOR,
  lasting: ['thresholds', 'cluster'],
  findings: () => new Findings(),
  /** @returns {import('./types.js').Looking} */
  looking({ show, sort, group, scale, thresholds }) {
    return { view: { show, sort, group, scale }, thresholds: { ...thresholds }, clustering: false };
  },
  build(kit, { view: { defaults } }) {
    const { page } = kit;
    page.clustering = false; // what was asked for on the last visit will not come
    const act = createActions(kit);
    const context = { ...kit, act };
    const matrix = createMatrix(context, kit.soon);
    const { reading, scatter, counts, unit, image, table } = createPanels({ ...context, highlighted: matrix.highlight });
    return {
      panels: { reading, matrix, scatter, counts, unit, image, table },
      foremost: matrix,
      answers: { unit, image },
      called: {
        reading: { title: 'Figures' }, matrix: { title: 'Matrix', tall: true }, scatter: { title: 'Factors' }, counts: { title: 'States' },
        unit: { title: 'One unit', tall: true }, image: { title: 'One image', tall: true },
      },
      usual: ['counts', 'scatter', 'matrix'],
      meaning: (key) => meaning(key, { next: act.showNext, zoom: matrix.zoom, again: matrix.again }),
      says: () => said(page, defaults),
      wanted: () => ({ thresholds: page.thresholds }),
      refused: () => (page.clustering = false),
      came(kind) {
        if (kind === 'statics') return act.cluster(); // what was asked of the source before is not answered any more
        if (kind !== 'order') return;
        page.clustering = false;
        kit.soon(kind); // a person waits for it
      },
      visit: createVisit(kit.findings, act),
      owned: [act],
    };
  },
});

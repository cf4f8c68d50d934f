// The Contraction view: an image that is pushed, and what the code makes of it; how much it contracts, near and far, in how many
// directions, and along which.

import { createAsker } from '../../kit/view/asking.js';
import { createFigure } from '../../kit/view/figure.js';
import { sourcePage } from '../../kit/view/source/page.js';
import { Findings } from './findings.js';
import { CURSOR, SHORTCUTS, meaning } from './keys.js';
import { createPlane } from './plane.js';
import { createProbe } from './probe.js';
import { createPushing } from './pushing.js';
import { createSampling } from './sampling.js';
import { createTangents } from './tangents.js';
import { createVisit } from './visit.js';

/** The frames that answer what is asked. @type {{[kind: string]: 'push'|'along'|'chain'}} */
const ANSWERS = { probe: 'push', along: 'along', chain: 'chain' };
/** What each panel shows. @type {[panel: string, works: string[]][]} */
const SHOWS = [['probe', ['probe']], ['plane', ['plane', 'probe']], ['tangents', ['directions', 'along']], ['sampling', ['chain']]];

/** A figure with its sentence and its question. @param {import('./types.js').Context} kit @param {{name: string, title: string, how: string}} options */
const figure = (kit, options) => createFigure(kit, { ...options, say: ({ says, expects }) => ({ words: says, expects }) });

export const { mount, unmount } = sourcePage({
  name: 'contraction',
  styles: new URL('./contraction.css', import.meta.url).href,
  shortcuts: SHORTCUTS,
  cursor: CURSOR,
  findings: () => new Findings(),
  /** @returns {import('./types.js').Looking} */
  looking: ({ tool, twin, sigma, noise }) => ({ tool, twin, sigma, noise }),
  build(kit) {
    const { findings, page, send } = kit;
    const [push, along, chain] = ['push', 'along', 'chain'].map((name) => createAsker((what) => send({ type: 'ask', [name]: what })));
    const askers = { push, along, chain };
    const context = { ...kit, askers };
    const pushing = createPushing(push, () => probe.pushed());
    const accompany = () => send({ type: 'company', members: page.twin ? { twin: 0 } : {} });
    const probe = createProbe(context, pushing, accompany);
    const panels = {
      probe,
      plane: createPlane(context, pushing),
      curve: figure(context, {
        name: 'contraction_curve', title: 'Contraction curve',
        how: 'How far the code moves for each unit of the image’s way, on spheres round the images: near them at the left, as far as their neighbours and beyond at the right. The lower, the more the code contracts.',
      }),
      spectrum: figure(context, {
        name: 'spectrum', title: 'Spectrum: singular values of J',
        how: 'J = ∂h/∂x says how far the code moves when an image moves by one along its first, second, … direction, the most followed first. The steeper the fall, the fewer directions the code follows.',
      }),
      tangents: createTangents(context),
      sampling: createSampling(context),
    };
    for (const [name, works] of SHOWS) for (const work of works) kit.watch(work, panels[/** @type {keyof panels} */ (name)].element, 'works');

    const freed = () => Object.values(askers).forEach((asker) => asker.free());
    /** An answer that a person waits for is shown at once. */
    let awaited = '';
    findings.answered = (kind, id) => {
      const asker = askers[ANSWERS[kind]];
      awaited = asker.settled() ? '' : kind;
      asker.answered(id);
    };
    return {
      panels,
      foremost: probe,
      called: {
        probe: { title: 'Probe', tall: true }, plane: { title: 'Latent plane' }, curve: { title: 'Curve' }, spectrum: { title: 'Spectrum' },
        tangents: { title: 'Tangents' }, sampling: { title: 'Sampling' },
      },
      usual: ['curve', 'probe'],
      meaning: (key) => meaning(key, { step: probe.step, reset: pushing.reset }),
      says: () => [['tool', page.tool === 'shift' ? null : page.tool], ['twin', page.twin ? null : false], ['sigma', page.sigma], ['noise', page.noise || null]],
      came: (kind) => kind === awaited && kit.soon(kind),
      opened() {
        freed();
        // a run that the page looks at has a twin unless something else is said
        if (page.source.kind === 'live' && !page.twin) accompany();
      },
      refused: freed,
      visit: createVisit(pushing, (tool) => {
        page.tool = tool;
        probe.tooled();
        kit.changed('view');
      }),
      owned: Object.values(askers),
    };
  },
});

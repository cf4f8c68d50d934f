// The Latent view: where the codes lie, in two or three dimensions, and what lies between them.

import { createAsker } from '../../kit/view/asking.js';
import { sourcePage } from '../../kit/view/source/page.js';
import { Findings } from './findings.js';
import { CURSOR, SHORTCUTS, meaning } from './keys.js';
import { COUNT, createLine } from './line.js';
import { createMap } from './map.js';
import { createNeighbours } from './neighbours.js';
import { createPair } from './pair.js';
import { createReadouts } from './readouts.js';
import { createVisit } from './visit.js';

/** What each panel shows. @type {[panel: 'map'|'pair'|'neighbours'|'line'|'readouts', works: string[]][]} */
const SHOWS = [
  ['map', ['map', 'colour', 'neighbours', 'line', 'place']], ['pair', ['neighbours', 'line', 'place']], ['neighbours', ['neighbours']],
  ['line', ['line']], ['readouts', ['readouts']],
];

export const { mount, unmount } = sourcePage({
  name: 'latent',
  styles: new URL('./latent.css', import.meta.url).href,
  shortcuts: SHORTCUTS,
  cursor: CURSOR,
  second: true,
  selects: 'marks',
  findings: () => new Findings(),
  /** @returns {import('./types.js').Looking} */
  looking: ({ method, dimensions, colour, perplexity, tsne_seed }) => ({ method, dimensions, colour, perplexity, tsne_seed }),
  build(kit) {
    const { findings, page, send, act, changed } = kit;
    const ask = (/** @type {{[name: string]: any}} */ what) => send({ type: 'ask', ...what });
    const place = createAsker((what) => ask({ place: what }));
    const looking = () => ({ method: page.method, dimensions: page.dimensions, colour: page.colour, perplexity: page.perplexity, tsne_seed: page.tsne_seed });
    let tsnes = 0; // how often t-SNE was begun or stopped
    /** @type {number|null|undefined} the B that the server knows */
    let second;

    /** The server is told which B there is, if it does not know. */
    function tellB() {
      const { b = null } = page.pins;
      if (b === second) return;
      second = b;
      ask({ b });
    }

    /** @type {import('./types.js').Hands} */
    const hands = {
      look(change) {
        Object.assign(page, change);
        ask(change);
        changed('view');
      },
      pinB: (b) => act.pin({ b }),
      place: (at) => place.ask({ at }),
      tsne: (go) => ask({ tsne: { id: (tsnes += 1), go } }),
      select: (ids) => act.select(ids),
    };
    const context = { ...kit, hands };
    const line = createLine(context, () => map.soon());
    const map = createMap(context, line.step);
    const panels = { map, pair: createPair(context), neighbours: createNeighbours(context), line, readouts: createReadouts(context) };
    for (const [name, works] of SHOWS) for (const work of works) kit.watch(work, panels[name].element, 'works');

    /** To λ = 0: every dot goes there, or where it can't the atlas does. */
    function withoutPenalty() {
      const { source } = page;
      if (map.toStart() || source.kind !== 'atlas') return;
      const index = source.done?.find((i) => source.lambdas?.[i] === 0);
      if (index !== undefined) act.at(index);
    }

    /** The frame that a person waits for is shown at once. */
    findings.answered = (kind, id) => {
      if (kind !== 'place') return;
      const awaited = !place.settled();
      place.answered(id);
      if (awaited) kit.soon(kind);
    };
    return {
      panels: { ...panels, map: { ...map, update: (what) => (what.has('pins') && tellB(), map.update(what)) } },
      called: {
        map: { title: 'Map', tall: true }, pair: { title: 'Pinned' }, neighbours: { title: 'Neighbours' }, line: { title: 'From A to B' }, readouts: { title: 'Readouts' },
      },
      usual: ['neighbours', 'map'],
      meaning: (key) => meaning(key, { zoom: map.pointing.zoom, whole: map.pointing.reset, turn: map.turn, find: map.find }),
      says: () => [
        ['method', page.method], ['dimensions', page.dimensions === 3 ? 3 : null], ['colour', page.colour === 'class' ? null : page.colour],
        ['perplexity', page.method === 'tsne' ? page.perplexity : null], ['tsne_seed', page.method === 'tsne' ? page.tsne_seed : null],
      ],
      opened() {
        place.free();
        second = page.pins.b ?? null;
        ask({ ...looking(), b: second, line: { id: 1, count: COUNT } });
      },
      refused: place.free,
      visit: createVisit(findings, { ...hands, withoutPenalty, pinA: (image) => act.pin({ image }) }),
      owned: [place],
    };
  },
});

// What the page and its panels tell each other. Types alone.

/**
 * @typedef {import('./findings.js').Findings} Findings
 * @typedef {'pca'|'units'|'tsne'} Method
 * @typedef {'class'|'penalty'|'error'|'h'|'gain'} Colour
 *
 * How a source is looked at. Of these the server is told, and they stand in the address.
 *
 * @typedef {{method: Method, dimensions: 2|3, colour: Colour, perplexity: number, tsne_seed: number}} Looking
 *
 * @typedef {import('../../kit/view/source/page.js').SourceKit<Findings, Looking> & {hands: Hands}} Context
 *
 * What the panels ask of the page.
 *
 * @typedef {object} Hands
 * @property {(change: Partial<Looking>) => void} look otherwise: the server is told
 * @property {(image: number|null) => void} pinB
 * @property {(at: [number, number]) => void} place decode this place of the map
 * @property {(go: boolean) => void} tsne begin it anew, or stop it
 * @property {(ids: number[]) => void} select these images go along, to the Units page too
 *
 * @typedef {import('../../kit/view/source/panels.js').Panel} Panel
 */

export {};

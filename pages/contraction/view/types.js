// What the page and its panels tell each other. Types alone.

/**
 * @typedef {import('./findings.js').Findings} Findings
 * @typedef {'tangent'|'ignored'|'random'} Which kind of direction
 *
 * How a source is looked at: what pushes the image, whether a twin at λ = 0 trains beside a live run, and the chain's step size and seed.
 *
 * @typedef {{tool: import('./pushes.js').Tool, twin: boolean, sigma: number, noise: number}} Looking
 *
 * What a panel is given: `ask` sends of a kind what a person wants, at most one at a time.
 *
 * @typedef {import('../../kit/view/source/page.js').SourceKit<Findings, Looking> & {askers: {push: Asker, along: Asker, chain: Asker}}} Context
 * @typedef {import('../../kit/view/asking.js').Asker} Asker
 * @typedef {import('../../kit/view/source/panels.js').Panel} Panel
 */

export {};

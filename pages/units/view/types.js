// What the page, its matrix and its panels tell each other. Types alone.

/**
 * @typedef {import('./findings.js').Findings} Findings
 * @typedef {'gain'|'h'|'part'} Show φ′, h, or the unit's contribution to ‖J‖²_F
 * @typedef {'none'|'mean'|'state'|'share'|'cluster'} Sort
 * @typedef {'none'|'class'|'cluster'} Group
 * @typedef {'fixed'|'unit'|'global'} Scaling
 * @typedef {{show: Show, sort: Sort, group: Group, scale: Scaling}} View
 *
 * @typedef {{low: number, high: number, most: number, dead: number, shrunk: number, steep: number}} Thresholds
 * @typedef {import('../../kit/view/tab.js').Pins} Pins
 *
 * How a source is looked at. One object with the source as long as the page stands; its members change.
 *
 * @typedef {object} Looking
 * @property {View} view
 * @property {Thresholds} thresholds
 * @property {boolean} clustering whether the server's order is on its way
 *
 * @typedef {import('../../kit/view/source/sources.js').Choice & Looking} Page
 *
 * What a person can do.
 *
 * @typedef {object} Act
 * @property {(change: Partial<Pins>) => void} pin
 * @property {(change: Partial<Thresholds>) => void} thresholds
 * @property {(index: number) => void} at another model of the atlas
 * @property {(message: string) => void} complain
 *
 * @typedef {'statics'|'units'|'unit'|'image'|'blind'|'figure'|'order'|'scale'|'pins'|'view'|'selection'|'thresholds'} What
 *
 * What a panel is given.
 *
 * @typedef {import('../../kit/view/source/page.js').SourceKit<Findings, Looking> & {act: Act}} Context
 *
 * What a panel gives back. `update` is called at most once an animation frame, with what has changed since the last.
 *
 * @typedef {object} Panel
 * @property {HTMLElement} element
 * @property {(what: Set<What>) => void} update
 * @property {() => void} restyle the theme or the text size changed
 * @property {() => void} destroy
 */

export {};

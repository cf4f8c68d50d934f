// What is drawn in the planes: switches with a key each.

import { el } from '../../kit/view/dom.js';

/** @typedef {import('./drawing.js').Layer} Layer */

/** @type {readonly {layer: Layer, key: string, name: string, what: string}[]} */
export const LAYERS = [
  { layer: 'heat', key: 'h', name: '‖J‖²', what: 'the heat of ‖J‖²' },
  { layer: 'ellipses', key: 'e', name: 'Ellipses', what: 'singular directions of J as ellipses' },
  { layer: 'arrows', key: 'a', name: 'Arrows', what: 'r(x) − x as arrows' },
  { layer: 'lines', key: 'u', name: 'Unit lines', what: 'where each unit of this model is steepest' },
  { layer: 'points', key: 'p', name: 'Points', what: 'the points' },
  { layer: 'made', key: 'r', name: 'Reconstructed', what: 'where the reconstruction puts the points' },
];

/** As long as the tab lives. @type {Set<Layer>} */
const shown = new Set(/** @type {Layer[]} */ (['heat', 'ellipses', 'arrows', 'points']));

/** @param {() => void} changed */
export function createLayers(changed) {
  const buttons = LAYERS.map(({ layer, key, name, what }) => {
    const button = el('button', { type: 'button', class: 'cae-chip cae-layer', title: `${what} (${key})`, on: { click: () => toggle(layer) } }, name);
    return { layer, button };
  });
  function show() {
    for (const { layer, button } of buttons) button.setAttribute('aria-pressed', String(shown.has(layer)));
  }
  /** @param {Layer} layer */
  function toggle(layer) {
    if (!shown.delete(layer)) shown.add(layer);
    show();
    changed();
  }
  show();
  return {
    element: el('div', { class: 'cae-layers cae-tools', role: 'group', 'aria-label': 'Drawn in the planes' }, ...buttons.map(({ button }) => button)),
    /** @param {Layer} layer */
    shows: (layer) => shown.has(layer),
    /** What a key does, or null. @param {string} key */
    meaning(key) {
      const found = LAYERS.find((one) => one.key === key);
      return found ? () => toggle(found.layer) : null;
    },
  };
}

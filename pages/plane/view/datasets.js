// The data sets as pictures to click.

import { el, textOf } from '../../kit/view/dom.js';
import { DRAWN } from './points.js';

const ARM = 'c0-3 5-3 5 0s-4 6.500-8 5.500-6.500-6.500-4-10.500 9-6 13.500-3 6 9 3.500 13';

/** Path of a line, dots of one class, dots of the other. */
const SETS = /** @type {const} */ ([
  ['plane-circle', 'Circle', 'M24 5a13 13 0 1 0 .01 0', '', ''],
  ['plane-spiral', 'Spiral', `M24 18${ARM}`, '', ''],
  ['plane-moons', 'Moons', 'M7 21a11 11 0 0 1 22 0', '', 'M19 14a11 11 0 0 0 22 0'],
  ['plane-xor', 'XOR', '', 'M14 8h.1M18 11h.1M13 13h.1M31 24h.1M35 27h.1M29 28h.1M34 22h.1', 'M31 8h.1M35 12h.1M29 13h.1M13 24h.1M18 22h.1M15 28h.1M19 27h.1'],
  ['plane-gaussians', 'Gaussians', '', 'M13 15h.1M17 18h.1M12 20h.1M16 13h.1M18 22h.1M14 18h.1M11 16h.1', 'M31 15h.1M35 18h.1M30 20h.1M33 13h.1M36 22h.1M32 18h.1M29 17h.1'],
  [DRAWN, 'Draw…', 'M8 27c4-16 9-17 12-9s7 9 10 2 4-9 9-12', '', ''],
]);

/**
 * @param {import('./building.js').Building} building
 * @param {() => void} draw opens the pad
 */
export function createDatasets(building, draw) {
  const buttons = SETS.map(([dataset, name, ...paths]) => {
    const words = el('span');
    textOf(words)(name);
    const take = dataset === DRAWN ? draw : () => building.settings.dataset !== dataset && building.want({ dataset });
    const button = el('button', { type: 'button', class: 'cae-set', 'data-testid': dataset.replace(':', ''), on: { click: take } }, picture(paths), words);
    return { dataset, button };
  });
  function show() {
    const { dataset } = building.settings;
    for (const one of buttons) one.button.setAttribute('aria-pressed', String(one.dataset === DRAWN ? dataset.startsWith(DRAWN) : dataset === one.dataset));
  }
  show();
  return { element: el('div', { class: 'cae-sets', role: 'group', 'aria-label': 'Data set' }, ...buttons.map(({ button }) => button)), show };
}

/** @param {string[]} paths */
function picture(paths) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 48 36');
  svg.setAttribute('aria-hidden', 'true');
  paths.forEach((d, i) => {
    if (!d) return;
    const path = document.createElementNS(space, 'path');
    path.setAttribute('d', d);
    path.setAttribute('class', `cae-set-${['line', 'dots', 'others'][i]}`);
    svg.append(path);
  });
  return svg;
}

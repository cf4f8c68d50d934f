// What pushes the image: a row of tools of which one is in the hand.

import { listenToArrows } from '../../kit/view/arrows.js';
import { el } from '../../kit/view/dom.js';
import { TOOLS } from './pushes.js';

/**
 * @param {() => import('./pushes.js').Tool} tool
 * @param {(tool: import('./pushes.js').Tool) => void} choose
 */
export function createToolbar(tool, choose) {
  const buttons = TOOLS.map(({ tool: own, title }) =>
    el('button', { type: 'button', role: 'radio', class: 'cae-segment', 'data-tool': own, on: { click: () => choose(own) } }, title),
  );
  const element = el('div', { class: 'cae-segments cae-probe-tools', role: 'radiogroup', 'aria-label': 'What pushes the image' }, ...buttons);
  listenToArrows(element, (right, down) => {
    const next = (TOOLS.findIndex((one) => one.tool === tool()) + right + down + TOOLS.length) % TOOLS.length;
    choose(TOOLS[next].tool);
    buttons[next].focus();
  });

  return {
    element,
    show() {
      buttons.forEach((button, i) => {
        const on = TOOLS[i].tool === tool();
        button.setAttribute('aria-checked', String(on));
        button.tabIndex = on ? 0 : -1;
      });
    },
  };
}

// A button that lets the server hold a step's formula against automatic differentiation, and what came of it.

import { el, textOf } from '../../kit/view/dom.js';
import { checkWords } from './says.js';

const PATIENCE = 30_000; // milliseconds until what was there before is shown again

/**
 * @param {number} step from 1
 * @param {(message: import('../../kit/view/socket.js').Message) => void} send
 */
export function createChecking(step, send) {
  const button = el('button', { type: 'button', class: 'cae-button cae-check cae-tools', on: { click: check } }, 'Check against automatic differentiation');
  const words = el('p', { class: 'cae-check-words', role: 'status', 'data-testid': `checked-${step}` });
  const say = textOf(words);
  let last = '';
  let timer = 0;

  function check() {
    window.clearTimeout(timer);
    timer = window.setTimeout(settle, PATIENCE);
    say('Checking…');
    send({ type: 'check', step });
  }

  function settle() {
    window.clearTimeout(timer);
    timer = 0;
    say(last ? checkWords(JSON.parse(last)) : '');
  }

  return {
    element: el('div', { class: 'cae-checking' }, button, words),
    /** It was not understood. */
    refused: () => timer && settle(),
    /** @param {{[step: string]: import('./lesson.js').Checked}} checked */
    words(checked) {
      const now = checked[step] ? JSON.stringify(checked[step]) : '';
      if (now === last) return;
      last = now;
      settle();
    },
    destroy: () => window.clearTimeout(timer),
  };
}

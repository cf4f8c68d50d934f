// Checkpoint files: chosen in the browser's dialog or dropped on the page, and sent to the server, which keeps them.

import { el } from '../dom.js';

const LARGEST = 256 * 2 ** 20; // bytes the server takes

/**
 * @param {HTMLElement} root the page; a file may be dropped anywhere on it
 * @param {string} base
 * @param {object} on
 * @param {(name: string) => void} on.sending
 * @param {(checkpoint: import('./sources.js').Checkpoint, name: string) => void} on.sent
 * @param {(message: string) => void} on.failed
 */
export function createUpload(root, base, { sending, sent, failed }) {
  const input = el('input', { type: 'file', accept: '.safetensors', hidden: '', 'aria-label': 'Checkpoint file', 'data-testid': 'checkpoint-file' });
  const veil = el('div', { class: 'cae-drop', hidden: '' }, el('p', {}, 'Drop a checkpoint to look at its units'));
  root.append(input, veil);
  const stop = new AbortController();

  /** @param {File|undefined} file */
  async function send(file) {
    if (!file) return;
    if (file.size > LARGEST) return failed(`A checkpoint may have up to 256 MiB, but ${file.name} has ${Math.ceil(file.size / 2 ** 20)} MiB.`);
    sending(file.name);
    try {
      const url = new URL(`${base}cae/checkpoint`, document.baseURI);
      const answer = await fetch(url, { method: 'POST', body: file, signal: stop.signal });
      const told = await answer.json().catch(() => ({ message: `The server answered with ${answer.status}.` }));
      if (answer.ok) sent(told, file.name);
      else failed(told.message);
    } catch (error) {
      if (!stop.signal.aborted) failed(`${file.name} could not be sent: ${error instanceof Error ? error.message : error}`);
    }
  }
  input.addEventListener('change', () => {
    send(input.files?.[0]);
    input.value = '';
  });

  const carries = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes('Files') ?? false;
  /** @type {[string, (event: any) => void][]} */
  const listeners = [
    ['dragenter', (event) => carries(event) && ((veil.hidden = false), event.preventDefault())],
    ['dragover', (event) => carries(event) && event.preventDefault()],
    ['dragleave', (event) => event.relatedTarget === null && (veil.hidden = true)],
    ['drop', (event) => {
      veil.hidden = true;
      if (!carries(event)) return;
      event.preventDefault();
      send(event.dataTransfer.files[0]);
    }],
  ];
  for (const [name, listener] of listeners) document.addEventListener(name, listener);

  return {
    browse: () => input.click(),
    destroy() {
      stop.abort();
      for (const [name, listener] of listeners) document.removeEventListener(name, listener);
    },
  };
}

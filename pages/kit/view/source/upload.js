// Checkpoint files: chosen in the browser's dialog or dropped on the page, and sent to the server, which keeps them.

import { el } from '../dom.js';

const LARGEST = 256 * 2 ** 20; // bytes the server takes

/**
 * @param {import('../page.js').Kit} kit of the page; a file may be dropped anywhere on it
 * @param {(checkpoint: import('./sources.js').Checkpoint, name: string) => void} sent
 */
export function createUpload({ element, base, banners, complain }, sent) {
  const input = el('input', { type: 'file', accept: '.safetensors', hidden: '', 'aria-label': 'Checkpoint file', 'data-testid': 'checkpoint-file' });
  const veil = el('div', { class: 'cae-drop', hidden: '' }, el('p', {}, 'Drop a checkpoint to look at it'));
  element.append(input, veil);
  const stop = new AbortController();

  /** @param {File|undefined} file */
  async function send(file) {
    if (!file) return;
    if (file.size > LARGEST) return complain(`A checkpoint may have up to 256 MiB, but ${file.name} has ${Math.ceil(file.size / 2 ** 20)} MiB.`);
    banners.show('upload', `${file.name} is on its way to the server.`, { kind: 'wait' });
    try {
      const url = new URL(`${base}cae/checkpoint?name=${encodeURIComponent(file.name)}`, document.baseURI);
      const answer = await fetch(url, { method: 'POST', body: file, signal: stop.signal });
      const told = await answer.json().catch(() => ({ message: `The server answered with ${answer.status}.` }));
      if (answer.ok) sent(told, file.name);
      else complain(told.message);
    } catch (error) {
      if (!stop.signal.aborted) complain(`${file.name} could not be sent: ${error instanceof Error ? error.message : error}`);
    }
    banners.clear('upload');
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

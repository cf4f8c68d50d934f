// One WebSocket that comes back by itself. What was set while it was down is sent when it is up again.

import { decode } from './frames.js';

const FIRST_WAIT = 200;
const LONGEST_WAIT = 2000;
/** Messages that set something: the last one counts, whenever it arrives. The others are of the moment only. */
const LASTING = new Set(['set', 'speed', 'budget', 'pin', 'strip', 'page', 'rebuild', 'reset', 'restore', 'play', 'pause']);
const TRANSPORT = new Set(['play', 'pause']);

/**
 * @typedef {{type: string, [key: string]: any}} Message the names of each page's PROTOCOL.md
 *
 * @param {object} options
 * @param {string} options.url
 * @param {() => Message} options.first the first message of every connection
 * @param {string|string[]} [options.answer] the types of messages that answer it
 * @param {Set<string>} [options.lasting] types of messages that wait for the next connection
 * @param {() => void} [options.onUp] the server answers; called before what it says is heard
 * @param {(event: Message) => void} options.onEvent
 * @param {(version: string) => void} options.onVersion what the server is of, said first of all
 * @param {(frame: import('./frames.js').Frame) => void} options.onFrame
 * @param {() => void} options.onDown
 */
export function connect({ url, first, answer = 'opened', lasting = LASTING, onUp = () => {}, onEvent, onVersion, onFrame, onDown }) {
  /** @type {WebSocket|null} */
  let socket = null;
  const answers = [answer].flat();
  let ready = false; // the server has answered
  let wait = FIRST_WAIT;
  let timer = 0;
  let closed = false;
  /** @type {Map<string, Message>} */
  const waiting = new Map();

  function open() {
    socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => socket?.send(JSON.stringify(first()));
    socket.onmessage = ({ data }) => (typeof data === 'string' ? heard(JSON.parse(data)) : received(data));
    socket.onclose = lost;
  }

  function lost() {
    ready = false;
    if (closed) return;
    onDown();
    timer = window.setTimeout(open, wait);
    wait = Math.min(LONGEST_WAIT, wait * 2);
  }

  /** @param {Message} event */
  function heard(event) {
    if (event.type === 'version') return onVersion(event.version);
    if (answers.includes(event.type)) {
      ready = true;
      wait = FIRST_WAIT;
      onUp();
      onEvent(event);
      for (const message of waiting.values()) socket?.send(JSON.stringify(message));
      waiting.clear();
      return;
    }
    onEvent(event);
  }

  /** @param {ArrayBuffer} data */
  function received(data) {
    let frame;
    try {
      frame = decode(data);
    } catch (error) {
      onEvent({ type: 'error', message: `A frame could not be read: ${error instanceof Error ? error.message : error}` });
      return;
    }
    onFrame(frame);
  }

  open();
  return {
    /** @param {Message} message */
    send(message) {
      if (ready && socket?.readyState === WebSocket.OPEN) {
        socket.send(JSON.stringify(message));
      } else if (lasting.has(message.type)) {
        const key = TRANSPORT.has(message.type) ? 'transport' : message.type;
        waiting.set(key, { ...(waiting.get(key) ?? {}), ...message });
      }
    },
    close() {
      closed = true;
      window.clearTimeout(timer);
      if (socket) socket.onclose = socket.onmessage = null;
      socket?.close();
    },
  };
}

/**
 * The socket's address beside the page's own.
 *
 * @param {string} base
 * @param {string} page its name
 */
export function socketUrl(base, page) {
  const url = new URL(`${base}cae/${page}/socket`, document.baseURI);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.search = url.hash = '';
  return url.href;
}

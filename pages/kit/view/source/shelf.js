// What there is to open, and what was open last.

/**
 * @typedef {import('./sources.js').Source} Source
 */

export class Shelf {
  /** @param {() => Source} live the live run as a source */
  constructor(live) {
    this.live = live;
    /** @type {import('./sources.js').Library|null} null until the server has said */
    this.library = null;
    /** The last source of each kind that could be opened. @type {{[kind: string]: Source}} */
    this.last = {};
    /** What checkpoints were called where they came from. @type {Map<string, string>} */
    this.files = new Map();
  }

  /** @param {Source} source */
  keep(source) {
    this.last[source.kind] = source;
  }

  /** What there is of a kind, the newest first. @param {Source['kind']} kind @returns {Source[]} */
  choices(kind) {
    if (kind === 'atlas') return (this.library?.atlases ?? []).map(({ key }) => ({ kind: 'atlas', key, index: null }));
    if (kind === 'checkpoint') return (this.library?.checkpoints ?? []).map(({ id }) => ({ kind: 'checkpoint', id, dataset: null }));
    return [this.live()];
  }

  /** The last source of a kind, or the newest. @param {Source['kind']} kind @returns {Source|undefined} */
  next(kind) {
    return this.last[kind] ?? this.choices(kind)[0];
  }
}

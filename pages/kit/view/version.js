// Whether the modules that are loaded are the server's. A document keeps the modules it loaded first, however long it
// stands; the server may be of another version by then, or its files may.

const DIFFERENT = 'This page is of another version than the server. Reload it; if this stays, the server has to be started again.';

/** Compares versions with the first that a mount was given: that of the modules that are loaded. */
export class Version {
  constructor() {
    /** @type {string|undefined} */
    this.loaded = undefined;
  }

  /** A mount was given this one. @param {string|undefined} version @returns {boolean} whether it is another */
  given(version) {
    this.loaded ??= version;
    return this.differs(version);
  }

  /** @param {string|undefined} version an unknown one is no other */
  differs(version) {
    return this.loaded !== undefined && version !== undefined && version !== this.loaded;
  }
}

const here = new Version();

/** @param {import('./banner.js').Banners} banners where it is said */
export function createVersionWatch(banners) {
  /** @param {boolean} differs */
  const say = (differs) => {
    if (!differs) return;
    banners.show('version', DIFFERENT, { kind: 'bad', action: { name: 'Reload', act: () => window.location.reload() } });
  };
  return {
    /** What the page's script says, at every mount: the version of the files on the server's disk. @param {string|undefined} version */
    given: (version) => say(here.given(version)),
    /** What the server says, at every connection: its own. @param {string} version */
    heard: (version) => say(here.differs(version)),
  };
}

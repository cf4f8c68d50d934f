// The frame codec's reading half, the mirror of cae/processes/frames.py. No drawing, no socket here.

/**
 * @typedef {Uint8Array|Int8Array|Uint16Array|Int16Array|Uint32Array|Float32Array|Float64Array} Values
 * @typedef {{values: Values, shape: number[], lo: number|null, hi: number|null}} Section
 * @typedef {{[name: string]: Section}} Sections
 *
 * @typedef {{[name: string]: any}} Header what a frame says beside its arrays; each page's PROTOCOL.md has the names
 * @typedef {{header: Header, sections: Sections}} Frame
 */

const MAGIC = 0x31454143; // "CAE1", little-endian

/** @type {{[dtype: string]: {new (b: ArrayBuffer, o: number, n: number): Values, BYTES_PER_ELEMENT: number}}} */
const DTYPES = {
  u8: Uint8Array,
  i8: Int8Array,
  u16: Uint16Array,
  i16: Int16Array,
  u32: Uint32Array,
  f32: Float32Array,
  f64: Float64Array,
};

/** What an integer section's largest value stands for its `hi`. */
const TOP = new Map(
  /** @type {[Function, number][]} */ ([
    [Uint8Array, 255],
    [Uint16Array, 65535],
    [Int8Array, 127],
    [Int16Array, 32767],
  ]),
);

const text = new TextDecoder();

/**
 * Read one binary message; the sections are views on it, nothing is copied.
 *
 * @param {ArrayBuffer} buffer
 * @returns {Frame}
 */
export function decode(buffer) {
  if (buffer.byteLength < 8) throw new Error(`Expected a frame of at least 8 bytes but got ${buffer.byteLength}.`);
  const prefix = new DataView(buffer, 0, 8);
  if (prefix.getUint32(0, true) !== MAGIC) throw new Error('Expected a frame that starts with "CAE1".');
  const body = 8 + prefix.getUint32(4, true);
  if (body > buffer.byteLength) {
    throw new Error(`Expected a header of ${body - 8} bytes but the message ends after ${buffer.byteLength}.`);
  }
  const { sections: table, ...header } = JSON.parse(text.decode(new Uint8Array(buffer, 8, body - 8)));
  /** @type {Sections} */
  const sections = {};
  for (const { name, dtype, shape, offset, lo, hi } of table) {
    const Type = DTYPES[dtype];
    if (!Type) throw new Error(`Section "${name}" has an unknown dtype "${dtype}".`);
    let count = 1;
    for (const n of shape) count *= n;
    if (body + offset + count * Type.BYTES_PER_ELEMENT > buffer.byteLength) {
      throw new Error(`Section "${name}" reaches past the end of the message.`);
    }
    sections[name] = { values: new Type(buffer, body + offset, count), shape, lo: lo ?? null, hi: hi ?? null };
  }
  return { header, sections };
}

/**
 * One frame that shows what both would have shown: the newer header and sections win, what only the
 * older one has is kept, rows of the loss chart are joined.
 *
 * @param {Frame} older
 * @param {Frame} newer
 * @returns {Frame}
 */
export function merge(older, newer) {
  if (older.header.build !== newer.header.build) return newer;
  const { diverged: _over, ...kept } = older.header;
  const before = { ...older.sections };
  const sections = { ...before, ...newer.sections };
  if (newer.sections.history) {
    if (!newer.sections.loss) delete sections.loss;
  } else if (before.loss && newer.sections.loss) {
    sections.loss = joinRows(before.loss, newer.sections.loss);
  }
  const header = { ...kept, ...newer.header };
  // each frame has the numbers of some of them
  if (kept.relatives && newer.header.relatives) header.relatives = { ...kept.relatives, ...newer.header.relatives };
  return { header, sections };
}

/**
 * @param {Section} a
 * @param {Section} b
 * @returns {Section}
 */
function joinRows(a, b) {
  const values = new Float64Array(a.values.length + b.values.length);
  values.set(a.values);
  values.set(b.values, a.values.length);
  return { values, shape: [a.shape[0] + b.shape[0], ...a.shape.slice(1)], lo: null, hi: null };
}

/**
 * The number that the section's element i stands for.
 *
 * @param {Section} section
 * @param {number} i
 */
export function valueAt(section, i) {
  const q = section.values[i];
  if (section.hi === null) return q;
  const top = TOP.get(section.values.constructor) ?? 1;
  if (section.values instanceof Int8Array || section.values instanceof Int16Array) return (q * section.hi) / top;
  const lo = section.lo ?? 0;
  return lo + ((section.hi - lo) / top) * q;
}

// Round numbers for axes. Pure.

/**
 * About n round numbers between lo and hi.
 *
 * @param {number} lo
 * @param {number} hi
 * @param {number} n
 * @returns {number[]}
 */
export function ticks(lo, hi, n) {
  if (!(hi > lo)) return [lo];
  const raw = (hi - lo) / Math.max(1, n);
  const decade = 10 ** Math.floor(Math.log10(raw));
  const ratio = raw / decade; // the nearest of 1, 2, 5, 10 on a log scale
  const step = decade * (ratio >= Math.sqrt(50) ? 10 : ratio >= Math.sqrt(10) ? 5 : ratio >= Math.SQRT2 ? 2 : 1);
  const first = Math.ceil(lo / step - 1e-9);
  const last = Math.floor(hi / step + 1e-9);
  // from whole multiples, so that 0.3 is not 0.30000000000000004
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/**
 * Powers of ten between lo and hi, thinned to at most n; with less than a decade in between, 1, 2 and 5 times them.
 *
 * @param {number} lo
 * @param {number} hi
 * @param {number} n
 * @returns {number[]}
 */
export function logTicks(lo, hi, n) {
  const first = Math.ceil(Math.log10(lo) - 1e-9);
  const last = Math.floor(Math.log10(hi) + 1e-9);
  const decades = last - first + 1;
  if (decades >= 2) {
    const every = Math.max(1, Math.ceil(decades / Math.max(1, n)));
    const chosen = [];
    for (let power = last; power >= first; power -= every) chosen.unshift(Number((10 ** power).toPrecision(1)));
    return chosen;
  }
  const chosen = [];
  for (let power = first - 1; power <= last; power++) {
    for (const m of [1, 2, 5]) {
      const tick = Number((m * 10 ** power).toPrecision(1));
      if (tick >= lo && tick <= hi) chosen.push(tick);
    }
  }
  return chosen;
}

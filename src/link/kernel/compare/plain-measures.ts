// Stand-ins until the kernels of text/similarity can be imported.
type Kernel = (left: Uint32Array, ls: number, le: number, right: Uint32Array, rs: number, re: number, cutoff?: number) => number;

/** A stand-in. */
export const jaroPlain: Kernel = (left, ls, le, right, rs, re) => {
  const n = le - ls;
  const m = re - rs;
  if (n === 0 || m === 0) return n === m ? 1 : 0;
  const reach = Math.max(0, (Math.max(n, m) >> 1) - 1);
  const taken = new Uint8Array(m);
  const mine: number[] = [];
  for (let i = 0; i < n; i++) for (let j = Math.max(0, i - reach); j <= Math.min(m - 1, i + reach); j++) {
    if (taken[j] === 0 && left[ls + i] === right[rs + j]) { taken[j] = 1; mine.push(left[ls + i]!); break; }
  }
  const shared = mine.length;
  if (shared === 0) return 0;
  let moved = 0;
  let at = 0;
  for (let j = 0; j < m; j++) if (taken[j] === 1 && mine[at++] !== right[rs + j]) moved++;
  return (shared / n + shared / m + (shared - (moved >> 1)) / shared) / 3;
};

/** A stand-in. */
export const jaroWinklerPlain: Kernel = (left, ls, le, right, rs, re) => {
  const jaro = jaroPlain(left, ls, le, right, rs, re);
  if (jaro <= 0.7) return jaro;
  let prefix = 0;
  while (prefix < 4 && prefix < le - ls && prefix < re - rs && left[ls + prefix] === right[rs + prefix]) prefix++;
  return jaro + prefix * 0.1 * (1 - jaro);
};

/** A stand-in. */
export const damerauPlain: Kernel = (left, ls, le, right, rs, re) => edits(left, ls, le, right, rs, re, 'full');
/** A stand-in. */
export const osaPlain: Kernel = (left, ls, le, right, rs, re) => edits(left, ls, le, right, rs, re, 'osa');
/** A stand-in. */
export const levenshteinPlain: Kernel = (left, ls, le, right, rs, re) => edits(left, ls, le, right, rs, re, 'none');

function edits(left: Uint32Array, ls: number, le: number, right: Uint32Array, rs: number, re: number, swaps: 'none' | 'osa' | 'full'): number {
  const n = le - ls;
  const m = re - rs;
  const width = m + 2;
  const d = new Int32Array((n + 2) * width);
  const last = new Map<number, number>();
  const most = n + m;
  d[0] = most;
  for (let i = 0; i <= n; i++) { d[(i + 1) * width] = most; d[(i + 1) * width + 1] = i; }
  for (let j = 0; j <= m; j++) { d[j + 1] = most; d[width + j + 1] = j; }
  for (let i = 1; i <= n; i++) {
    let lastMatch = 0;
    for (let j = 1; j <= m; j++) {
      const i1 = swaps === 'full' ? (last.get(right[rs + j - 1]!) ?? 0) : 0;
      const j1 = lastMatch;
      let cost = 1;
      if (left[ls + i - 1] === right[rs + j - 1]) { cost = 0; lastMatch = j; }
      let best = Math.min(d[i * width + j]! + cost, d[(i + 1) * width + j]! + 1, d[i * width + j + 1]! + 1);
      if (swaps === 'full') best = Math.min(best, d[i1 * width + j1]! + (i - i1 - 1) + 1 + (j - j1 - 1));
      if (swaps === 'osa' && i > 1 && j > 1 && left[ls + i - 1] === right[rs + j - 2] && left[ls + i - 2] === right[rs + j - 1]) best = Math.min(best, d[(i - 1) * width + j - 1]! + 1);
      d[(i + 1) * width + j + 1] = best;
    }
    last.set(left[ls + i - 1]!, i);
  }
  return d[(n + 1) * width + m + 1]!;
}

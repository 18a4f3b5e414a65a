/**
 * The primary rules on large contributions, on arrays with one place per cell. Contributions are absolute values, in any
 * unit that makes them whole numbers where they can be: then limits are met exactly.
 */

/** The largest contributions to each cell; those of a sample are expanded: one of weight w is w equal ones. */
export interface Contributions {
  /** Float64Array(cells): Σ|x|; NaN when unknown. */
  readonly totals: Float64Array;
  /** One Float64Array(cells) per rank, the largest first: 0 where a cell has fewer, NaN when unknown. */
  readonly largest: readonly Float64Array[];
}

/** What a rule says of cells. */
export interface UnsafeCells {
  /** Uint8Array(cells): 1 for an unsafe cell. */
  readonly unsafe: Uint8Array;
  /** Float64Array(cells): how far an attacker's interval must reach on either side of an unsafe value; 0 for safe cells. */
  readonly levels: Float64Array;
}

/** Adds the largest contributions to a cell; NaN when one is unknown. */
function largestSum(largest: readonly Float64Array[], count: number, cell: number): number {
  let sum = 0;
  for (let rank = 0; rank < count; rank++) sum += largest[rank]![cell]!;
  return sum;
}

/**
 * Tells cells in which the largest contributions make too large a share, (n, k).
 *
 * @param contributions - at least `count` ranks.
 * @param count - n: how many contributions are added.
 * @param maxShare - k: the limit, in (0, 1].
 * @param atLimit - whether a share equal to the limit is unsafe.
 * @returns the unsafe cells; levels are Σ of the n largest / k − Σ|x|. A total of 0 is safe, an unknown one unsafe.
 * @see HandbookSDC, 2nd edition, chapter 4, table of upper protection levels.
 * @example
 * const { levels } = dominatedCells({ totals: Float64Array.of(330), largest: [Float64Array.of(300)] }, 1, 0.85, true);
 * Math.round((330 + levels[0]!) * 100); // => 35294
 */
export function dominatedCells(contributions: Contributions, count: number, maxShare: number, atLimit: boolean): UnsafeCells {
  return judge(contributions.totals, (total, cell) => {
    const sum = largestSum(contributions.largest, count, cell);
    const share = sum / total;
    if (total === 0 || share < maxShare || (share === maxShare && !atLimit)) return null;
    return sum / maxShare - total;
  });
}

/**
 * Tells cells in which a coalition can estimate the largest contribution of another too well: p % and (p, q).
 *
 * @param contributions - at least `coalition + 1` ranks.
 * @param coalition - n: how many contributors tell each other what they contribute; they are the next largest.
 * @param minErrorShare - p: the error every estimate must leave, as a share of the largest contribution.
 * @param priorErrorShare - q: the error with which everybody knows each contribution before; 1 makes this p %.
 * @returns the unsafe cells, where q · (Σ|x| − Σ of the n + 1 largest) < p · largest; levels are p/q · largest less that rest.
 * @see HandbookSDC, 2nd edition, chapter 4, table of upper protection levels.
 * @example
 * const holdings = { totals: Float64Array.of(1010), largest: [Float64Array.of(900), Float64Array.of(60)] };
 * [...estimableCells(holdings, 1, 0.1, 1).unsafe]; // => [1]
 */
export function estimableCells(contributions: Contributions, coalition: number, minErrorShare: number, priorErrorShare: number): UnsafeCells {
  const limit = shareOfShares(minErrorShare, priorErrorShare);
  const first = contributions.largest[0]!;
  return judge(contributions.totals, (total, cell) => {
    const largest = first[cell]!;
    const rest = total - largestSum(contributions.largest, coalition + 1, cell);
    if (largest === 0 || rest / largest >= limit) return null;
    return limit * largest - rest;
  });
}

/**
 * Tells cells whose protection was asked for.
 *
 * @param totals - Float64Array(cells): Σ|x|.
 * @param requested - Float64Array(cells): the largest contribution of those who asked; 0 where nobody did.
 * @param maxShare - what that one may make of Σ|x|.
 * @param contributors - Float64Array(cells): contributors; `null` where their number does not matter.
 * @param minCount - how many contributors a cell needs once somebody asked.
 * @returns Uint8Array(cells): 1 for an unsafe cell; unknown figures are unsafe.
 */
export function requestedCells(totals: Float64Array, requested: Float64Array, maxShare: number, contributors: Float64Array | null, minCount: number): Uint8Array {
  const unsafe = new Uint8Array(totals.length);
  totals.forEach((total, cell) => {
    const asked = requested[cell]!;
    if (asked === 0) return;
    if (!(asked / total <= maxShare && (contributors === null || contributors[cell]! >= minCount))) unsafe[cell] = 1;
  });
  return unsafe;
}

/** The quotient of two decimals: as exact as the double nearest to it, where 0.6 / 0.8 is not 0.75. */
function shareOfShares(part: number, whole: number): number {
  return Math.round(part * 1e12) / Math.round(whole * 1e12);
}

/** Asks of every cell for its level: `null` where it is safe. A level that is no number or below 0 is none: 0. */
function judge(totals: Float64Array, levelOf: (total: number, cell: number) => number | null): UnsafeCells {
  const unsafe = new Uint8Array(totals.length);
  const levels = new Float64Array(totals.length);
  totals.forEach((total, cell) => {
    const level = levelOf(total, cell);
    if (level === null) return;
    unsafe[cell] = 1;
    if (level > 0) levels[cell] = level;
  });
  return { unsafe, levels };
}

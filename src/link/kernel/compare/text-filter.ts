import type { Dictionary } from '../records.ts';
import type { Breakpoint } from './breakpoints.ts';
import type { MeasureProgram } from './program.ts';
import { LENGTHS, LONG, signaturesOf } from './signatures.ts';

/** Tells pairs of texts that lie beyond every breakpoint of a measure by what little is known of them. */
export interface TextFilter {
  /** Signatures of the left texts; made when first asked for. */
  readonly lefts: Uint32Array;
  /** Signatures of the right texts; made when first asked for. */
  readonly rights: Uint32Array;
  /** How many symbols two texts must share at least, by first symbol and both lengths; 0 for long texts. */
  readonly leastShared: Uint8Array;
  /** The bucket of the pairs that are told. */
  readonly bucket: number;
}

/** What is computed in doubles may be a little off; a text too many is looked at rather than one too few. */
const TOLERANCE = 1e-9;

const DISTANCES: readonly string[] = ['levenshtein', 'osa', 'damerauLevenshtein'];

/** What the prefix adds to Jaro at most, as a share of what is missing to 1, and from which similarity on. */
const PREFIX_SHARE = 0.4;
const PREFIX_FROM = 0.7;

/**
 * Makes the filter of a measure.
 *
 * @param program - the measure.
 * @param points - its breakpoints, rising.
 * @param left - values of the left column.
 * @param right - values of the right one.
 * @returns the filter; null for measures of which symbols in common say nothing.
 */
export function textFilter({ measure, overLists }: MeasureProgram, points: readonly Breakpoint[], left: Dictionary, right: Dictionary): TextFilter | null {
  const needed = overLists ? null : neededBy(measure, points);
  if (needed === null || left.kind !== 'text' || right.kind !== 'text') return null;
  const isDistance = DISTANCES.includes(measure);
  // Compiled comparisons never ask for these, and have their own.
  let lefts: Uint32Array | null = null;
  let rights: Uint32Array | null = null;
  return {
    get lefts() {
      return lefts ??= signaturesOf(left);
    },
    get rights() {
      return rights ??= signaturesOf(right);
    },
    leastShared: leastShared(needed),
    bucket: isDistance ? points.length : 0,
  };
}

/** How many symbols texts of two lengths must share, where their first symbols differ or may be the same. */
type Needed = (left: number, right: number, isSameFirst: boolean) => number;

function leastShared(needed: Needed): Uint8Array {
  const table = new Uint8Array(2 * LENGTHS);
  for (let left = 0; left < LONG; left++) {
    for (let right = 0; right < LONG; right++) {
      const place = left * (LONG + 1) + right;
      table[place] = atLeast(needed(left, right, false));
      table[LENGTHS + place] = atLeast(needed(left, right, true));
    }
  }
  return table;
}

function atLeast(count: number): number {
  return Math.max(0, Math.min(255, Math.ceil(count - TOLERANCE)));
}

function neededBy(measure: string, points: readonly Breakpoint[]): Needed | null {
  const least = points[0]!.at;
  const most = points.at(-1)!.at;
  switch (measure) {
    case 'jaroWinkler': {
      // Without a common prefix nothing is raised.
      const raised = Math.min(least, Math.max(PREFIX_FROM, (least - PREFIX_SHARE) / (1 - PREFIX_SHARE)));
      return (left, right, isSameFirst) => sharedForJaro(isSameFirst ? raised : least, left, right);
    }
    case 'jaro':
      return (left, right) => sharedForJaro(least, left, right);
    case 'levenshteinSimilarity':
    case 'damerauLevenshteinSimilarity':
    case 'longestCommonSubsequenceSimilarity':
      return (left, right) => least * Math.max(left, right);
    case 'commonPrefix':
      return (_left, _right, isSameFirst) => (isSameFirst || least <= 0 ? least : 255);
    case 'levenshtein':
    case 'osa':
    case 'damerauLevenshtein':
      return (left, right) => Math.max(left, right) - most;
    default:
      return null;
  }
}

/** Jaro is at most (s/a + s/b + 1)/3 for s symbols in common. */
function sharedForJaro(least: number, left: number, right: number): number {
  return left + right === 0 ? 0 : (3 * least - 1) * left * right / (left + right);
}

import { commonPrefix } from './common-affixes.ts';
import { JARO_MATCHER } from './jaro-matches.ts';
import type { SimilarityKernel } from './text-kernel.ts';

/** What programs that speak of Jaro–Winkler do not agree about. */
export interface JaroWinklerVariant {
  /** What each symbol of a common prefix adds, as a share of what is missing to 1; 0 for Jaro. */
  readonly prefixScale: number;
  /** Symbols of a common prefix that count, at most; `prefixScale · maxPrefix` is below 1. */
  readonly maxPrefix: number;
  /** Which similarities a common prefix raises: those above 0.7, those from 0.7 on, or all. */
  readonly boost: 'aboveSevenTenths' | 'fromSevenTenths' | 'always';
  /** Whether an odd number of moved symbols is rounded down to whole transpositions, or counts a half. */
  readonly transpositions: 'floor' | 'half';
  /** Similarity of two empty texts. */
  readonly empty: 0 | 1;
  /** Whether what was raised is raised again for texts of five symbols or more that share many, as Winkler has it for long ones. */
  readonly longTolerance: boolean;
}

/** Winkler’s, as rapidfuzz has it. */
export const WINKLER: JaroWinklerVariant = Object.freeze({
  prefixScale: 0.1, maxPrefix: 4, boost: 'aboveSevenTenths', transpositions: 'floor', empty: 1, longTolerance: false,
});
/** DuckDB’s and jellyfish’s: two empty texts have nothing in common. In bytes, what Splink computes. */
export const DUCKDB_WINKLER: JaroWinklerVariant = Object.freeze({ ...WINKLER, empty: 0 });
/** jellyfish’s with `long_tolerance`. */
export const LONG_WINKLER: JaroWinklerVariant = Object.freeze({ ...WINKLER, empty: 0, longTolerance: true });
/** That of Apache Commons Text. */
export const COMMONS_TEXT_WINKLER: JaroWinklerVariant = Object.freeze({ ...WINKLER, boost: 'fromSevenTenths', transpositions: 'half' });
/** That of the R packages RecordLinkage and, with a prefix factor of 0.1, stringdist. */
export const RECORD_LINKAGE_WINKLER: JaroWinklerVariant = Object.freeze({ ...WINKLER, boost: 'always', empty: 0 });
/** Jaro’s, without a prefix. */
export const JARO: JaroWinklerVariant = Object.freeze({ ...WINKLER, prefixScale: 0, maxPrefix: 0 });
/** DuckDB’s `jaro_similarity`. */
export const DUCKDB_JARO: JaroWinklerVariant = Object.freeze({ ...JARO, empty: 0 });

/** What a variant comes down to. */
export interface JaroWinklerConstants {
  readonly prefixScale: number;
  readonly maxPrefix: number;
  /** Similarities above are raised. */
  readonly raisedAbove: number;
  /** What an odd moved symbol counts, in transpositions. */
  readonly oddHalf: number;
  readonly empty: number;
}

/**
 * Finds the constants of a variant.
 *
 * @param variant - whose.
 * @returns numbers, all finite.
 */
export function constantsOfJaroWinkler({ prefixScale, maxPrefix, boost, transpositions, empty }: JaroWinklerVariant): JaroWinklerConstants {
  return {
    prefixScale,
    maxPrefix,
    raisedAbove: boost === 'always' ? -1 : boost === 'fromSevenTenths' ? 0.7 - Number.EPSILON / 2 : 0.7,
    oddHalf: transpositions === 'half' ? 0.5 : 0,
    empty,
  };
}

/** The bounds on shared symbols are computed otherwise than the similarity, and may not reject for a rounding. */
const ROUNDING = 1e-9;

/**
 * Makes the similarity of Jaro and Winkler: of the symbols that two texts share nearby, the share of either text and the
 * share in order; raised for a common prefix.
 *
 * @param variant - whose.
 * @returns the kernel. Its arithmetic is in the order of rapidfuzz and DuckDB, so that results are equal to the last bit.
 * @throws {RangeError} if `prefixScale · maxPrefix` is not in [0, 1).
 * @remarks O(left + right) time. With a least similarity, pairs are left alone as soon as lengths, prefix and the number of
 *   shared symbols say that they cannot reach it.
 * @see Winkler 1990, String comparator metrics and enhanced decision rules in the Fellegi–Sunter model of record linkage,
 *   https://files.eric.ed.gov/fulltext/ED325505.pdf.
 */
export function jaroWinkler(variant: JaroWinklerVariant): SimilarityKernel {
  const { longTolerance } = variant;
  const { prefixScale, maxPrefix, raisedAbove, oddHalf, empty } = constantsOfJaroWinkler(variant);
  if (!(prefixScale * maxPrefix >= 0 && prefixScale * maxPrefix < 1)) throw new RangeError('prefixScale · maxPrefix: expected a number in [0, 1)');
  const { countShared, countMoved } = JARO_MATCHER;

  return (left, leftStart, leftEnd, right, rightStart, rightEnd, atLeast = 0) => {
    const leftLength = leftEnd - leftStart;
    const rightLength = rightEnd - rightStart;
    const shorter = Math.min(leftLength, rightLength);
    if (shorter === 0) return leftLength === rightLength ? empty : 0;
    let leastShared = 1;
    if (atLeast > 0 && !longTolerance) {
      const gain = prefixScale * commonPrefix(left, leftStart, Math.min(leftEnd, leftStart + maxPrefix), right, rightStart, rightEnd);
      const leastJaro = Math.max((atLeast - gain) / (1 - gain), Math.min(atLeast, raisedAbove));
      // Were all that is shared in order: (shared / left + shared / right + 1) / 3.
      leastShared = (3 * leastJaro - 1) * leftLength * rightLength / (leftLength + rightLength) - ROUNDING;
      if (shorter < leastShared) return 0;
    }
    const shared = countShared(left, leftStart, leftEnd, right, rightStart, rightEnd);
    if (shared === 0 || shared < leastShared) return 0;
    const moved = countMoved(shared);
    const transpositions = (moved >> 1) + oddHalf * (moved & 1);
    const jaro = (shared / leftLength + shared / rightLength + (shared - transpositions) / shared) / 3;
    if (jaro <= raisedAbove) return jaro;
    const prefix = commonPrefix(left, leftStart, Math.min(leftEnd, leftStart + maxPrefix), right, rightStart, rightEnd);
    const raised = jaro + prefix * prefixScale * (1 - jaro);
    const isLong = longTolerance && shorter >= 5 && shared > prefix + 1 && 2 * shared >= shorter + prefix;
    return isLong ? raised + (1 - raised) * ((shared - prefix - 1) / (leftLength + rightLength - 2 * prefix + 2)) : raised;
  };
}

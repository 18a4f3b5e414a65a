import { commonPrefix } from './common-affixes.ts';
import { commonSubsequence } from './common-subsequence.ts';
import { commonSubstring } from './common-substring.ts';
import { JARO, jaroWinkler, WINKLER, type JaroWinklerVariant } from './jaro-winkler.ts';
import { qgramDice, qgramJaccard, type QgramVariant } from './qgrams.ts';
import { compareStrings, type StringUnit } from './string-distance.ts';

/** Whose Jaro–Winkler, and what to count in. */
export interface JaroWinklerOptions extends StringUnit {
  /** {@link WINKLER} unless said. */
  readonly variant?: JaroWinklerVariant;
}

/** How strings are taken apart, and what to count in. */
export interface QgramOptions extends StringUnit {
  /** Symbols of a piece, an integer from 1 up; 2 unless said. */
  readonly q?: number;
  /** Whether the ends of a string have pieces of their own; not unless said. */
  readonly padded?: boolean;
  /** Whether a piece counts `once`, unless said, or `each` time it occurs. */
  readonly counted?: QgramVariant['counted'];
}

/**
 * Measures how alike two strings are after Jaro.
 *
 * @param left - the one string.
 * @param right - the other.
 * @param options - what to count in.
 * @returns a number in [0, 1]; 1 for the same strings.
 * @see {@link jaroWinkler}, the kernel.
 * @example
 * jaroSimilarity('CRATE', 'TRACE'); // => 0.7333333333333334
 */
export function jaroSimilarity(left: string, right: string, options: StringUnit = {}): number {
  return compareStrings(jaroWinkler(JARO), left, right, options.unit);
}

/**
 * Measures how alike two strings are after Jaro and Winkler.
 *
 * @param left - the one string.
 * @param right - the other.
 * @param options - whose variant, and what to count in.
 * @returns a number in [0, 1]; 1 for the same strings.
 * @throws {RangeError} if the variant's `prefixScale · maxPrefix` is not in [0, 1).
 * @see {@link jaroWinkler}, the kernel.
 * @example
 * jaroWinklerSimilarity('MARTHA', 'MARHTA'); // => 0.9611111111111111
 */
export function jaroWinklerSimilarity(left: string, right: string, options: JaroWinklerOptions = {}): number {
  return compareStrings(jaroWinkler(options.variant ?? WINKLER), left, right, options.unit);
}

/**
 * Measures how alike two strings are by their q-grams, after Jaccard.
 *
 * @param left - the one string.
 * @param right - the other.
 * @param options - how strings are taken apart, and what to count in. `q: 1` in bytes is DuckDB's `jaccard`.
 * @returns a number in [0, 1]; 1 for the same strings.
 * @throws {RangeError} if `q` is not an integer from 1 up.
 * @see {@link qgramJaccard}, the kernel.
 * @example
 * jaccardSimilarity('nuit', 'nuits'); // => 0.75
 */
export function jaccardSimilarity(left: string, right: string, options: QgramOptions = {}): number {
  return compareStrings(qgramJaccard(variantOf(options)), left, right, options.unit);
}

/**
 * Measures how alike two strings are by their q-grams, after Dice.
 *
 * @param left - the one string.
 * @param right - the other.
 * @param options - how strings are taken apart, and what to count in.
 * @returns a number in [0, 1]; 1 for the same strings.
 * @throws {RangeError} if `q` is not an integer from 1 up.
 * @see {@link qgramDice}, the kernel.
 * @example
 * diceSimilarity('healed', 'sealed'); // => 0.8
 */
export function diceSimilarity(left: string, right: string, options: QgramOptions = {}): number {
  return compareStrings(qgramDice(variantOf(options)), left, right, options.unit);
}

/**
 * Counts the symbols of the longest common subsequence: those that can be kept, in order, when others are left out.
 *
 * @param left - the one string.
 * @param right - the other.
 * @param options - what to count in.
 * @returns how many.
 * @see {@link commonSubsequence}, the kernel.
 * @example
 * longestCommonSubsequence('Jean-Pierre', 'Jean Pierre'); // => 10
 */
export function longestCommonSubsequence(left: string, right: string, options: StringUnit = {}): number {
  return compareStrings(commonSubsequence, left, right, options.unit);
}

/**
 * Counts the symbols of the longest common substring: those that stand side by side in both.
 *
 * @param left - the one string.
 * @param right - the other.
 * @param options - what to count in.
 * @returns how many.
 * @see {@link commonSubstring}, the kernel.
 * @example
 * longestCommonSubstring('Jean-Pierre', 'Jean Pierre'); // => 6
 */
export function longestCommonSubstring(left: string, right: string, options: StringUnit = {}): number {
  return compareStrings(commonSubstring, left, right, options.unit);
}

/**
 * Counts the symbols that two strings begin with alike.
 *
 * @param left - the one string.
 * @param right - the other.
 * @param options - what to count in.
 * @returns how many.
 * @example
 * commonPrefixLength('Dupond', 'Dupont'); // => 5
 */
export function commonPrefixLength(left: string, right: string, options: StringUnit = {}): number {
  return compareStrings(commonPrefix, left, right, options.unit);
}

function variantOf({ q = 2, padded = false, counted = 'once' }: QgramOptions): QgramVariant {
  return { q, padded, counted };
}

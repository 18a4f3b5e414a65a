import { damerauLevenshtein } from './damerau-levenshtein.ts';
import { hamming } from './hamming.ts';
import { levenshtein } from './levenshtein.ts';
import { osa } from './osa.ts';
import { symbolsOf, type SymbolUnit } from './symbols.ts';
import type { CountKernel } from './text-kernel.ts';

/** How two strings are counted. */
export interface StringUnit {
  /** Code points unless said; bytes of UTF-8 to be answered as DuckDB and Splink do. Normalise beforehand: `é` may be two code points. */
  readonly unit?: SymbolUnit;
}

/**
 * Runs a kernel on two strings.
 *
 * @param kernel - any kernel of two texts.
 * @param left - the one string.
 * @param right - the other.
 * @param unit - what to count in, code points unless said.
 * @returns what the kernel gives without a cutoff.
 */
export function compareStrings(kernel: CountKernel, left: string, right: string, unit: SymbolUnit = 'codePoint'): number {
  const one = symbolsOf(left, unit);
  const other = symbolsOf(right, unit);
  return kernel(one, 0, one.length, other, 0, other.length);
}

/**
 * Counts the insertions, deletions and replacements that make one string of the other, at least.
 *
 * @param left - the one string.
 * @param right - the other.
 * @param options - what to count in.
 * @returns the distance of Levenshtein.
 * @see {@link levenshtein}, the kernel.
 * @example
 * levenshteinDistance('Lefebvre', 'Lefèvre'); // => 2
 * levenshteinDistance('Zoé', 'Zoe'); // => 1
 * levenshteinDistance('Zoé', 'Zoe', { unit: 'byte' }); // => 2
 */
export function levenshteinDistance(left: string, right: string, options: StringUnit = {}): number {
  return compareStrings(levenshtein, left, right, options.unit);
}

/**
 * Counts the insertions, deletions, replacements and swaps of neighbours that make one string of the other, at least, when
 * nothing is touched twice.
 *
 * @param left - the one string.
 * @param right - the other.
 * @param options - what to count in.
 * @returns the distance of optimal string alignment.
 * @see {@link osa}, the kernel.
 * @example
 * osaDistance('Matrin', 'Martin'); // => 1
 * osaDistance('CA', 'ABC'); // => 3
 */
export function osaDistance(left: string, right: string, options: StringUnit = {}): number {
  return compareStrings(osa, left, right, options.unit);
}

/**
 * Counts the insertions, deletions, replacements and swaps of neighbours that make one string of the other, at least, in
 * any order.
 *
 * @param left - the one string.
 * @param right - the other.
 * @param options - what to count in.
 * @returns the distance of Damerau and Levenshtein, unrestricted.
 * @see {@link damerauLevenshtein}, the kernel.
 * @example
 * damerauLevenshteinDistance('1970-01-12', '1970-10-12'); // => 1
 * damerauLevenshteinDistance('CA', 'ABC'); // => 2
 */
export function damerauLevenshteinDistance(left: string, right: string, options: StringUnit = {}): number {
  return compareStrings(damerauLevenshtein, left, right, options.unit);
}

/**
 * Counts the places at which two strings differ; the further places of the longer one do.
 *
 * @param left - the one string.
 * @param right - the other.
 * @param options - what to count in.
 * @returns the distance of Hamming.
 * @example
 * hammingDistance('75013', '75031'); // => 2
 */
export function hammingDistance(left: string, right: string, options: StringUnit = {}): number {
  return compareStrings(hamming, left, right, options.unit);
}

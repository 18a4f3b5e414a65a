import {
  commonPrefix, commonSubsequence, damerauLevenshtein, DUCKDB_JARO, DUCKDB_WINKLER, hamming, JARO, jaroWinkler, levenshtein, normalisedDistance, osa, qgramDice,
  qgramJaccard, shareOfLonger, WINKLER, type DistanceKernel, type QgramVariant, type SimilarityKernel,
} from '../../../text/index.ts';

/** A measure of two texts, and which way it points. */
export type TextMeasure =
  | { readonly kind: 'similarity'; readonly kernel: SimilarityKernel }
  | { readonly kind: 'distance'; readonly kernel: DistanceKernel };

const similarity = (kernel: SimilarityKernel): TextMeasure => ({ kind: 'similarity', kernel });
const distance = (kernel: DistanceKernel): TextMeasure => ({ kind: 'distance', kernel });

/**
 * Finds the kernel of a measure of texts.
 *
 * @param measure - name of a measure.
 * @param q - length of q-grams; null for 2.
 * @param unit - what a symbol is: the variants that DuckDB has go with bytes.
 * @returns the kernel, or null for a measure of something else.
 */
export function textKernelOf(measure: string, q: number | null, unit: 'codePoint' | 'byte'): TextMeasure | null {
  const grams: QgramVariant = { q: q ?? 2, padded: false, counted: 'once' };
  switch (measure) {
    case 'jaroWinkler':
      return similarity(jaroWinkler(unit === 'byte' ? DUCKDB_WINKLER : WINKLER));
    case 'jaro':
      return similarity(jaroWinkler(unit === 'byte' ? DUCKDB_JARO : JARO));
    case 'levenshteinSimilarity':
      return similarity(normalisedDistance(levenshtein));
    case 'damerauLevenshteinSimilarity':
      return similarity(normalisedDistance(damerauLevenshtein));
    case 'longestCommonSubsequenceSimilarity':
      return similarity(shareOfLonger(commonSubsequence));
    case 'jaccard':
      return similarity(qgramJaccard(grams));
    case 'dice':
      return similarity(qgramDice(grams));
    case 'commonPrefix':
      return similarity(commonPrefix);
    case 'levenshtein':
      return distance(levenshtein);
    case 'osa':
      return distance(osa);
    case 'damerauLevenshtein':
      return distance(damerauLevenshtein);
    case 'hamming':
      return distance(hamming);
    default:
      return null;
  }
}

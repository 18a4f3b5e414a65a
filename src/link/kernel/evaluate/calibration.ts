import type { BitsCounts } from './bits-counts.ts';
import { probabilityOf } from './expected-errors.ts';

/** Pairs of neighbouring probabilities, and how many of them match. */
export interface CalibrationBin {
  /** Least and largest weight in the bin, in bits. */
  readonly fromBits: number;
  readonly toBits: number;
  readonly pairs: number;
  /** Mean probability that the model gives. */
  readonly predicted: number;
  /** Share that matches in truth. */
  readonly observed: number;
}

/**
 * Compares predicted with observed shares of matches, in bins of probability.
 *
 * @param counts - scored pairs whose truth is known.
 * @param bins - bins of equal width to start from.
 * @param minPairs - pairs a bin must have; a bin with fewer is joined to the next one above, the last to the one below.
 * @returns the bins, ascending; none without pairs, a single one if there are fewer than `minPairs` pairs.
 * @remarks O(weights). Pairs of one weight are never parted.
 * @see Dawid 1982, https://doi.org/10.1080/01621459.1982.10477856.
 */
export function calibrationBins({ bits, pairs, matches }: BitsCounts, bins: number, minPairs: number): CalibrationBin[] {
  const found: CalibrationBin[] = [];
  let open: CalibrationBin | null = null;
  for (let at = 0; at < bits.length; at++) {
    const probability = probabilityOf(bits[at]!);
    const one: CalibrationBin = { fromBits: bits[at]!, toBits: bits[at]!, pairs: pairs[at]!, predicted: probability, observed: matches[at]! / pairs[at]! };
    const isSameBin: boolean = open !== null && binOf(probabilityOf(open.toBits), bins) === binOf(probability, bins);
    if (open !== null && !isSameBin && open.pairs >= minPairs) {
      found.push(open);
      open = null;
    }
    open = open === null ? one : joined(open, one);
  }
  if (open === null) return found;
  const last = found.at(-1);
  if (open.pairs < minPairs && last !== undefined) found[found.length - 1] = joined(last, open);
  else found.push(open);
  return found;
}

function binOf(probability: number, bins: number): number {
  return Math.min(bins - 1, Math.floor(probability * bins));
}

function joined(left: CalibrationBin, right: CalibrationBin): CalibrationBin {
  const pairs = left.pairs + right.pairs;
  const mean = (of: 'predicted' | 'observed'): number => (left[of] * left.pairs + right[of] * right.pairs) / pairs;
  return { fromBits: left.fromBits, toBits: right.toBits, pairs, predicted: mean('predicted'), observed: mean('observed') };
}

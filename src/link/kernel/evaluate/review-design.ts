import type { BitsCounts } from './bits-counts.ts';
import { probabilityOf } from './expected-errors.ts';

/** Pairs of neighbouring weights from which a sample is drawn. */
export interface ReviewStratum {
  /** Least weight of the stratum, in bits; it ends where the next one starts. */
  readonly fromBits: number;
  readonly pairs: number;
  /** Mean probability of a match that the model gives. */
  readonly probability: number;
  /** Pairs to draw. */
  readonly drawn: number;
}

/** A sample of pairs for people to look at. */
export interface ReviewDesign {
  /** Ascending; the cut is where one of them starts. */
  readonly strata: readonly ReviewStratum[];
  /** Pairs below the least weight that is looked at, and the matches that the model expects among them. */
  readonly pairsBelow: number;
  readonly expectedMatchesBelow: number;
}

/** What a model that is wrong may be wrong by: no stratum is taken for surer than this. */
const LEAST_SPREAD = 0.01;
/** Fewer than two pairs say nothing of their spread. */
const LEAST_DRAWN = 2;

/**
 * Designs a clerical sample: pairs are parted by weight, so that each stratum is about equally uncertain, and most are drawn
 * where most is uncertain (Neyman's allocation, by the model's own probabilities).
 *
 * @param counts - scored pairs; their truth is not looked at.
 * @param cut - the cut to judge, in bits.
 * @param reviews - pairs that people will look at.
 * @param options - `strata`: about how many; `minBits`: least weight looked at. Matches below it are not found by the sample,
 *   so it should leave few expected ones.
 * @returns the design; at most two pairs a stratum more than `reviews` where those are very few.
 * @remarks O(weights).
 * @see Dalenius and Hodges 1959, https://doi.org/10.1080/01621459.1959.10501501: where to part strata.
 * @see Neyman 1934, https://doi.org/10.2307/2342192: how many to draw in each.
 */
export function designReview(counts: BitsCounts, cut: number, reviews: number, options: { readonly strata: number; readonly minBits: number }): ReviewDesign {
  const { bits, pairs } = counts;
  const start = bits.findIndex((weight) => weight >= options.minBits);
  const first = start < 0 ? bits.length : start;
  const spreads = bits.map((weight, at) => pairs[at]! * spreadOf(probabilityOf(weight)));
  const total = spreads.subarray(first).reduce((sum, spread) => sum + spread, 0);
  const strata: { fromBits: number; pairs: number; expected: number; spread: number }[] = [];
  let passed = 0;
  let opened = -1;
  let isAbove = false;
  for (let at = first; at < bits.length; at++) {
    const share = Math.min(options.strata - 1, Math.floor((options.strata * passed) / total));
    if (strata.length === 0 || share !== opened || (!isAbove && bits[at]! >= cut)) strata.push({ fromBits: bits[at]!, pairs: 0, expected: 0, spread: 0 });
    opened = share;
    isAbove = bits[at]! >= cut;
    const stratum = strata.at(-1)!;
    stratum.pairs += pairs[at]!;
    stratum.expected += pairs[at]! * probabilityOf(bits[at]!);
    stratum.spread += spreads[at]!;
    passed += spreads[at]!;
  }
  const drawn = allocate(strata.map((stratum) => stratum.pairs), strata.map((stratum) => stratum.spread), reviews);
  return {
    strata: strata.map((stratum, index) => ({ fromBits: stratum.fromBits, pairs: stratum.pairs, probability: stratum.expected / stratum.pairs, drawn: drawn[index]! })),
    pairsBelow: pairs.subarray(0, first).reduce((sum, count) => sum + count, 0),
    expectedMatchesBelow: bits.subarray(0, first).reduce((sum, weight, at) => sum + pairs[at]! * probabilityOf(weight), 0),
  };
}

/** Standard deviation of whether a pair matches, never below what the model may be wrong by. */
function spreadOf(probability: number): number {
  return Math.max(LEAST_SPREAD, Math.sqrt(probability * (1 - probability)));
}

/** Gives each stratum its share of a sample by spread, at least two and at most all; the largest remainders are rounded up. */
function allocate(pairs: readonly number[], spreads: readonly number[], reviews: number): number[] {
  const drawn = pairs.map((count) => Math.min(count, LEAST_DRAWN));
  let isFull = pairs.map(() => false);
  for (;;) {
    const open = pairs.flatMap((_, index) => (isFull[index] === true ? [] : [index]));
    const left = reviews - pairs.reduce((sum, count, index) => sum + (isFull[index] === true ? count : 0), 0);
    const total = open.reduce((sum, index) => sum + spreads[index]!, 0);
    const wanted = pairs.map((_, index) => (total === 0 ? 0 : (Math.max(0, left) * spreads[index]!) / total));
    const overfull = open.filter((index) => wanted[index]! >= pairs[index]!);
    if (overfull.length === 0) {
      for (const index of open) drawn[index] = Math.max(drawn[index]!, Math.floor(wanted[index]!));
      const byRemainder = [...open].sort((one, other) => (wanted[other]! % 1) - (wanted[one]! % 1) || one - other);
      for (const index of byRemainder) if (drawn.reduce((sum, count) => sum + count, 0) < reviews && drawn[index]! < pairs[index]!) drawn[index]!++;
      return drawn;
    }
    for (const index of overfull) drawn[index] = pairs[index]!;
    isFull = isFull.map((full, index) => full || overfull.includes(index));
  }
}

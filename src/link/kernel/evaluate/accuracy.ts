import type { BitsCounts } from './bits-counts.ts';

/** Pairs that match in truth and pairs that do not, among all that are judged, scored or not. */
export interface TruthTotals {
  readonly matches: number;
  readonly others: number;
}

/** Pairs by decision and truth. */
export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/** Rates of a confusion, in [0, 1] but for `phi` in [−1, 1]; null where a rate has no meaning, since nothing is in its denominator. */
export interface Rates {
  /** 1 where nothing is linked. */
  readonly precision: number;
  readonly recall: number | null;
  readonly specificity: number | null;
  /** Share of matches among the pairs that are not linked, taken from 1: negative predictive value; 1 where every pair is linked. */
  readonly npv: number;
  readonly accuracy: number | null;
  readonly f1: number | null;
  /** Recall counts twice as much as precision. */
  readonly f2: number | null;
  /** Precision counts twice as much as recall. */
  readonly f05: number | null;
  /** Harmonic mean of precision, recall, specificity and npv. */
  readonly p4: number | null;
  /** Correlation of decision and truth (Matthews); 0 where either is always the same. */
  readonly phi: number;
}

/** The names of {@link Rates}, in their order. */
export const RATES: readonly (keyof Rates)[] = Object.freeze(['precision', 'recall', 'specificity', 'npv', 'accuracy', 'f1', 'f2', 'f05', 'p4', 'phi']);

/**
 * Works out the rates of a confusion.
 *
 * @param confusion - pairs by decision and truth.
 * @returns the rates; those that are 1 or 0 by convention are so in Splink too.
 * @see Sitarz 2022, https://arxiv.org/abs/2210.11997: P4.
 * @example
 * ratesOf({ truePositives: 3, falsePositives: 1, falseNegatives: 1, trueNegatives: 5 }).f1; // => 0.75
 */
export function ratesOf({ truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn }: Confusion): Rates {
  const spread = Math.sqrt(tp + fp) * Math.sqrt(tp + fn) * Math.sqrt(tn + fp) * Math.sqrt(tn + fn);
  return {
    precision: tp + fp === 0 ? 1 : tp / (tp + fp),
    recall: share(tp, tp + fn),
    specificity: share(tn, tn + fp),
    npv: tn + fn === 0 ? 1 : tn / (tn + fn),
    accuracy: share(tp + tn, tp + fp + fn + tn),
    f1: share(2 * tp, 2 * tp + fn + fp),
    f2: share(5 * tp, 5 * tp + 4 * fn + fp),
    f05: share(1.25 * tp, 1.25 * tp + 0.25 * fn + fp),
    p4: share(4 * tp * tn, 4 * tp * tn + (tp + tn) * (fp + fn)),
    phi: spread === 0 ? 0 : (tp * tn - fp * fn) / spread,
  };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/**
 * Counts pairs by decision and truth at cuts: a pair is linked when it was scored and its weight is at or above the cut.
 *
 * @param counts - scored pairs whose truth is known.
 * @param totals - all pairs that are judged: those never scored were lost to blocking, and count as not linked.
 * @param cuts - cuts in bits, ascending; every weight that occurs unless given.
 * @returns one confusion per cut.
 * @throws {RangeError} if more pairs were scored than there are, or the cuts do not ascend.
 * @remarks O(weights + cuts).
 */
export function confusionsAt(counts: BitsCounts, totals: TruthTotals, cuts: ArrayLike<number> = counts.bits): Confusion[] {
  const { bits, pairs, matches } = counts;
  let truePositives = sum(matches);
  let falsePositives = sum(pairs) - truePositives;
  if (truePositives > totals.matches || falsePositives > totals.others) throw new RangeError('totals: expected at least the pairs that were scored');
  const confusions: Confusion[] = [];
  let below = 0;
  for (let index = 0; index < cuts.length; index++) {
    if (index > 0 && !(cuts[index]! > cuts[index - 1]!)) throw new RangeError('cuts: expected ascending numbers');
    for (; below < bits.length && bits[below]! < cuts[index]!; below++) {
      truePositives -= matches[below]!;
      falsePositives -= pairs[below]! - matches[below]!;
    }
    confusions.push({ truePositives, falsePositives, falseNegatives: totals.matches - truePositives, trueNegatives: totals.others - falsePositives });
  }
  return confusions;
}

function sum(values: Float64Array): number {
  // Counts are whole numbers below 2⁵³: any order gives the same sum.
  return values.reduce((total, value) => total + value, 0);
}

/** How well weights tell matches from other pairs, whatever the cut. */
export interface Areas {
  /** Probability that a match weighs more than another pair, ties counting one half; null without matches or others. */
  readonly receiverOperating: number | null;
  /** Mean of the precision at each match, from the heaviest down (average precision); null without matches. */
  readonly precisionRecall: number | null;
}

/**
 * Measures the areas under the curve of true against false positives, and under that of precision against recall.
 *
 * @param counts - scored pairs whose truth is known.
 * @param totals - all pairs that are judged; those never scored tie below all others.
 * @returns both areas. The first joins its points by straight lines, the second does not, since between two points precision
 *   does not lie on a line.
 * @throws {RangeError} if more pairs were scored than there are.
 * @see Davis and Goadrich 2006, https://doi.org/10.1145/1143844.1143874.
 * @example
 * const counts = { bits: Float64Array.of(0, 5), pairs: Float64Array.of(2, 1), matches: Float64Array.of(1, 1), binBits: 0 };
 * areasUnder(counts, { matches: 2, others: 1 }).receiverOperating; // => 0.75
 */
export function areasUnder(counts: BitsCounts, { matches, others }: TruthTotals): Areas {
  const [all] = confusionsAt(counts, { matches, others }, [-Infinity]);
  let truePositives = 0;
  let falsePositives = 0;
  let wins = 0;
  let precisions = 0;
  const lower = (tied: number, tiedMatches: number): void => {
    const tiedOthers = tied - tiedMatches;
    wins += tiedMatches * (others - falsePositives - tiedOthers / 2);
    truePositives += tiedMatches;
    falsePositives += tiedOthers;
    if (tiedMatches > 0) precisions += tiedMatches * (truePositives / (truePositives + falsePositives));
  };
  for (let at = counts.bits.length - 1; at >= 0; at--) lower(counts.pairs[at]!, counts.matches[at]!);
  lower(all!.falseNegatives + all!.trueNegatives, all!.falseNegatives);
  return { receiverOperating: matches * others === 0 ? null : wins / (matches * others), precisionRecall: share(precisions, matches) };
}

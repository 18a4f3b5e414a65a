/** The two greatest match weights of every record, over the pairs it is in. */
export interface BestWeights {
  /** Float64Array(records); −∞ where there are fewer. */
  readonly best: Float64Array;
  readonly second: Float64Array;
}

/** A link this much weaker than another one of the same record is not believed where records have one partner at most. */
const MARGIN_BITS = 3;
/** Only what is a likely match itself beats others. */
const LIKELY_BITS = 6;
/** Links that are hardly ever wrong. */
const STRONG_BITS = 10;

/**
 * Makes room for the best weights of records.
 *
 * @param records - number of records.
 * @returns −∞ for all.
 */
export function noWeights(records: number): BestWeights {
  return { best: new Float64Array(records).fill(-Infinity), second: new Float64Array(records).fill(-Infinity) };
}

/**
 * Notes the weight of a pair for both records.
 *
 * @param weights - changed.
 * @param left - ordinal.
 * @param right - ordinal.
 * @param bits - match weight.
 */
export function noteWeight({ best, second }: BestWeights, left: number, right: number, bits: number): void {
  for (const record of [left, right]) {
    if (bits > best[record]!) {
      second[record] = best[record]!;
      best[record] = bits;
    } else if (bits > second[record]!) second[record] = bits;
  }
}

/**
 * Tells whether one of the records of a pair has a much better partner.
 *
 * @param weights - of all candidate pairs.
 * @param left - ordinal.
 * @param right - ordinal.
 * @param bits - match weight of the pair.
 * @returns whether a partner of either is a likely match, and at least 3 bits stronger.
 */
export function isBeaten({ best }: BestWeights, left: number, right: number, bits: number): boolean {
  const rival = Math.max(best[left]!, best[right]!);
  return rival >= LIKELY_BITS && rival >= bits + MARGIN_BITS;
}

/**
 * Tells whether a pair is a strong link, and whether it shares a record with another one.
 *
 * @param weights - of all candidate pairs.
 * @param left - ordinal.
 * @param right - ordinal.
 * @param bits - match weight of the pair.
 * @returns `none` below 10 bits, else `alone` or `shared`.
 */
export function strengthOf({ best, second }: BestWeights, left: number, right: number, bits: number): 'none' | 'alone' | 'shared' {
  if (bits < STRONG_BITS) return 'none';
  return best[left]! > bits || best[right]! > bits || second[left]! >= STRONG_BITS || second[right]! >= STRONG_BITS ? 'shared' : 'alone';
}

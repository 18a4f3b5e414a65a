/** The two best partners of every record, over the pairs it is in. */
export interface BestPartners {
  /** Float64Array(records): match weights; −∞ where there are fewer. */
  readonly bestBits: Float64Array;
  readonly secondBits: Float64Array;
  /** Uint32Array(records): ordinals. */
  readonly best: Uint32Array;
  readonly second: Uint32Array;
}

/** A link this much weaker than another one of the same record is not believed where records have one partner at most. */
const MARGIN_BITS = 3;
/** Only what is a likely match itself beats others. */
const LIKELY_BITS = 6;

/** Links of so many bits are hardly ever wrong by chance. */
export const STRONG_BITS = 10;

/**
 * Makes room for the best partners of records.
 *
 * @param records - number of records.
 * @returns no partner for any.
 * @remarks 24 bytes a record.
 */
export function noPartners(records: number): BestPartners {
  return {
    bestBits: new Float64Array(records).fill(-Infinity), secondBits: new Float64Array(records).fill(-Infinity),
    best: new Uint32Array(records), second: new Uint32Array(records),
  };
}

/**
 * Notes a pair for both of its records.
 *
 * @param partners - changed.
 * @param left - ordinal.
 * @param right - ordinal.
 * @param bits - match weight.
 */
export function notePair(partners: BestPartners, left: number, right: number, bits: number): void {
  noteFor(partners, left, right, bits);
  noteFor(partners, right, left, bits);
}

/** Of equally good partners the one of the lesser ordinal is the better. */
function noteFor({ best, bestBits, second, secondBits }: BestPartners, record: number, partner: number, bits: number): void {
  if (bits > bestBits[record]! || (bits === bestBits[record] && partner < best[record]!)) {
    secondBits[record] = bestBits[record]!;
    second[record] = best[record]!;
    bestBits[record] = bits;
    best[record] = partner;
  } else if (bits > secondBits[record]! || (bits === secondBits[record] && partner < second[record]!)) {
    secondBits[record] = bits;
    second[record] = partner;
  }
}

/**
 * Tells whether one of the records of a pair has a much better partner.
 *
 * @param partners - of all candidate pairs.
 * @param left - ordinal.
 * @param right - ordinal.
 * @param bits - match weight of the pair.
 * @returns whether a partner of either is a likely match, and at least 3 bits stronger.
 */
export function isBeaten({ bestBits }: BestPartners, left: number, right: number, bits: number): boolean {
  const rival = Math.max(bestBits[left]!, bestBits[right]!);
  return rival >= LIKELY_BITS && rival >= bits + MARGIN_BITS;
}

import type { ScoredPairs } from './pair-scorer.ts';

/** The best partners of every record, whatever the order in which pairs come. */
export interface BestPartners {
  /** Takes a pair into account, for both records. */
  offer(left: number, right: number, bits: number): void;
  /** Tells whether a pair that was offered is among the best of one of its records at least. */
  holds(left: number, right: number, bits: number): boolean;
}

/**
 * Tells the memory that {@link bestPartners} takes, before it is taken.
 *
 * @param records - number of records.
 * @param count - partners of each record at most.
 * @returns bytes: a weight and an ordinal for each.
 */
export function bestPartnersBytes(records: number, count: number): number {
  return records * count * (Float64Array.BYTES_PER_ELEMENT + Uint32Array.BYTES_PER_ELEMENT);
}

/**
 * Makes room for the best partners of records: those of the highest weight; of equal ones, those that come first in the
 * order of the records.
 *
 * @param records - number of records.
 * @param count - partners of each record at most.
 * @returns no partners yet.
 * @remarks O(count) time a pair; 12 bytes per record and partner.
 */
export function bestPartners(records: number, count: number): BestPartners {
  const weights = new Float64Array(records * count).fill(-Infinity);
  const partners = new Uint32Array(records * count).fill(NOBODY);

  function isBetter(bits: number, partner: number, place: number): boolean {
    return bits > weights[place]! || (bits === weights[place]! && partner < partners[place]!);
  }

  function offerTo(record: number, partner: number, bits: number): void {
    const first = record * count;
    let place = first + count - 1;
    if (!isBetter(bits, partner, place)) return;
    for (; place > first && isBetter(bits, partner, place - 1); place--) {
      weights[place] = weights[place - 1]!;
      partners[place] = partners[place - 1]!;
    }
    weights[place] = bits;
    partners[place] = partner;
  }

  return {
    offer(left, right, bits) {
      offerTo(left, right, bits);
      offerTo(right, left, bits);
    },
    holds(left, right, bits) {
      const lastOfLeft = (left + 1) * count - 1;
      const lastOfRight = (right + 1) * count - 1;
      return isBetter(bits, right, lastOfLeft) || partners[lastOfLeft] === right || isBetter(bits, left, lastOfRight) || partners[lastOfRight] === left;
    },
  };
}

/** No ordinal of a record: there are fewer. */
const NOBODY = 0xffffffff;

/**
 * Keeps the pairs that are among the best of one of their records.
 *
 * @param best - the best partners, of all pairs there are.
 * @param part - scored pairs.
 * @param comparisons - levels told of each pair.
 * @returns new arrays, in the order of the pairs.
 */
export function keepBest(best: BestPartners, part: ScoredPairs, comparisons: number): ScoredPairs {
  const { lefts, rights, bits, rules, levels, frequencyBits } = part;
  const places = Uint32Array.from({ length: part.pairs }, (_, pair) => pair).filter((pair) => best.holds(lefts[pair]!, rights[pair]!, bits[pair]!));
  const wide = (place: number): number => places[Math.floor(place / comparisons)]! * comparisons + place % comparisons;
  const length = places.length * comparisons;
  return {
    ...part,
    pairs: places.length,
    lefts: places.map((pair) => lefts[pair]!),
    rights: places.map((pair) => rights[pair]!),
    rules: Uint8Array.from(places, (pair) => rules[pair]!),
    bits: Float64Array.from(places, (pair) => bits[pair]!),
    levels: levels === null ? null : Uint8Array.from({ length }, (_, place) => levels[wide(place)]!),
    frequencyBits: frequencyBits === null ? null : Float64Array.from({ length }, (_, place) => frequencyBits[wide(place)]!),
  };
}

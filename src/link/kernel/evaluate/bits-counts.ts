/** How many pairs have each weight. */
export interface BitsCounts {
  /** Float64Array(n): distinct weights in bits, ascending. */
  readonly bits: Float64Array;
  /** Float64Array(n): pairs of each weight. */
  readonly pairs: Float64Array;
  /** Float64Array(n): those among them that match in truth; zeros where no truth is known. */
  readonly matches: Float64Array;
  /** Width to which weights were rounded down, in bits; 0 where each is kept as it is. */
  readonly binBits: number;
}

/** Whether a pair matches, as far as is known. */
export const TRUTH: Readonly<{ OTHER: 0; MATCH: 1; UNKNOWN: 2 }> = Object.freeze({ OTHER: 0, MATCH: 1, UNKNOWN: 2 });

/** Counts weights while pairs stream by. */
export interface BitsCounter {
  /**
   * Adds pairs.
   *
   * @param bits - weights; `pairs` of them.
   * @param truths - {@link TRUTH} of each pair, of which the unknown are left out; `null` counts all, without truth.
   * @param pairs - pairs to add.
   * @throws {RangeError} for a weight that is NaN.
   */
  add(bits: Float64Array, truths: Uint8Array | null, pairs: number): void;
  /** Gives the counts so far. */
  counts(): BitsCounts;
}

/** Weights held before they are sorted and merged; more once there are more distinct ones, so that a merge stays cheap. */
const HELD = 65_536;
/** First width to which weights are rounded where there are too many. */
const FIRST_BIN_BITS = 2 ** -20;

/**
 * Starts counting pairs by weight, exactly: pairs of one weight stand and fall together at every cut.
 *
 * @param maxWeights - distinct weights kept apart; a million unless said otherwise. Beyond them all weights are rounded
 *   down to a multiple of the least power of two, from 2⁻²⁰ bits up, that leaves few enough.
 * @returns a counter without pairs.
 * @remarks Neither the order of the pairs nor how they are cut into batches changes the result, rounded or not. O(pairs × log
 *   held); 24 bytes per distinct weight, and as much while it merges, whatever the number of pairs.
 * @example
 * const counter = bitsCounter();
 * counter.add(Float64Array.of(4, -2, 4), Uint8Array.of(1, 0, 0), 3);
 * counter.counts().bits; // => [-2, 4]
 * counter.counts().matches; // => [0, 1]
 */
export function bitsCounter(maxWeights: number = 2 ** 20): BitsCounter {
  let state: BitsCounts = { bits: new Float64Array(0), pairs: new Float64Array(0), matches: new Float64Array(0), binBits: 0 };
  let held = [new Float64Array(HELD), new Float64Array(HELD)];
  const filled = [0, 0];
  const merge = (): void => {
    for (const isMatch of [0, 1]) state = withWeights(state, held[isMatch]!.subarray(0, filled[isMatch]).sort(), isMatch === 1);
    filled.fill(0);
    while (state.bits.length > maxWeights) state = rounded(state, state.binBits === 0 ? FIRST_BIN_BITS : 2 * state.binBits);
    if (held[0]!.length < state.bits.length) held = held.map(() => new Float64Array(2 * state.bits.length));
  };
  return {
    add(bits, truths, pairs) {
      for (let pair = 0; pair < pairs; pair++) {
        const truth = truths === null ? TRUTH.OTHER : truths[pair]!;
        if (Number.isNaN(bits[pair])) throw new RangeError('bits: expected numbers, got NaN');
        if (truth === TRUTH.UNKNOWN) continue;
        if (filled[truth] === held[truth]!.length) merge();
        // Adding zero makes −0 into 0.
        held[truth]![filled[truth]!++] = roundDown(bits[pair]! + 0, state.binBits);
      }
    },
    counts() {
      merge();
      return state;
    },
  };
}

function roundDown(bits: number, binBits: number): number {
  return binBits === 0 ? bits : Math.floor(bits / binBits) * binBits + 0;
}

/** Merges sorted weights, all of one truth, into the counts. */
function withWeights({ bits, pairs, matches, binBits }: BitsCounts, weights: Float64Array, isMatch: boolean): BitsCounts {
  if (weights.length === 0) return { bits, pairs, matches, binBits };
  const most = bits.length + weights.length;
  const out = { bits: new Float64Array(most), pairs: new Float64Array(most), matches: new Float64Array(most) };
  let size = 0;
  for (let known = 0, added = 0; known < bits.length || added < weights.length; size++) {
    const weight = added === weights.length || bits[known]! <= weights[added]! ? bits[known]! : weights[added]!;
    out.bits[size] = weight;
    if (bits[known] === weight) {
      out.pairs[size] = pairs[known]!;
      out.matches[size] = matches[known++]!;
    }
    for (; weights[added] === weight; added++) {
      out.pairs[size]!++;
      if (isMatch) out.matches[size]!++;
    }
  }
  return { bits: out.bits.slice(0, size), pairs: out.pairs.slice(0, size), matches: out.matches.slice(0, size), binBits };
}

/** Rounds the weights down to multiples of a width, which joins neighbours. */
function rounded({ bits, pairs, matches }: BitsCounts, binBits: number): BitsCounts {
  const out = { bits: bits.slice(), pairs: new Float64Array(bits.length), matches: new Float64Array(bits.length) };
  let size = 0;
  for (let at = 0; at < bits.length; at++) {
    const bin = roundDown(bits[at]!, binBits);
    if (size === 0 || out.bits[size - 1] !== bin) out.bits[size++] = bin;
    out.pairs[size - 1]! += pairs[at]!;
    out.matches[size - 1]! += matches[at]!;
  }
  return { bits: out.bits.slice(0, size), pairs: out.pairs.slice(0, size), matches: out.matches.slice(0, size), binBits };
}

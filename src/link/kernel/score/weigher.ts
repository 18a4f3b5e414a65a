import type { ComparisonKernel } from '../compare/comparison-kernel.ts';
import { levelFinder } from '../compare/level-finder.ts';
import type { PackedCodes } from '../compare/packed-codes.ts';
import type { RecordTable } from '../records.ts';
import { frequencyBits } from './frequency-bits.ts';
import { kindWeigher } from './kind-bits.ts';
import { bitsTable, sumBits } from './pattern-bits.ts';
import { boundedBits, type WeightProgram } from './weight-program.ts';

/** Weighs pairs, a chunk at a time. Not re-entrant: what it found is overwritten by the next chunk. */
export interface Weigher {
  /** Uint8Array: level of pair `i` in comparison `c` at `c · chunkPairs + i`. */
  readonly levels: Uint8Array;
  /** Float64Array: match weight of each pair of the last chunk. */
  readonly bits: Float64Array;
  /** Float64Array: bits added to pair `i` for the frequency of what comparison `c` agrees on, at `c · chunkPairs + i`; null unless asked for. */
  readonly frequencyBits: Float64Array | null;
  /**
   * Weighs pairs.
   *
   * @param lefts - ordinals of the left records.
   * @param rights - ordinals of the right records.
   * @param pairs - number of pairs, at most `chunkPairs`.
   */
  weigh(lefts: Uint32Array, rights: Uint32Array, pairs: number): void;
}

/** What pairs are weighed by. */
export interface WeighingSetting {
  readonly table: Pick<RecordTable, 'columns'>;
  readonly comparisons: readonly ComparisonKernel[];
  /** The codes that comparisons go by. */
  readonly packed: PackedCodes;
}

/**
 * Readies the weighing of pairs.
 *
 * @param setting - records and comparisons.
 * @param weights - the model in bits.
 * @param chunkPairs - pairs of a chunk at most.
 * @param tellsFrequencies - whether the bits of frequencies are told apart.
 * @returns the weigher; it holds one chunk, and the bits of every pattern where they are at most 2²⁰.
 */
export function makeWeigher({ table, comparisons, packed }: WeighingSetting, weights: WeightProgram, chunkPairs: number, tellsFrequencies: boolean): Weigher {
  const kinds = weights.kinds === null ? null : kindWeigher(weights.kinds, chunkPairs);
  const known = kinds === null ? bitsTable(weights) : null;
  const finder = levelFinder(comparisons, packed);
  const levels = new Uint8Array(comparisons.length * chunkPairs);
  const bits = new Float64Array(chunkPairs);
  const patterns = new Uint32Array(chunkPairs);
  const added = tellsFrequencies ? new Float64Array(comparisons.length * chunkPairs) : null;
  const frequencies = comparisons.map(({ program }, index) => frequencyBits(program, weights.comparisons[index]!, table));

  function fillPatternBits(pairs: number): void {
    if (known === null) {
      for (let pair = 0; pair < pairs; pair++) bits[pair] = sumBits(weights, levels, pair, chunkPairs);
      return;
    }
    patterns.fill(0, 0, pairs);
    for (let index = 0; index < comparisons.length; index++) {
      const from = index * chunkPairs;
      const count = comparisons[index]!.levels;
      for (let pair = 0; pair < pairs; pair++) patterns[pair] = patterns[pair]! * count + levels[from + pair]!;
    }
    for (let pair = 0; pair < pairs; pair++) bits[pair] = known[patterns[pair]!]!;
  }

  return {
    levels,
    bits,
    frequencyBits: added,
    weigh(lefts, rights, pairs) {
      finder.find(lefts, rights, pairs, levels, chunkPairs);
      // Of kinds, bits hold what frequencies add until all is known.
      if (kinds === null) fillPatternBits(pairs);
      else bits.fill(0, 0, pairs);
      frequencies.forEach((frequency, index) => frequency?.add(lefts, rights, pairs, levels, index * chunkPairs, bits, added));
      kinds?.weigh(levels, bits, pairs);
      for (let pair = 0; pair < pairs; pair++) bits[pair] = boundedBits(bits[pair]!);
    },
  };
}

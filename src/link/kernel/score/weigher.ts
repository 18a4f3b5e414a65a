import type { ComparisonKernel } from '../compare/comparison-kernel.ts';
import type { ComparisonProgram } from '../compare/program.ts';
import type { RecordTable } from '../records.ts';
import { frequenciesOf, frequencyOf } from './frequency-kernel.ts';
import { bitsTable, sumBits } from './pattern-bits.ts';
import { boundedBits, type ComparisonWeights, type WeightProgram } from './weight-program.ts';

/** Weighs pairs, a chunk at a time. Not re-entrant: what it found is overwritten by the next chunk. */
export interface Weigher {
  /** Uint8Array: level of pair `i` in comparison `c` at `c · chunkPairs + i`. */
  readonly levels: Uint8Array;
  /** Float64Array: match weight of each pair of the last chunk. */
  readonly bits: Float64Array;
  /** Float64Array: bits added to pair `i` for the frequency of what comparison `c` agrees on, at `c · chunkPairs + i`. */
  readonly frequencyBits: Float64Array;
  /**
   * Weighs pairs.
   *
   * @param lefts - ordinals of the left records.
   * @param rights - ordinals of the right records.
   * @param pairs - number of pairs, at most `chunkPairs`.
   */
  weigh(lefts: Uint32Array, rights: Uint32Array, pairs: number): void;
}

/**
 * Readies the weighing of pairs.
 *
 * @param comparisons - the comparisons.
 * @param weights - the model in bits.
 * @param table - the records.
 * @param chunkPairs - pairs of a chunk at most.
 * @returns the weigher; it holds one chunk, and the bits of every pattern where they are at most 2²⁰.
 */
export function makeWeigher(comparisons: readonly ComparisonKernel[], weights: WeightProgram, table: Pick<RecordTable, 'columns'>, chunkPairs: number): Weigher {
  const known = bitsTable(weights);
  const levels = new Uint8Array(comparisons.length * chunkPairs);
  const bits = new Float64Array(chunkPairs);
  const frequencyBits = new Float64Array(comparisons.length * chunkPairs);
  const patterns = new Uint32Array(chunkPairs);
  const frequencies = comparisons.map(({ program }, index) => frequencyWeights(program, weights.comparisons[index]!, table));

  function addPatternBits(pairs: number): void {
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
    frequencyBits,
    weigh(lefts, rights, pairs) {
      for (let index = 0; index < comparisons.length; index++) comparisons[index]!.levelsOf(lefts, rights, pairs, levels, index * chunkPairs, 1);
      addPatternBits(pairs);
      for (let index = 0; index < comparisons.length; index++) {
        const frequency = frequencies[index]!;
        if (frequency === null) continue;
        const from = index * chunkPairs;
        for (let pair = 0; pair < pairs; pair++) {
          const bitsOf = frequency[levels[from + pair]!];
          const more = bitsOf === null || bitsOf === undefined ? 0 : bitsOf(lefts[pair]!, rights[pair]!);
          frequencyBits[from + pair] = more;
          bits[pair]! += more;
        }
      }
      for (let pair = 0; pair < pairs; pair++) bits[pair] = boundedBits(bits[pair]!);
    },
  };
}

type FrequencyBits = (left: number, right: number) => number;

/** By level, what the frequency of an agreement adds; null where nothing does. */
function frequencyWeights(
  program: ComparisonProgram, { baselineBits }: ComparisonWeights, table: Pick<RecordTable, 'columns'>,
): readonly (FrequencyBits | null)[] | null {
  const kernels = frequenciesOf(program, table);
  return kernels === null ? null : program.levels.map(({ frequency }, level) => {
    const kernel = kernels[level]!;
    if (frequency === null || kernel === null) return null;
    return (left, right) => {
      const count = kernel.countOf(left, right);
      return count === 0 ? 0 : frequency.weight * (baselineBits[level]! - Math.log2(frequencyOf(count, kernel.total, frequency)));
    };
  });
}

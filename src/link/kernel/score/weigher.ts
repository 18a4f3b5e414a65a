import type { PairScreen } from '../block/pair-screen.ts';
import type { ComparisonKernel } from '../compare/comparison-kernel.ts';
import type { LevelMemory } from '../compare/compiled-levels.ts';
import { levelFinder } from '../compare/level-finder.ts';
import type { PackedCodes } from '../compare/packed-codes.ts';
import type { RecordTable } from '../records.ts';
import { frequencyBits } from './frequency-bits.ts';
import { kindWeigher } from './kind-bits.ts';
import { levelLosses } from './level-losses.ts';
import { bitsTable, sumBits } from './pattern-bits.ts';
import { boundedBits, type WeightProgram } from './weight-program.ts';

/** Weighs pairs, a chunk at a time. Not re-entrant: what it found is overwritten by the next chunk. */
export interface Weigher {
  /** Uint32Array: which pairs of the last chunk were weighed, rising; the `i`-th of these is meant by `i` below. */
  readonly places: Uint32Array;
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
   * @param rules - the rule that gave each pair, where it is known; those of one rule come together.
   * @returns how many were weighed; the others are not worth keeping.
   */
  weigh(lefts: Uint32Array, rights: Uint32Array, pairs: number, rules?: Uint8Array | null): number;
  /** Gives pairs of blocks up that are not worth keeping; null where it can tell none. */
  readonly screen: PairScreen | null;
}

/** What pairs are weighed by. */
export interface WeighingSetting {
  readonly table: Pick<RecordTable, 'columns'>;
  readonly comparisons: readonly ComparisonKernel[];
  /** The codes that comparisons go by. */
  readonly packed: PackedCodes;
  /** What is compared, where it was laid out for several threads. */
  readonly shared?: LevelMemory | null;
}

/**
 * Readies the weighing of pairs.
 *
 * @param setting - records and comparisons.
 * @param weights - the model in bits.
 * @param chunkPairs - pairs of a chunk at most.
 * @param tellsFrequencies - whether the bits of frequencies are told apart.
 * @param minBits - pairs that cannot reach this weight need not be weighed; −∞ weighs all.
 * @returns the weigher; it holds one chunk, and the bits of every pattern where they are at most 2²⁰.
 */
export function makeWeigher(
  { table, comparisons, packed, shared = null }: WeighingSetting, weights: WeightProgram, chunkPairs: number, tellsFrequencies: boolean, minBits: number = -Infinity,
): Weigher {
  const kinds = weights.kinds === null ? null : kindWeigher(weights.kinds, chunkPairs);
  const known = kinds === null ? bitsTable(weights) : null;
  const losses = levelLosses(weights, comparisons.map(({ program }) => program), table, minBits);
  const finder = levelFinder(comparisons, packed, chunkPairs, losses, shared);
  const { places } = finder;
  const keptLefts = new Uint32Array(losses === null ? 0 : chunkPairs);
  const keptRights = new Uint32Array(losses === null ? 0 : chunkPairs);
  const levels = new Uint8Array(comparisons.length * chunkPairs);
  const bits = new Float64Array(chunkPairs);
  const patterns = new Uint32Array(chunkPairs);
  const added = tellsFrequencies ? new Float64Array(comparisons.length * chunkPairs) : null;
  const frequencies = comparisons.map(({ program }, index) => frequencyBits(program, weights.comparisons[index]!, table, packed));

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

  /** Weighs pairs by their levels. */
  function weighLevels(lefts: Uint32Array, rights: Uint32Array, pairs: number): number {
    // Of kinds, bits hold what frequencies add until all is known.
    if (kinds === null) fillPatternBits(pairs);
    else bits.fill(0, 0, pairs);
    frequencies.forEach((frequency, index) => frequency?.add(lefts, rights, pairs, levels, index * chunkPairs, bits, added));
    kinds?.weigh(levels, bits, pairs);
    for (let pair = 0; pair < pairs; pair++) bits[pair] = boundedBits(bits[pair]!);
    return pairs;
  }

  return {
    places,
    levels,
    bits,
    frequencyBits: added,
    screen: finder.screen,
    weigh(lefts, rights, pairs, rules = null) {
      const found = finder.find(lefts, rights, pairs, rules, levels);
      if (losses === null) return weighLevels(lefts, rights, pairs);
      for (let place = 0; place < found; place++) {
        keptLefts[place] = lefts[places[place]!]!;
        keptRights[place] = rights[places[place]!]!;
      }
      return weighLevels(keptLefts, keptRights, found);
    },
  };
}

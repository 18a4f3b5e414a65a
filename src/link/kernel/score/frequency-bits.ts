import type { ComparisonProgram, FrequencyProgram, TestProgram } from '../compare/program.ts';
import type { RecordColumn, RecordTable } from '../records.ts';
import { frequencyKernel, frequencyOf } from './frequency-kernel.ts';
import type { ComparisonWeights } from './weight-program.ts';

/** Adds what the frequency of agreements of one comparison is worth. */
export interface FrequencyBits {
  /**
   * Adds to the bits of pairs.
   *
   * @param lefts - ordinals of the left records.
   * @param rights - ordinals of the right records.
   * @param pairs - number of pairs.
   * @param levels - levels in all comparisons.
   * @param at - where those of this one begin.
   * @param bits - is added to.
   * @param added - receives what was added, at the same places; null where nobody wants to know.
   */
  add(lefts: Uint32Array, rights: Uint32Array, pairs: number, levels: Uint8Array, at: number, bits: Float64Array, added: Float64Array | null): void;
}

/**
 * Readies the frequencies of one comparison.
 *
 * @param program - its levels.
 * @param weights - its weights.
 * @param table - the records.
 * @returns what adds bits; null where no level is adjusted.
 * @remarks 4 bytes for each distinct value of a column that counts.
 */
export function frequencyBits({ levels }: ComparisonProgram, { baselineBits }: ComparisonWeights, { columns }: Pick<RecordTable, 'columns'>): FrequencyBits | null {
  // Where what is ordinary never happens by chance, no frequency can be measured against it.
  const adding = levels.flatMap(({ frequency, test }, level) => (
    frequency === null || baselineBits[level] === -Infinity ? [] : [levelBits(level, frequency, isOnColumn(test, frequency.column), baselineBits[level]!, columns[frequency.column]!)]));
  if (adding.length === 0) return null;
  return {
    add(lefts, rights, pairs, ofPairs, at, bits, added) {
      added?.fill(0, at, at + pairs);
      for (const add of adding) add(lefts, rights, pairs, ofPairs, at, bits, added);
    },
  };
}

/** Counts whose logarithm is remembered. */
const TABLE_COUNTS = 4096;

/** Whether pairs agree on the very value that is counted. */
function isOnColumn(test: TestProgram, column: number): boolean {
  return test.kind === 'equal' && test.left === column && test.right === column;
}

function levelBits(level: number, frequency: FrequencyProgram, isOfOneValue: boolean, baseline: number, column: RecordColumn): FrequencyBits['add'] {
  const { total, countOf } = frequencyKernel(column);
  const { weight } = frequency;
  // The greater frequency of the two counts; a null has none. Frequent values are few, and rare ones have few counts.
  const logs = new Float64Array(TABLE_COUNTS).fill(NaN);
  const logOf = (count: number): number => {
    if (count === 0) return -Infinity;
    if (count >= TABLE_COUNTS) return Math.log2(frequencyOf(count, total, frequency));
    if (Number.isNaN(logs[count])) logs[count] = Math.log2(frequencyOf(count, total, frequency));
    return logs[count]!;
  };
  return (lefts, rights, pairs, ofPairs, at, bits, added) => {
    // The left record is mostly that of the pair before.
    const others = isOfOneValue ? lefts : rights;
    for (let pair = 0; pair < pairs; pair++) {
      if (ofPairs[at + pair] !== level) continue;
      const most = logOf(countOf(lefts[pair]!, others[pair]!));
      if (most === -Infinity) continue;
      const more = weight * (baseline - most);
      bits[pair]! += more;
      if (added !== null) added[at + pair] = more;
    }
  };
}

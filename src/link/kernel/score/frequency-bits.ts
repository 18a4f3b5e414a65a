import type { PackedCodes } from '../compare/packed-codes.ts';
import type { ComparisonProgram, FrequencyProgram, LevelProgram } from '../compare/program.ts';
import type { RecordColumn, RecordTable } from '../records.ts';
import { countWithValue, frequencyKernel, frequencyOf, type FrequencyKernel } from './frequency-kernel.ts';
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
 * @param packed - codes of some columns, side by side; null for none.
 * @returns what adds bits; null where no level is adjusted.
 * @remarks 4 bytes for each distinct value of a column that counts, nothing where packed codes are enough.
 */
export function frequencyBits({ levels }: ComparisonProgram, { baselineBits }: ComparisonWeights, { columns }: Pick<RecordTable, 'columns'>, packed: PackedCodes | null = null): FrequencyBits | null {
  // Where what is ordinary never happens by chance, no frequency can be measured against it.
  const adding = levels.flatMap((one, level) => {
    const { frequency } = one;
    if (frequency === null || baselineBits[level] === -Infinity) return [];
    const column = columns[frequency.column]!;
    const frequencies = packed !== null && isCountedPacked(one, columns, packed) ? packedFrequencies(column, packed, frequency.column) : frequencyKernel(column);
    return [levelBits(level, frequency, baselineBits[level]!, frequencies)];
  });
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

/**
 * Tells whether packed codes are enough to count what pairs agree on at a level: where both records have the one value that is counted, its code is
 * that of the left one, which was read just now, when the pairs were compared.
 *
 * @param level - a level that counts frequencies, or not.
 * @param columns - the columns of the records; their codes may be let go of where this is so.
 * @param packed - says which columns are packed.
 * @returns whether no code is looked up elsewhere.
 */
export function isCountedPacked({ frequency, test }: LevelProgram, columns: readonly Pick<RecordColumn, 'dictionary'>[], packed: Pick<PackedCodes, 'columns'>): boolean {
  if (frequency === null || test.kind !== 'equal') return false;
  const { column } = frequency;
  return test.left === column && test.right === column && columns[column]!.dictionary.kind !== 'texts' && packed.columns.includes(column);
}

/** Frequencies of pairs that agree on a value: how many records have none is never asked, so that counts serve as they are. */
function packedFrequencies(column: RecordColumn, { columns, words }: PackedCodes, place: number): Frequencies {
  const { counts } = column;
  const width = columns.length;
  const first = columns.indexOf(place);
  return { total: countWithValue(column), countOf: (left) => counts[words[left * width + first]!]! };
}

type Frequencies = Pick<FrequencyKernel, 'total' | 'countOf'>;

function levelBits(level: number, frequency: FrequencyProgram, baseline: number, { total, countOf }: Frequencies): FrequencyBits['add'] {
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
    for (let pair = 0; pair < pairs; pair++) {
      if (ofPairs[at + pair] !== level) continue;
      const most = logOf(countOf(lefts[pair]!, rights[pair]!));
      if (most === -Infinity) continue;
      const more = weight * (baseline - most);
      bits[pair]! += more;
      if (added !== null) added[at + pair] = more;
    }
  };
}

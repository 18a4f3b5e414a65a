import type { ComparisonProgram } from '../compare/program.ts';
import type { RecordTable } from '../records.ts';
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
 * @remarks 8 bytes for each distinct value of a column that counts.
 */
export function frequencyBits({ levels }: ComparisonProgram, { baselineBits }: ComparisonWeights, { columns }: Pick<RecordTable, 'columns'>): FrequencyBits | null {
  if (levels.every(({ frequency }) => frequency === null)) return null;
  const bitsOf = levels.map(({ frequency }, level): PairBits | null => {
    if (frequency === null) return null;
    const column = columns[frequency.column]!;
    const { total, countOf } = frequencyKernel(column);
    const logOf = (count: number): number => (count === 0 ? -Infinity : Math.log2(frequencyOf(count, total, frequency)));
    const baseline = baselineBits[level]!;
    if (column.dictionary.kind === 'texts') {
      return (left, right) => {
        const count = countOf(left, right);
        return count === 0 ? 0 : frequency.weight * (baseline - logOf(count));
      };
    }
    // The greater frequency of the two; a null has none.
    const logs = Float64Array.from(column.counts, (count, code) => logOf(code === 0 ? 0 : count));
    const { codes } = column;
    return (left, right) => {
      const most = Math.max(logs[codes[left]!]!, logs[codes[right]!]!);
      return most === -Infinity ? 0 : frequency.weight * (baseline - most);
    };
  });
  const isAdjusted = Uint8Array.from(bitsOf, (one) => Number(one !== null));
  return {
    add(lefts, rights, pairs, ofPairs, at, bits, added) {
      for (let pair = 0; pair < pairs; pair++) {
        const level = ofPairs[at + pair]!;
        const more = isAdjusted[level] === 1 ? bitsOf[level]!(lefts[pair]!, rights[pair]!) : 0;
        bits[pair]! += more;
        if (added !== null) added[at + pair] = more;
      }
    },
  };
}

type PairBits = (left: number, right: number) => number;

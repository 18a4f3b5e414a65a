import type { ComparisonProgram, FrequencyProgram } from '../compare/program.ts';
import type { RecordColumn, RecordTable, TextListDictionary } from '../records.ts';

/** Tells how frequent what two records agree on is. */
export interface FrequencyKernel {
  /** Records with a value, over all sources. */
  readonly total: number;
  /** Uint32Array: records with each value that records can agree on, by its code; of lists, with each element. 0 for null. */
  readonly counts: Uint32Array;
  /**
   * Counts the records that have the more frequent of two values; of lists, those that have the rarest common element.
   *
   * @param left - ordinal of a record.
   * @param right - ordinal of a record.
   * @returns the count; 0 where neither has a value, or lists have nothing in common.
   */
  countOf(left: number, right: number): number;
}

/**
 * Makes the frequencies of a column.
 *
 * @param column - what is counted.
 * @returns the kernel.
 * @remarks O(distinct values), for lists O(elements of distinct lists); 4 bytes each.
 */
export function frequencyKernel(column: RecordColumn): FrequencyKernel {
  const { codes, counts, dictionary } = column;
  const total = countWithValue(column);
  if (dictionary.kind === 'texts') {
    const ofElements = elementCounts(column, dictionary);
    return { total, counts: ofElements, countOf: rarestInCommon(codes, dictionary, ofElements) };
  }
  const countOfCode = counts.slice();
  countOfCode[0] = 0;
  return { total, counts: countOfCode, countOf: (left, right) => Math.max(countOfCode[codes[left]!]!, countOfCode[codes[right]!]!) };
}

/** Totals by the counts that they sum up: losses, weights and levels ask for the same. */
const totals = new WeakMap<Uint32Array, number>();

/**
 * Counts the records that have a value.
 *
 * @param column - what is counted; its counts stay as they are.
 * @returns the count, over all sources.
 * @remarks O(distinct values), once for each column.
 */
export function countWithValue({ counts, dictionary }: Pick<RecordColumn, 'counts' | 'dictionary'>): number {
  const known = totals.get(counts);
  if (known !== undefined) return known;
  let total = 0;
  for (let code = 1; code <= dictionary.size; code++) total += counts[code]!;
  totals.set(counts, total);
  return total;
}

/**
 * Tells the frequency that agreement is weighed by.
 *
 * @param count - records with the value, at least 1.
 * @param total - records with any value.
 * @param program - gives the least frequency that counts.
 * @returns a share in (0, 1].
 */
export function frequencyOf(count: number, total: number, { minFrequency }: FrequencyProgram): number {
  return Math.max(count / total, minFrequency);
}

/**
 * Makes the frequencies that a comparison counts.
 *
 * @param comparison - a comparison.
 * @param table - the records.
 * @returns by level, the frequencies of what it agrees on, null where they do not count; null where no level counts any.
 */
export function frequenciesOf({ levels }: ComparisonProgram, { columns }: Pick<RecordTable, 'columns'>): readonly (FrequencyKernel | null)[] | null {
  if (levels.every(({ frequency }) => frequency === null)) return null;
  return levels.map(({ frequency }) => (frequency === null ? null : frequencyKernel(columns[frequency.column]!)));
}

/** Counts the records whose list has each text, once a record. */
function elementCounts({ counts }: RecordColumn, { size, offsets, elements, texts }: TextListDictionary): Uint32Array {
  const found = new Uint32Array(texts.size + 1);
  const lastList = new Uint32Array(texts.size + 1);
  for (let list = 1; list <= size; list++) {
    for (let index = offsets[list]!; index < offsets[list + 1]!; index++) {
      const text = elements[index]!;
      if (text === 0 || lastList[text] === list) continue;
      lastList[text] = list;
      found[text]! += counts[list]!;
    }
  }
  return found;
}

function rarestInCommon(codes: Uint32Array, { offsets, elements }: TextListDictionary, counts: Uint32Array): (left: number, right: number) => number {
  return (left, right) => {
    const one = codes[left]!;
    const other = codes[right]!;
    let rarest = 0;
    for (let index = offsets[one]!; index < offsets[one + 1]!; index++) {
      const text = elements[index]!;
      if (text === 0 || (rarest !== 0 && counts[text]! >= rarest)) continue;
      for (let place = offsets[other]!; place < offsets[other + 1]!; place++) {
        if (elements[place] !== text) continue;
        rarest = counts[text]!;
        break;
      }
    }
    return rarest;
  };
}

import type { Dictionary, RecordColumn, RecordTable } from '../records.ts';
import { openDictionary, type OpenDictionary } from './open-dictionary.ts';

/** Records that are compared at once. */
export const CANDIDATES = 1024;

/** Place of the new record behind the candidates. */
export const NEWCOMER: number = CANDIDATES;

/** Place of another new record, which the first may be compared with. */
export const OTHER_NEWCOMER: number = CANDIDATES + 1;

/** Values that one new record may bring along, and their symbols or elements. */
const SPARE = { sequences: 1024, words: 1 << 18 };

/**
 * A small table of candidates and a new record, with the dictionaries of all records and what the new record brings along: kernels made
 * for it serve one new record after the other.
 */
export interface CandidateTable {
  readonly columns: readonly RecordColumn[];
  /** Puts prepared records at the places from 0 on. */
  put(records: Uint32Array, from: number, count: number): void;
  /**
   * Puts a new record at a place.
   *
   * @param table - the table it is in, by the same expressions.
   * @param record - its ordinal there.
   * @param place - {@link NEWCOMER} or {@link OTHER_NEWCOMER}.
   * @throws {RangeError} when its values are too long.
   */
  putNew(table: Pick<RecordTable, 'columns'>, record: number, place: number): void;
  /** Tells the code of the new record in a column, among those of all records: 0 for null and for new values. */
  knownCode(column: number): number;
  /** Tells the codes of the elements of the new record's list: 0 for null and for new texts; of lists of numbers, the numbers. */
  knownElements(column: number): ArrayLike<number>;
  /** Forgets what new records brought along. */
  forget(): void;
}

/**
 * Makes a table for candidates.
 *
 * @param table - the prepared records.
 * @returns the table, empty.
 * @remarks O(distinct values) time and memory: dictionaries are copied, with room behind them.
 */
export function candidateTable(table: RecordTable): CandidateTable {
  const opened = new Map<Dictionary, OpenDictionary>();
  const open = table.columns.map(({ dictionary }) => {
    const known = opened.get(dictionary) ?? openDictionary(dictionary, SPARE);
    opened.set(dictionary, known);
    return known;
  });
  const columns = table.columns.map(({ counts }, index): RecordColumn => {
    const { dictionary } = open[index]!;
    const roomy = new Uint32Array(dictionary.size + 1);
    roomy.set(counts);
    return { codes: new Uint32Array(CANDIDATES + 2), counts: roomy, dictionary };
  });
  return {
    columns,
    put(records, from, count) {
      columns.forEach(({ codes }, index) => {
        const source = table.columns[index]!.codes;
        for (let place = 0; place < count; place++) codes[place] = source[records[from + place]!]!;
      });
    },
    putNew(other, record, place) {
      columns.forEach(({ codes }, index) => {
        const { codes: theirs, dictionary } = other.columns[index]!;
        codes[place] = open[index]!.codeOf(dictionary, theirs[record]!);
      });
    },
    knownCode(column) {
      const code = columns[column]!.codes[NEWCOMER]!;
      return code <= open[column]!.size ? code : 0;
    },
    knownElements(column) {
      const { codes, dictionary } = columns[column]!;
      const code = codes[NEWCOMER]!;
      if (dictionary.kind === 'numbers') return dictionary.numbers.subarray(dictionary.offsets[code], dictionary.offsets[code + 1]);
      if (dictionary.kind !== 'texts') return [];
      const base = table.columns[column]!.dictionary as typeof dictionary;
      return dictionary.elements.subarray(dictionary.offsets[code], dictionary.offsets[code + 1]).map((text) => (text <= base.texts.size ? text : 0));
    },
    forget() {
      for (const dictionary of opened.values()) dictionary.forget();
    },
  };
}

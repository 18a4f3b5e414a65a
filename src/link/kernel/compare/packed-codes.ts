import { arraysLike } from '../records/array-maker.ts';
import type { RecordTable } from '../records.ts';
import type { DecidingColumns } from './deciding-column.ts';

/**
 * The codes that comparisons go by, record by record: the codes of one record lie side by side, so that looking at a record costs one
 * access to far memory, not one for each comparison.
 */
export interface PackedCodes {
  /** Columns that are packed. */
  readonly columns: readonly number[];
  /** Uint32Array(records × columns): the codes of record `r` start at `r · columns`. */
  readonly words: Uint32Array;
  /** Of each comparison the columns that decide it, which take a look at all records to find; null where none does. */
  readonly sides: readonly (DecidingColumns | null)[];
}

/** Codes that are packed where they are wanted. */
export interface CodesToPack extends Omit<PackedCodes, 'words'> {
  /** Words that they take. */
  readonly length: number;
  /** Packs them into Uint32Array(length). */
  packInto(words: Uint32Array): void;
}

/** Records whose codes stay in a near cache while they are packed column by column. */
const RUN_RECORDS = 1024;

/**
 * Says which codes are to be packed.
 *
 * @param table - the records.
 * @param sides - the deciding columns of comparisons; null for comparisons without.
 * @returns the codes: each column once, in the order in which comparisons name them.
 */
export function codesToPack({ records, columns }: Pick<RecordTable, 'records' | 'columns'>, sides: readonly (DecidingColumns | null)[]): CodesToPack {
  const used = [...new Set(sides.flatMap((side) => (side === null ? [] : [side.left, side.right])))];
  const width = used.length;
  return {
    columns: used,
    sides,
    length: records * width,
    packInto(words) {
      for (let from = 0; from < records; from += RUN_RECORDS) {
        const end = Math.min(from + RUN_RECORDS, records);
        used.forEach((column, place) => {
          const { codes } = columns[column]!;
          for (let record = from, at = from * width + place; record < end; record++, at += width) words[at] = codes[record]!;
        });
      }
    },
  };
}

/**
 * Packs codes.
 *
 * @param table - the records.
 * @param sides - the deciding columns of comparisons; null for comparisons without.
 * @returns the packed codes, in shared memory where the records are: 4 bytes a record and column.
 */
export function packCodes(table: RecordTable, sides: readonly (DecidingColumns | null)[]): PackedCodes {
  const { columns, length, packInto } = codesToPack(table, sides);
  const words = arraysLike(table.sourceStarts).words(length);
  packInto(words);
  return { columns, words, sides };
}

/**
 * Gathers the codes of one packed column.
 *
 * @param packed - packed codes.
 * @param place - which of its columns.
 * @param records - ordinals.
 * @param from - the first of them that is looked at.
 * @param pairs - number of ordinals.
 * @param codes - receives the codes, from 0 on.
 */
export function gatherPacked({ columns, words }: PackedCodes, place: number, records: Uint32Array, from: number, pairs: number, codes: Uint32Array): void {
  const width = columns.length;
  for (let pair = 0; pair < pairs; pair++) codes[pair] = words[records[from + pair]! * width + place]!;
}

/**
 * Gathers the codes of one packed column for ordinals that mostly are that of the pair before, as those on the left are.
 *
 * @param packed - packed codes.
 * @param place - which of its columns.
 * @param records - ordinals.
 * @param from - the first of them that is looked at.
 * @param pairs - number of ordinals.
 * @param codes - receives the codes, from 0 on.
 */
export function gatherRepeated({ columns, words }: PackedCodes, place: number, records: Uint32Array, from: number, pairs: number, codes: Uint32Array): void {
  const width = columns.length;
  let before = -1;
  let code = 0;
  for (let pair = 0; pair < pairs; pair++) {
    const record = records[from + pair]!;
    if (record !== before) {
      before = record;
      code = words[record * width + place]!;
    }
    codes[pair] = code;
  }
}

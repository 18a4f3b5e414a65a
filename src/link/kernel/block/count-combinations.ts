import type { RecordColumn } from '../records.ts';

/** One thing that records are blocked by. */
export interface BlockedColumn {
  readonly column: RecordColumn;
  /** Takes the elements of its lists; else a list is one value. */
  readonly explode: boolean;
}

/** How many combinations of one element of each list there are. */
export interface CountedCombinations {
  /** Over all records. */
  readonly total: number;
  /** The most of one record. */
  readonly most: number;
  /** Records with more than the limit. */
  readonly recordsBeyond: number;
}

/**
 * Counts the combinations of values that records are blocked by, before any is made.
 *
 * @param parts - what is combined.
 * @param records - number of records.
 * @param limit - combinations that one record may have.
 * @returns the counts; a record with a null in a part has none.
 * @remarks O(records × parts). Counts are doubles: they round, but never overflow.
 * @example
 * const column = { codes: Uint32Array.of(1, 0), counts: Uint32Array.of(1, 1), dictionary: { kind: 'numbers', size: 1, offsets: Uint32Array.of(0, 0, 30), numbers: new Float64Array(30) } };
 * countCombinations([{ column, explode: true }, { column, explode: true }], 2, 100); // => { total: 900, most: 900, recordsBeyond: 1 }
 */
export function countCombinations(parts: readonly BlockedColumn[], records: number, limit: number): CountedCombinations {
  let total = 0;
  let most = 0;
  let recordsBeyond = 0;
  for (let record = 0; record < records; record++) {
    let combinations = 1;
    for (const part of parts) combinations *= valuesOf(part, record);
    total += combinations;
    if (combinations > most) most = combinations;
    if (combinations > limit) recordsBeyond++;
  }
  return { total, most, recordsBeyond };
}

function valuesOf({ column: { codes, dictionary }, explode }: BlockedColumn, record: number): number {
  const code = codes[record]!;
  if (code === 0) return 0;
  return explode && (dictionary.kind === 'texts' || dictionary.kind === 'numbers') ? dictionary.offsets[code + 1]! - dictionary.offsets[code]! : 1;
}

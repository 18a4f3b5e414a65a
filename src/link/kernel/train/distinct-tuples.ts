import { tupleTable } from '../../../group/index.ts';

/** The distinct combinations of codes of some columns, and which records have them. */
export interface DistinctTuples {
  readonly tuples: number;
  /** Int32Array(records): tuple of each record. */
  readonly tupleOf: Int32Array;
  /** Gives Uint32Array(tuples): first record of each; looked for once, when it is first asked for. */
  readonly firstRecords: () => Uint32Array;
}

/** Counts of records by source. */
export interface SourceCounts {
  readonly sources: number;
  /** Float64Array(things × sources): records of each source, thing by thing. */
  readonly counts: Float64Array;
}

/**
 * Finds the distinct combinations of codes.
 *
 * @param columns - Uint32Array(records) of codes each; null (0) is a code like another.
 * @param records - number of records.
 * @returns the tuples in the order of their first record.
 * @remarks O(records × columns); of one column, the codes themselves are looked up.
 */
export function distinctTuples(columns: readonly Uint32Array[], records: number): DistinctTuples {
  if (columns.length === 1) return distinctCodes(columns[0]!, records);
  const table = tupleTable(columns.length);
  const tupleOf = new Int32Array(records);
  table.assign(columns.map((codes) => new Int32Array(codes.buffer, codes.byteOffset, codes.length)), records, tupleOf);
  const firstRecords = new Uint32Array(table.size);
  for (let record = records - 1; record >= 0; record--) firstRecords[tupleOf[record]!] = record;
  return { tuples: table.size, tupleOf, firstRecords: () => firstRecords };
}

function distinctCodes(codes: Uint32Array, records: number): DistinctTuples {
  let highest = 0;
  for (let record = 0; record < records; record++) highest = Math.max(highest, codes[record]!);
  // One more than the tuple of each code, 0 while it was not met.
  const next = new Int32Array(highest + 1);
  const tupleOf = new Int32Array(records);
  const firstRecords = new Uint32Array(Math.min(records, highest + 1));
  let tuples = 0;
  for (let record = 0; record < records; record++) {
    const code = codes[record]!;
    if (next[code] === 0) {
      firstRecords[tuples] = record;
      next[code] = ++tuples;
    }
    tupleOf[record] = next[code]! - 1;
  }
  return { tuples, tupleOf, firstRecords: () => firstRecords.subarray(0, tuples) };
}

/**
 * Takes the codes of one column for tuples.
 *
 * @param column - Uint32Array(records) of codes; and records with each code, where that is known.
 * @returns the codes as they are; some tuples no record may have, whose first record is 0.
 * @remarks O(records) where codes were not counted, and for first records.
 */
export function codesAsTuples({ codes, counts }: { readonly codes: Uint32Array; readonly counts?: Uint32Array }): DistinctTuples {
  let tuples = counts?.length ?? 0;
  for (let record = 0; counts === undefined && record < codes.length; record++) tuples = Math.max(tuples, codes[record]! + 1);
  let firstRecords: Uint32Array | null = null;
  function findFirst(): Uint32Array {
    const first = new Uint32Array(tuples);
    for (let record = codes.length - 1; record >= 0; record--) first[codes[record]!] = record;
    return first;
  }
  return { tuples, tupleOf: new Int32Array(codes.buffer, codes.byteOffset, codes.length), firstRecords: () => firstRecords ??= findFirst() };
}

/**
 * Counts records by tuple and source.
 *
 * @param thingOf - Int32Array(records): what each record belongs to.
 * @param things - number of things.
 * @param sourceStarts - Uint32Array(sources + 1): first record of each source.
 * @param groups - group of each record; `null` counts all.
 * @param left - the group to leave out.
 * @returns the counts.
 */
export function countBySource(thingOf: Int32Array, things: number, sourceStarts: Uint32Array, groups: Uint8Array | null = null, left = -1): SourceCounts {
  const sources = sourceStarts.length - 1;
  const counts = new Float64Array(things * sources);
  for (let source = 0; source < sources; source++) {
    for (let record = sourceStarts[source]!; record < sourceStarts[source + 1]!; record++) {
      if (groups === null || groups[record] !== left) counts[thingOf[record]! * sources + source]!++;
    }
  }
  return { sources, counts };
}

/**
 * Counts pairs of records that one thing has.
 *
 * @param counts - records by thing and source.
 * @param thing - index of the thing.
 * @param isWithin - whether two records of one source make a pair.
 * @returns unordered pairs.
 */
export function pairsAmong({ sources, counts }: SourceCounts, thing: number, isWithin: boolean): number {
  let before = 0;
  let pairs = 0;
  for (let at = thing * sources, end = at + sources; at < end; at++) {
    const count = counts[at]!;
    pairs += before * count + (isWithin ? (count * (count - 1)) / 2 : 0);
    before += count;
  }
  return pairs;
}

/**
 * Counts pairs of a record of one thing and a record of another one.
 *
 * @param counts - records by thing and source.
 * @param left - one thing.
 * @param right - another one.
 * @param isWithin - whether two records of one source make a pair.
 * @returns pairs, whichever of the two records comes first.
 */
export function pairsBetween(counts: SourceCounts, left: number, right: number, isWithin: boolean): number {
  return pairsInOrder(counts, left, right, isWithin) + pairsInOrder(counts, right, left, isWithin);
}

/**
 * Counts pairs whose first record is of one thing and whose second is of another one.
 *
 * @param counts - records by thing and source.
 * @param left - thing of the record that comes first.
 * @param right - thing of the other one.
 * @param isWithin - whether two records of one source make a pair.
 * @returns pairs; within a source half of them are taken to be in this order, since row keys say nothing of values.
 */
export function pairsInOrder({ sources, counts }: SourceCounts, left: number, right: number, isWithin: boolean): number {
  let before = 0;
  let pairs = 0;
  for (let source = 0; source < sources; source++) {
    const [first, second] = [counts[left * sources + source]!, counts[right * sources + source]!];
    pairs += before * second + (isWithin ? (first * second) / 2 : 0);
    before += first;
  }
  return pairs;
}

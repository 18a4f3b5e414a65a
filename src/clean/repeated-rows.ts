import type { RecordBatch } from 'apache-arrow';
import { columnsOf } from '../core/arrow.ts';
import type { Dataset } from '../core/dataset.ts';
import { DataError } from '../core/errors.ts';
import type { FoldContext, SpillStore } from '../core/fold.ts';
import { digestSet, rowDigests, type DigestSet, type NullDigests } from '../group/index.ts';
import { RECORD_BYTES, RECORD_GROUPS, recordsByGroup, unpackRecords } from './kernel/row-records.ts';

/** What makes rows the same. */
export interface RowIdentity {
  /** Indexes of the columns compared, at least one. */
  readonly columns: readonly number[];
  /** Whether a row with a null in one of them is like no other, or a null is a value like another. */
  readonly nulls: NullDigests;
}

/** A batch and what its rows are to those before them. */
export interface MarkedBatch {
  readonly batch: RecordBatch;
  /** Number of rows before the batch. */
  readonly firstRow: number;
  /** Uint8Array(rows): {@link FIRST}, {@link ALONE} or {@link REPEATED}. */
  readonly marks: Uint8Array;
}

/** The first row of its kind. */
export const FIRST = 0;
/** A row with a null, which is like no other. */
export const ALONE = 1;
/** A row that came before. */
export const REPEATED = 2;

/** Share of the memory limit beyond which digests are written out, and what a group of them may hold at least. */
const HELD_SHARE = 0.5;
const MIN_GROUP_BYTES = 2 ** 20;

/**
 * Reads a table and marks the rows that came before.
 *
 * @param source - the table.
 * @param identity - what makes rows the same.
 * @param context - memory limit and spill store.
 * @param signal - aborts the reading.
 * @returns the batches in order.
 * @throws {DataError} `DATA_MEMORY_LIMIT` when the distinct rows outgrow half of the limit and cannot spill, or outgrow 64
 *   times as much.
 * @remarks At most 32 bytes a distinct row. Beyond half of the limit the table is read to its end without giving rows, the
 *   digests and numbers of the rows go to the spill store (24 bytes each), are compared group by group, and the table is
 *   read a second time; one bit a row is held meanwhile.
 */
export async function* markRepeated(source: Dataset, identity: RowIdentity, context: FoldContext, signal?: AbortSignal): AsyncGenerator<MarkedBatch> {
  const limit = HELD_SHARE * context.maxMemoryBytes;
  const held = digestSet();
  const batches = source.open(signal)[Symbol.asyncIterator]();
  let firstRow = 0;
  let repeats: RowBits | null = null;
  try {
    for (let next = await batches.next(); next.done !== true; next = await batches.next()) {
      const batch = next.value;
      const marks = markAdded(held, digestsOf(batch, identity), batch.numRows);
      yield { batch, firstRow, marks };
      firstRow += batch.numRows;
      if (held.byteLength <= limit) continue;
      if (context.spill === null) throw new DataError('DATA_MEMORY_LIMIT', `the distinct rows outgrew half of ${context.maxMemoryBytes} bytes; raise maxMemoryBytes`);
      repeats = await findRepeats(batches, identity, held, firstRow, context.spill, limit);
      break;
    }
  } finally {
    await batches.return?.();
  }
  if (repeats !== null) yield* markedAgain(source, identity, firstRow, repeats, signal);
}

/** Reads a table again from a row on, whose repeats are known by now. */
async function* markedAgain(source: Dataset, identity: RowIdentity, from: number, repeats: RowBits, signal?: AbortSignal): AsyncGenerator<MarkedBatch> {
  let firstRow = 0;
  for await (const whole of source.open(signal)) {
    const skipped = Math.max(0, from - firstRow);
    firstRow += whole.numRows;
    if (firstRow <= from) continue;
    const batch = skipped === 0 ? whole : whole.slice(skipped);
    const first = firstRow - batch.numRows;
    const marks = marksOfAlone(digestsOf(batch, identity), batch.numRows);
    for (let row = 0; row < batch.numRows; row++) if (repeats.has(first + row)) marks[row] = REPEATED;
    yield { batch, firstRow: first, marks };
  }
}

function digestsOf(batch: RecordBatch, { columns, nulls }: RowIdentity): Uint8Array {
  const all = columnsOf(batch);
  return rowDigests(columns.map((index) => all[index]!), batch.numRows, nulls);
}

function markAdded(held: DigestSet, digests: Uint8Array, rows: number): Uint8Array {
  const isNew = new Uint8Array(rows);
  held.add(digests, rows, isNew);
  const marks = marksOfAlone(digests, rows);
  for (let row = 0; row < rows; row++) if (marks[row] === FIRST && isNew[row] === 0) marks[row] = REPEATED;
  return marks;
}

/** Marks rows without digest as alone, the others as first. */
function marksOfAlone(digests: Uint8Array, rows: number): Uint8Array {
  const words = new Int32Array(digests.buffer, digests.byteOffset, 4 * rows);
  const marks = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    if ((words[4 * row]! | words[4 * row + 1]! | words[4 * row + 2]! | words[4 * row + 3]!) === 0) marks[row] = ALONE;
  }
  return marks;
}

/** Numbers the streams of a store, since several operators may share it. */
const streamsOf = new WeakMap<SpillStore, number>();

/**
 * Finds which of the rows still to come repeat one that was held or one another. Consumes the set, so that one group of
 * digests is in memory at a time.
 */
async function findRepeats(
  batches: AsyncIterator<RecordBatch>, identity: RowIdentity, held: DigestSet, from: number, spill: SpillStore, limit: number,
): Promise<RowBits> {
  const number = streamsOf.get(spill) ?? 0;
  streamsOf.set(spill, number + 1);
  const repeats = rowBits();
  let firstRow = from;
  for (let next = await batches.next(); next.done !== true; next = await batches.next()) {
    const rows = next.value.numRows;
    const digests = digestsOf(next.value, identity);
    const times = new Uint8Array(rows);
    held.count(digests, rows, times);
    for (let row = 0; row < rows; row++) if (times[row] !== 0) repeats.add(firstRow + row);
    for (const [group, records] of recordsByGroup(digests, rows, times, firstRow).entries()) {
      if (records.length > 0) await spill.append(`duplicates-${number}-${group}`, records);
    }
    firstRow += rows;
  }
  held.clear();
  for (let group = 0; group < RECORD_GROUPS; group++) await addGroup(`duplicates-${number}-${group}`, spill, limit, repeats);
  return repeats;
}

async function addGroup(name: string, spill: SpillStore, limit: number, repeats: RowBits): Promise<void> {
  const seen = digestSet();
  let rest: Uint8Array = new Uint8Array(0);
  for await (const piece of spill.read(name)) {
    const joined = new Uint8Array(rest.length + piece.length);
    joined.set(rest);
    joined.set(piece, rest.length);
    const { rows, digests, numbers } = unpackRecords(joined);
    rest = joined.subarray(rows * RECORD_BYTES);
    const isNew = new Uint8Array(rows);
    seen.add(digests, rows, isNew);
    for (let row = 0; row < rows; row++) if (isNew[row] === 0) repeats.add(numbers[row]!);
    if (seen.byteLength > Math.max(limit, MIN_GROUP_BYTES)) throw new DataError('DATA_MEMORY_LIMIT', 'a part of the distinct rows outgrew half of maxMemoryBytes; raise it');
  }
  await spill.remove(name);
}

/** A set of row numbers, one bit each. */
interface RowBits {
  add(row: number): void;
  has(row: number): boolean;
}

function rowBits(): RowBits {
  let bits = new Uint8Array(1024);
  return {
    add(row) {
      const at = Math.floor(row / 8);
      if (at >= bits.length) {
        const larger = new Uint8Array(Math.max(at + 1, 2 * bits.length));
        larger.set(bits);
        bits = larger;
      }
      bits[at]! |= 1 << (row % 8);
    },
    has: (row) => ((bits[Math.floor(row / 8)] ?? 0) & (1 << (row % 8))) !== 0,
  };
}

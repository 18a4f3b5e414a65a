import type { RecordBatch } from 'apache-arrow';
import { z } from 'zod';
import { ipcMessageOf } from '../core/arrow-ipc.ts';
import { columnsOf, emptyBatch } from '../core/arrow.ts';
import { BATCH_ROWS, type Dataset } from '../core/dataset.ts';
import { DataError } from '../core/errors.ts';
import { checkOptions, type OptionsSchema } from '../core/options.ts';
import { AUDIENCES, type Audience } from '../core/roles.ts';
import { sliceColumn } from '../core/slice.ts';
import type { Parallel } from '../core/workers/parallel.ts';
import { AUDIENCE_METADATA, canonicalDataset } from './canonical.ts';
import { isMostlyDistinct } from './kernel/is-mostly-distinct.ts';
import { joinRowGroups } from './kernel/join-row-groups.ts';
import { rowGroupsTask, rowGroupWriter, type RowGroupSettings } from './row-group-writer.ts';

/** Options of {@link parquetBytes}. */
export interface ParquetWriteOptions {
  /** `zstd` unless given. */
  readonly compression?: 'zstd' | 'snappy' | 'gzip' | 'none';
  /** Rows of a row group; 65,536 unless given. Readers hold one, the writer two. */
  readonly rowGroupRows?: number;
  /** Who may have the file; `internal` unless given. It is stamped on the file and decides which metadata stays. */
  readonly audience?: Audience;
}

/** Checks {@link ParquetWriteOptions}. */
export const parquetWriteOptions: OptionsSchema<ParquetWriteOptions> = z.strictObject({
  compression: z.enum(['zstd', 'snappy', 'gzip', 'none']).exactOptional(),
  rowGroupRows: z.int().min(1).max(1 << 24).exactOptional(),
  audience: z.enum(AUDIENCES as readonly ['internal', 'research', 'public']).exactOptional(),
});

/**
 * Writes a dataset as Parquet.
 *
 * @param dataset - what to write.
 * @param options - compression, row groups, audience.
 * @param signal - aborts the reading.
 * @param parallel - threads that write row groups, of which each is whole in itself; the calling one does unless given.
 * @returns the bytes of the file, a row group at a time; the same values give the same bytes, however they were cut and whoever wrote them.
 * @throws {PlanError} when an option is unknown or wrong.
 * @throws {RangeError} when the texts of a row group exceed 2 GiB.
 * @remarks One pass; holds two row groups, and two more for each thread, which take them in turn. Columns have a dictionary while that pays: texts and byte strings of which
 *   most are distinct in the first 65,536 rows have none, and such texts leave out what they begin with like the one before
 *   (`DELTA_BYTE_ARRAY`). Statistics are those of the written values. Reading throws what the dataset throws, and a `DataError` `DATA_NULL`
 *   for a null where the schema allows none. The rows that the library tells of are compared with those read.
 */
export function parquetBytes(dataset: Dataset, options: ParquetWriteOptions = {}, signal?: AbortSignal, parallel?: Parallel): AsyncIterable<Uint8Array> {
  const { compression = 'zstd', rowGroupRows = 65_536, audience = 'internal' } = checkOptions(parquetWriteOptions, options);
  const canonical = canonicalDataset(dataset, audience, rowGroupRows);
  return {
    async *[Symbol.asyncIterator]() {
      const joined = joinRowGroups();
      let rows = 0;
      const groups = neverEmpty(canonical.open(signal), () => emptyBatch(canonical.schema));
      for await (const group of writtenGroups(groups, (first) => ({ compression, metadata: [[AUDIENCE_METADATA, audience]], ...encodings(first) }), parallel)) {
        rows += group.rows;
        yield* orWriteFault(() => joined.add(group.file));
      }
      if (joined.rows !== rows) throw new DataError('DATA_WRITE', 'the Parquet writer lost rows');
      yield* joined.end();
    },
  };
}

/** A file has a row group, be it empty: its schema is told there. */
async function* neverEmpty(batches: AsyncIterable<RecordBatch>, empty: () => RecordBatch): AsyncGenerator<RecordBatch, void, undefined> {
  let count = 0;
  for await (const batch of batches) {
    count++;
    yield batch;
  }
  if (count === 0) yield empty();
}

/** A row group as a file of its own. */
interface WrittenGroup {
  readonly file: Uint8Array;
  readonly rows: number;
}

/** Writes batches as row groups, on threads from the second one on, and gives them in order. */
async function* writtenGroups(batches: AsyncIterable<RecordBatch>, settingsOf: (first: RecordBatch) => RowGroupSettings, parallel: Parallel | undefined): AsyncGenerator<WrittenGroup, void, undefined> {
  const pending: Promise<WrittenGroup>[] = [];
  let before: RecordBatch | null = null;
  let settings: RowGroupSettings | null = null;
  let threads: GroupThreads | null = null;
  try {
    for await (const batch of batches) {
      settings ??= settingsOf(batch);
      // Of a small table it is not worth while to start threads.
      if (before !== null) pending.push(written(before, (threads ??= groupThreads(settings, parallel)).write));
      if (threads !== null && pending.length > threads.ahead) yield await pending.shift()!;
      before = batch;
    }
    if (before !== null) pending.push(written(before, (threads ??= groupThreads(settings!, undefined)).write));
    for (const group of pending) yield await group;
  } finally {
    await Promise.allSettled(pending);
    await threads?.close();
  }
}

/** What writes row groups, of which some may wait. */
interface GroupThreads {
  readonly ahead: number;
  readonly write: (message: Uint8Array) => Promise<Uint8Array>;
  close(): Promise<void>;
}

function groupThreads(settings: RowGroupSettings, parallel: Parallel | undefined): GroupThreads {
  if (parallel === undefined) {
    const writer = rowGroupWriter(settings);
    return { ahead: 0, write: async (message) => (await writer)(message), close: () => Promise.resolve() };
  }
  const task = parallel.open(rowGroupsTask, settings);
  let groups = 0;
  return { ahead: parallel.workers, write: (message) => task.run(message, groups++ % parallel.workers), close: () => task.close() };
}

function written(batch: RecordBatch, write: GroupThreads['write']): Promise<WrittenGroup> {
  const file = write(ipcMessageOf(batch)).then((bytes) => ({ file: bytes, rows: batch.numRows }), writeFault);
  // Whoever waits for the group hears of it.
  file.catch(() => undefined);
  return file;
}

function orWriteFault<Result>(work: () => Result): Result {
  try {
    return work();
  } catch {
    return writeFault();
  }
}

/** The library's words may quote the data. */
function writeFault(): never {
  throw new DataError('DATA_WRITE', 'the Parquet writer failed');
}

/** Takes the dictionary from columns whose values mostly occur once. */
function encodings(first: RecordBatch): Pick<RowGroupSettings, 'plain' | 'shared'> {
  const rows = Math.min(first.numRows, BATCH_ROWS);
  const plain = columnsOf(first).flatMap((column, index) => {
    if ((column.kind !== 'text' && column.kind !== 'binary') || !isMostlyDistinct(sliceColumn(column, 0, rows) as typeof column)) return [];
    return [{ name: first.schema.fields[index]!.name, kind: column.kind }];
  });
  return { plain: plain.map(({ name }) => name), shared: plain.filter(({ kind }) => kind === 'text').map(({ name }) => name) };
}

import type { DataType, RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { arrowType, columnsOf, columnTypeOf, makeBatch, makeSchema } from '../core/arrow.ts';
import { plainText, type Column } from '../core/column.ts';
import { BATCH_ROWS } from '../core/dataset.ts';
import { changeField, checkAll, findColumn } from '../core/field.ts';
import type { Fold, FoldContext, SpillStore } from '../core/fold.ts';
import type { ReduceOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { joinColumns, takeRows } from '../core/slice.ts';
import { encodeFrame, readFrames, type Frame } from './batch-bytes.ts';
import { compareBy, type CompareRows, type SortColumn } from './compare-rows.ts';
import { orderRows } from './order-rows.ts';

/** Options of {@link sort}. */
export interface SortOptions {
  /** The columns to sort by, the most significant first. */
  readonly by: readonly SortColumn[];
}

/** Checks {@link SortOptions}. */
export const sortOptions: OptionsSchema<SortOptions> = z.strictObject({
  by: z
    .array(z.strictObject({
      column: columnName,
      direction: z.enum(['ascending', 'descending']).exactOptional(),
      nulls: z.enum(['first', 'last']).exactOptional(),
    }))
    .min(1)
    .readonly(),
});

/** Rows held, and the sorted runs that wait outside memory. */
export interface SortState {
  readonly context: FoldContext;
  held: { readonly columns: readonly Column[]; readonly firstRow: number; readonly rows: number }[];
  heldBytes: number;
  heldRows: number;
  runs: string[];
  /** Rows of the runs. */
  spilledRows: number;
}

/** Sorted rows: in memory, or as the names of sorted runs. */
export type SortedRows =
  | { readonly kind: 'memory'; readonly columns: readonly Column[]; readonly rows: number }
  | { readonly kind: 'runs'; readonly spill: SpillStore; readonly runs: readonly string[]; readonly rows: number };

const SORTABLE = ['utf8', 'int32', 'int64', 'float64', 'bool', 'date', 'timestamp', 'decimal', 'binary'];
/** Rows of a frame of a run: a merge holds one frame per run. */
const FRAME_ROWS = 4096;

/**
 * Sorts rows by columns.
 *
 * Texts sort by their bytes, NaN after every number, nulls last unless said otherwise; rows that tie keep the order of
 * the input.
 *
 * Passes: 1. Memory: the rows; where sorting them would go beyond the limit, sorted runs wait in the spill store and are merged, with
 * one frame of 4,096 rows per run in memory. Runs stay in the store as long as the result may be read again. Schema:
 * dictionary text becomes plain text; the rest is unchanged. Findings: rows.
 *
 * @param options - see {@link SortOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong; unknown columns when it is put on a schema.
 * @example
 * sort({ by: [{ column: 'hospital' }, { column: 'cost', direction: 'descending' }] });
 */
export function sort(options: SortOptions): ReduceOperator<SortState, SortedRows> {
  const { by } = checkOptions(sortOptions, options);
  const indexesIn = (input: Schema): number[] => {
    const indexes: number[] = [];
    checkAll(by.map(({ column }, index) => () => void indexes.push(findColumn(input, column, `by[${index}].column`, SORTABLE))));
    return indexes;
  };
  return {
    kind: 'reduce',
    name: 'sort',
    memory: { grows: 'records', formula: 'the rows three times, or maxMemoryBytes and 4,096 rows per run once they spill' },
    outputSchema(input) {
      indexesIn(input);
      return makeSchema(input.fields.map((field) => (columnTypeOf(field.type as DataType) === 'utf8' ? changeField(field, { type: arrowType('utf8') }) : field)), input.metadata);
    },
    fold: (input) => sortFold(by, indexesIn(input)),
    table(sorted, output) {
      if (sorted.kind === 'memory') return memoryBatches(sorted.columns, sorted.rows, output);
      const compare = compareBy(by, indexesIn(output));
      return mergedBatches(sorted, compare, output);
    },
    findings: ({ rows }) => ({ rows }),
  };
}

function sortFold(by: readonly SortColumn[], indexes: readonly number[]): Fold<SortState, SortedRows> {
  const sorted = (state: SortState): SortedRun => sortHeld(state, by, indexes);
  return {
    init: (context) => ({ context, held: [], heldBytes: 0, heldRows: 0, runs: [], spilledRows: 0 }),
    add(state, batch, firstRow) {
      const columns = columnsOf(batch).map((column) => (column.kind === 'coded' ? plainText(column) : column));
      state.held.push({ columns, firstRow, rows: batch.numRows });
      state.heldBytes += columns.reduce((sum, column) => sum + columnBytes(column), 0);
      state.heldRows += batch.numRows;
      const { spill, maxMemoryBytes } = state.context;
      return spill !== null && bytesToSort(state, by.length) > maxMemoryBytes ? spillRun(state, spill, sorted(state)) : undefined;
    },
    merge(left, right) {
      left.held.push(...right.held);
      left.heldBytes += right.heldBytes;
      left.heldRows += right.heldRows;
      left.runs.push(...right.runs);
      left.spilledRows += right.spilledRows;
      return left;
    },
    async finish(state) {
      const { spill } = state.context;
      if (state.runs.length === 0 || spill === null) return { kind: 'memory', ...sorted(state) };
      if (state.held.length > 0) await spillRun(state, spill, sorted(state));
      return { kind: 'runs', spill, runs: state.runs, rows: state.spilledRows };
    },
    bytes: (state) => state.heldBytes,
  };
}

interface SortedRun {
  readonly columns: readonly Column[];
  readonly rows: number;
  readonly rowNumbers: Float64Array;
}

/** What sorting the held rows takes: they, joined, and in order; an order and its places by each column. */
function bytesToSort({ heldBytes, heldRows }: SortState, levels: number): number {
  return 3 * heldBytes + (16 + 4 * levels) * heldRows;
}

/** Puts the held batches in the order of their first row, joins and sorts them; ties go by row number. */
function sortHeld(state: SortState, by: readonly SortColumn[], indexes: readonly number[]): SortedRun {
  const held = state.held.filter(({ rows }) => rows > 0).sort((left, right) => left.firstRow - right.firstRow);
  const rows = held.reduce((sum, part) => sum + part.rows, 0);
  if (rows === 0) return { columns: [], rows: 0, rowNumbers: new Float64Array(0) };
  const columns = held[0]!.columns.map((_, index) => joinColumns(held.map((part) => part.columns[index]!)));
  const order = orderRows(columns, by, indexes, rows);
  const numbers = new Float64Array(rows);
  let at = 0;
  for (const part of held) for (let row = 0; row < part.rows; row++) numbers[at++] = part.firstRow + row;
  return { columns: columns.map((column) => takeRows(column, order)), rows, rowNumbers: Float64Array.from(order, (row) => numbers[row]!) };
}

/** Numbers the runs of a store, since several sorts may share it. */
const runsOf = new WeakMap<SpillStore, number>();

async function spillRun(state: SortState, spill: SpillStore, run: SortedRun): Promise<void> {
  const number = runsOf.get(spill) ?? 0;
  runsOf.set(spill, number + 1);
  const name = `sort-${number}`;
  state.held = [];
  state.heldBytes = 0;
  state.heldRows = 0;
  for (let from = 0; from < run.rows; from += FRAME_ROWS) {
    const rows = Math.min(FRAME_ROWS, run.rows - from);
    const indexes = new Int32Array(rows).map((_, row) => from + row);
    await spill.append(name, encodeFrame(run.columns.map((column) => takeRows(column, indexes)), rows, run.rowNumbers.subarray(from, from + rows)));
  }
  state.runs.push(name);
  state.spilledRows += run.rows;
}

function* memoryBatches(columns: readonly Column[], rows: number, output: Schema): Iterable<RecordBatch> {
  for (let from = 0; from < rows; from += BATCH_ROWS) {
    const indexes = new Int32Array(Math.min(BATCH_ROWS, rows - from)).map((_, row) => from + row);
    yield makeBatch(output, columns.map((column) => takeRows(column, indexes)), indexes.length);
  }
}

/** One run being merged: its present frame and the row of it that comes next. */
interface Cursor {
  readonly frames: AsyncGenerator<Frame>;
  frame: Frame;
  row: number;
  /** Where the frame begins among those of the batch being made; −1 when no row of it is in that batch. */
  base: number;
}

/** The rows of a batch while runs are merged: frames, and rows of them in order. */
interface PendingBatch {
  frames: Frame[];
  frameRows: number;
  readonly indexes: Int32Array;
  taken: number;
}

async function* mergedBatches(sorted: Extract<SortedRows, { readonly kind: 'runs' }>, compare: CompareRows, output: Schema): AsyncIterable<RecordBatch> {
  const before = (left: Cursor, right: Cursor): boolean => {
    const order = compare(left.frame.columns, left.row, right.frame.columns, right.row);
    return (order || left.frame.rowNumbers[left.row]! - right.frame.rowNumbers[right.row]!) < 0;
  };
  const heap: Cursor[] = [];
  const opened = sorted.runs.map((name) => readFrames(sorted.spill.read(name)));
  const pending: PendingBatch = { frames: [], frameRows: 0, indexes: new Int32Array(BATCH_ROWS), taken: 0 };
  try {
    for (const frames of opened) {
      const first = await frames.next();
      if (first.done !== true) siftUp(heap, { frames, frame: first.value, row: 0, base: -1 }, before);
    }
    while (heap.length > 0) {
      const top = heap[0]!;
      // Rows of one run that follow each other leave together.
      do takeNext(pending, top);
      while (top.row < top.frame.rows && pending.taken < BATCH_ROWS && (heap.length === 1 || !beatenBy(heap, before)));
      if (pending.taken === BATCH_ROWS) {
        yield emptied(pending, output);
        for (const cursor of heap) cursor.base = -1;
      }
      if (top.row === top.frame.rows) await refill(heap, top);
      siftDown(heap, before);
    }
    if (pending.taken > 0) yield emptied(pending, output);
  } finally {
    for (const frames of opened) await frames.return(undefined);
  }
}

function takeNext(pending: PendingBatch, cursor: Cursor): void {
  if (cursor.base < 0) {
    cursor.base = pending.frameRows;
    pending.frames.push(cursor.frame);
    pending.frameRows += cursor.frame.rows;
  }
  pending.indexes[pending.taken++] = cursor.base + cursor.row++;
}

function emptied(pending: PendingBatch, output: Schema): RecordBatch {
  const indexes = pending.indexes.subarray(0, pending.taken);
  const columns = output.fields.map((_, index) => takeRows(joinColumns(pending.frames.map((frame) => frame.columns[index]!)), indexes));
  const batch = makeBatch(output, columns, pending.taken);
  pending.frames = [];
  pending.frameRows = 0;
  pending.taken = 0;
  return batch;
}

/** Tells whether a child of the top now comes before it. */
function beatenBy(heap: readonly Cursor[], before: (left: Cursor, right: Cursor) => boolean): boolean {
  return before(heap[1]!, heap[0]!) || (heap.length > 2 && before(heap[2]!, heap[0]!));
}

async function refill(heap: Cursor[], top: Cursor): Promise<void> {
  const next = await top.frames.next();
  if (next.done === true) {
    const last = heap.pop()!;
    if (heap.length > 0) heap[0] = last;
    return;
  }
  top.frame = next.value;
  top.row = 0;
  top.base = -1;
}

function siftUp(heap: Cursor[], cursor: Cursor, before: (left: Cursor, right: Cursor) => boolean): void {
  let at = heap.push(cursor) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(heap[at]!, heap[parent]!)) return;
    [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
    at = parent;
  }
}

function siftDown(heap: Cursor[], before: (left: Cursor, right: Cursor) => boolean): void {
  let at = 0;
  for (;;) {
    let least = at;
    for (const child of [2 * at + 1, 2 * at + 2]) if (child < heap.length && before(heap[child]!, heap[least]!)) least = child;
    if (least === at) return;
    [heap[at], heap[least]] = [heap[least]!, heap[at]!];
    at = least;
  }
}

function columnBytes(column: Column): number {
  const validity = column.valid?.byteLength ?? 0;
  switch (column.kind) {
    case 'text':
      return validity + 4 * (column.rows + 1) + column.offsets[column.rows]! - column.offsets[0]!;
    case 'int64':
    case 'float64':
    case 'timestamp':
      return validity + 8 * column.rows;
    case 'decimal':
      return validity + 16 * column.rows;
    case 'binary':
      return validity + column.width * column.rows;
    case 'bool':
      return validity + ((column.rows + 7) >> 3);
    default:
      return validity + 4 * column.rows;
  }
}

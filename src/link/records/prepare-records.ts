import type { Field } from 'apache-arrow';
import type { Column } from '../../core/column.ts';
import type { Dataset } from '../../core/dataset.ts';
import { DataError } from '../../core/errors.ts';
import { IN_MEMORY, type FoldContext } from '../../core/fold.ts';
import { joinColumns, takeRows } from '../../core/slice.ts';
import type { SymbolUnit } from '../../text/index.ts';
import type { ExpressionList } from '../compile/expression-list.ts';
import type { RecordTable } from '../kernel/records.ts';
import { OWN_ARRAYS, SHARED_ARRAYS } from '../kernel/records/array-maker.ts';
import { ascendStrictly, compareBytes, orderKeys, repeatedKeys, type KeyColumn } from '../kernel/records/order-keys.ts';
import { bytesOfKeys, checkSources, columnsOfExpressions, readSources, type ReadRows, type Source } from './read-sources.ts';
import { startTable } from './start-table.ts';

/** Records made ready for linkage, and what their rows are called. */
export interface LinkageRecords {
  readonly table: RecordTable;
  /** What the columns of the table are. */
  readonly expressions: ExpressionList;
  /** Names of the sources, in ascending order. */
  readonly sources: readonly string[];
  readonly unit: SymbolUnit;
  readonly rowKeyName: string;
  /** Type and role of the row key. */
  readonly rowKeyField: Field;
  /** Row key of each record. */
  readonly rowKeys: Column;
}

/** How records are made ready. */
export interface PrepareOptions {
  /** The column that names a row: unique in its source and never null. */
  readonly rowKey: string;
  readonly expressions: ExpressionList;
  /** What a character of a text is. */
  readonly unit: SymbolUnit;
  /** Memory limit; with threads, the records lie in memory that they can read. */
  readonly context?: FoldContext;
  /** Rows from which on threads take part; 131,072 unless given. */
  readonly threadsFrom?: number;
  readonly signal?: AbortSignal;
}

/**
 * Makes records ready for linkage: every expression of a model becomes a column of codes, its distinct values a dictionary.
 *
 * Records are ordered by source and row key, text by its bytes and whole numbers by value, and codes follow that order:
 * the same rows give the same table, in whatever order and batches they come.
 *
 * Passes: 1 over each source. Memory: 4 bytes per record and expression, the row keys (4 bytes and their text, or their
 * width), and the distinct values. What it reads takes 4 bytes per record and column, where one of the column's expressions comes to lie.
 *
 * @param inputs - tables by source name; text, numbers, truth values, dates, instants, byte strings, and lists of texts or
 *   numbers. NaN is taken for null.
 * @param options - see {@link PrepareOptions}.
 * @returns the records.
 * @throws {PlanError} when a source lacks a column, a type cannot be linked on, or a derivation does not fit.
 * @throws {DataError} `DATA_NULL` and `DATA_DUPLICATE_KEY` for row keys, `DATA_VALUE_RANGE` for numbers of more than 15
 *   digits, `DATA_MEMORY_LIMIT` where codes and values outgrow the limit: before they are laid out, never in the middle of it.
 * @remarks O(bytes) to read, derivations once per distinct value, O(records) per expression.
 */
export async function prepareRecords(inputs: Readonly<Record<string, Dataset>>, options: PrepareOptions): Promise<LinkageRecords> {
  const { rowKey, expressions: { expressions } } = options;
  const sources = orderedSources(inputs);
  const rowKeyField = checkSources(sources, rowKey, expressions);
  const columns = [rowKey, ...columnsOfExpressions(expressions)];
  // Other columns of a source are read only with its rows, which then are checked.
  if (sources.every(({ dataset: { schema, stored } }) => stored !== undefined && schema.fields.every(({ name }) => columns.includes(name)))) {
    try {
      return await prepare(sources, rowKeyField, options, true);
    } catch (error) {
      // Read once more, rows tell what is wrong with them in their order.
      if (!(error instanceof DataError)) throw error;
    }
  }
  return prepare(sources, rowKeyField, options, false);
}

/** Makes records ready, of rows or of what their files keep. */
async function prepare(sources: readonly Source[], rowKeyField: Field, options: PrepareOptions, asStored: boolean): Promise<LinkageRecords> {
  const { rowKey, expressions, unit, context = IN_MEMORY, threadsFrom = THREADS_FROM, signal } = options;
  const isShared = context.parallel !== undefined;
  const maker = startTable({ columns: columnsOfExpressions(expressions.expressions), expressions: expressions.expressions, domains: expressions.domains, unit, isShared }, context.parallel, threadsFrom);
  try {
    const { records, rows, rowKeys, order } = orderRecords(await readSources(sources, rowKey, maker, context, asStored, signal), sources, rowKey);
    const needed = bytesOfKeys(rowKeys) + (await maker.workOut(records, order));
    if (needed > context.maxMemoryBytes) throw new DataError('DATA_MEMORY_LIMIT', `${records} records need ${needed} bytes for their codes and values, expected at most ${context.maxMemoryBytes}; raise maxMemoryBytes`);
    const columns = await maker.layOut();
    const sourceStarts = (isShared ? SHARED_ARRAYS : OWN_ARRAYS).words(sources.length + 1);
    rows.forEach((count, source) => (sourceStarts[source + 1] = sourceStarts[source]! + count));
    return { table: { records, sourceStarts, columns }, expressions, sources: sources.map(({ name }) => name), unit, rowKeyName: rowKey, rowKeyField, rowKeys };
  } finally {
    await maker.close();
  }
}

/** From here on, threads are worth it. */
const THREADS_FROM = 2 ** 17;

/** Sources in the order of the bytes of their names. */
function orderedSources(inputs: Readonly<Record<string, Dataset>>): readonly Source[] {
  const encoder = new TextEncoder();
  return Object.entries(inputs).map(([name, dataset]) => ({ name, dataset, bytes: encoder.encode(name) }))
    .sort((left, right) => compareBytes(left.bytes, 0, left.bytes.length, right.bytes, 0, right.bytes.length));
}

/** Row keys in the order of the records, and where each record stands among the rows; `null` where it is its place. */
interface OrderedRows extends Omit<ReadRows, 'rowKeys'> {
  readonly rowKeys: Column;
  readonly order: Int32Array | null;
}

function orderRecords({ records, rows, rowKeys }: ReadRows, sources: readonly Source[], rowKey: string): OrderedRows {
  const ordered = rowKeys.map((keys, source) => orderSource(keys, sources[source]!.name, rowKey));
  const places = ordered.map((source) => source.places);
  const order = places.some((own) => own !== null) ? placesOfAll(places, rows, records) : null;
  return { records, rows, rowKeys: joinColumns(ordered.map(({ keys }) => keys)), order };
}

/** Keys of one source in ascending order, and the row of each; `null` where it is its place. */
interface OrderedKeys {
  readonly keys: Column;
  readonly places: Int32Array | null;
}

function orderSource(rowKeys: Column & KeyColumn, source: string, column: string): OrderedKeys {
  if (ascendStrictly(rowKeys)) return { keys: rowKeys, places: null };
  const places = orderKeys(rowKeys);
  const keys = places === null ? rowKeys : (takeRows(rowKeys, places) as typeof rowKeys);
  const repeated = repeatedKeys(keys, places);
  if (repeated === null) return { keys, places };
  const { count: rowCount, firstRow } = repeated;
  throw new DataError('DATA_DUPLICATE_KEY', 'two rows have the same key; linkage needs one that is unique in its source', { source, column, rowCount, firstRow: firstRow + 1 });
}

/** Finds the place of every record among the rows of all sources. */
function placesOfAll(places: readonly (Int32Array | null)[], rows: readonly number[], records: number): Int32Array {
  const order = new Int32Array(records);
  let first = 0;
  places.forEach((own, source) => {
    for (let place = 0; place < rows[source]!; place++) order[first + place] = first + (own === null ? place : own[place]!);
    first += rows[source]!;
  });
  return order;
}

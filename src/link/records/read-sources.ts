import type { DataType, Field, RecordBatch, Schema } from 'apache-arrow';
import { arrowType, columnOf, columnTypeOf } from '../../core/arrow.ts';
import { countNulls, isValid, plainText, type Column } from '../../core/column.ts';
import type { Dataset, StoredColumn, StoredRows } from '../../core/dataset.ts';
import { DataError, refusePlan } from '../../core/errors.ts';
import { changeField, checkAll, findColumn, METADATA, roleOf } from '../../core/field.ts';
import type { FoldContext } from '../../core/fold.ts';
import { nullColumn } from '../../core/null-column.ts';
import { mostRestrictive } from '../../core/roles.ts';
import { joinColumns } from '../../core/slice.ts';
import { pageKernel, readChunk, type PageKernel } from '../../parquet/index.ts';
import type { KeyColumn } from '../kernel/records/order-keys.ts';
import type { Expression } from '../model/expression.ts';
import { baseKindOf } from './base-type.ts';
import { expressionKind } from './expression-kind.ts';

/** Types a row key may have: those with one order and one way of writing. */
const KEY_TYPES = ['utf8', 'int32', 'int64', 'binary'];

/** A table with its name. */
export interface Source {
  readonly name: string;
  readonly dataset: Dataset;
}

/**
 * Lists the columns that expressions use.
 *
 * @param expressions - expressions of a model.
 * @returns their columns, each once, in the order of first use.
 */
export function columnsOfExpressions(expressions: readonly Expression[]): readonly string[] {
  const columnsOf = (expression: Expression): readonly string[] =>
    'column' in expression ? [expression.column] : ('concat' in expression ? expression.concat : expression.list).flatMap(columnsOf);
  return [...new Set(expressions.flatMap(columnsOf))];
}

/** What takes the columns of all sources, one batch after the other. */
export interface RowTaker {
  /** Says which source comes next; its columns fit. */
  enter(source: string, schema: Schema): void;
  /** Takes a batch; not to be changed until this returns. */
  add(batch: RecordBatch): Promise<void>;
  /**
   * Takes rows as their file keeps them.
   *
   * @throws {DataError} `DATA_FORMAT`, then or later, where they contradict themselves.
   */
  addPages(rows: StoredRows): Promise<void>;
  /** Memory held, in bytes, as far as it is known. */
  bytes(): number;
}

/** What was read of all sources, one after the other, in the order of their rows. */
export interface ReadRows {
  readonly records: number;
  /** Rows of each source. */
  readonly rows: readonly number[];
  /** Row keys of each source. */
  readonly rowKeys: readonly (Column & KeyColumn)[];
}

/**
 * Checks that expressions fit every source, and that sources agree on what their columns and row keys hold.
 *
 * @param sources - at least one.
 * @param rowKey - the column that names a row.
 * @param expressions - the expressions to work out.
 * @returns the field of the row key, as plain text where it is text, with the most restrictive of its roles.
 * @throws {PlanError} with every problem.
 */
export function checkSources(sources: readonly Source[], rowKey: string, expressions: readonly Expression[]): Field {
  const first = sources[0]?.dataset.schema;
  if (first === undefined) refusePlan('PLAN_MISSING', 'inputs', 'expected at least one table');
  const columns = columnsOfExpressions(expressions);
  checkAll(sources.flatMap(({ name, dataset: { schema } }) => [
    () => void findColumn(schema, rowKey, `${name}.rowKey`, KEY_TYPES),
    () => {
      refuseOther(first, schema, rowKey, `${name}.rowKey`, (field) => columnTypeOf(field.type as DataType));
    },
    ...expressions.map((expression, index) => () => void expressionKind(expression, schema, `${name}.expressions[${index}]`)),
    ...columns.map((column) => () => {
      refuseOther(first, schema, column, name, baseKindOf);
    }),
  ]));
  const fields = sources.map(({ dataset: { schema } }) => schema.fields.find((field) => field.name === rowKey)!);
  const type = columnTypeOf(fields[0]!.type as DataType)!;
  return changeField(fields[0]!, { type: arrowType(type), nullable: false, metadata: { [METADATA.role]: mostRestrictive(fields.map(roleOf)), [METADATA.rowKey]: null } });
}

/** Refuses a column that is another thing than in the first source; one that is missing is told elsewhere. */
function refuseOther(first: Schema, schema: Schema, name: string, path: string, whatOf: (field: Field) => string | null): void {
  const [expected, got] = [first, schema].map(({ fields }) => fields.find((field) => field.name === name)).map((field) => (field === undefined ? null : whatOf(field)));
  if (expected === null || got === null || expected === got) return;
  refusePlan('PLAN_COLUMN_TYPE', path, `column "${name}": expected ${expected!} as in the first source, got ${got!}`);
}

/**
 * Reads the row keys, and gives every batch to who makes columns of it.
 *
 * @param sources - in the order in which their records follow each other, checked.
 * @param rowKey - the column that names a row.
 * @param taker - takes the batches.
 * @param context - memory limit.
 * @param asStored - whether to take rows as their files keep them, which all sources can give.
 * @param signal - aborts the reading.
 * @returns the row keys.
 * @throws {DataError} `DATA_NULL` for a row without key, `DATA_MEMORY_LIMIT` beyond the limit; what the taker throws.
 * @remarks One pass over each source. Holds the row keys.
 */
export async function readSources(sources: readonly Source[], rowKey: string, taker: RowTaker, context: FoldContext, asStored: boolean, signal?: AbortSignal): Promise<ReadRows> {
  const rowKeys: (Column & KeyColumn)[] = [];
  const rows: number[] = [];
  const kernel = asStored ? pageKernel() : null;
  let keyBytes = 0;
  for (const { name, dataset } of sources) {
    const keyIndex = dataset.schema.fields.findIndex((field) => field.name === rowKey);
    const parts: Column[] = [];
    let count = 0;
    taker.enter(name, dataset.schema);
    const take = async (keys: Column, given: Promise<void>): Promise<void> => {
      // Heard of below, unless a key is at fault before.
      given.catch(() => undefined);
      refuseNulls(keys, name, rowKey, count);
      parts.push(keys);
      keyBytes += bytesOfKeys(keys);
      await given;
      count += keys.rows;
      if (keyBytes + taker.bytes() > context.maxMemoryBytes) throw new DataError('DATA_MEMORY_LIMIT', `the records outgrew ${context.maxMemoryBytes} bytes; raise maxMemoryBytes`, { source: name });
    };
    if (kernel === null) {
      for await (const batch of dataset.open(signal)) if (batch.numRows > 0) await take(keysOf(columnOf(batch, keyIndex)), taker.add(batch));
    } else {
      for await (const group of dataset.stored!(signal)) {
        if (group.columns === null) throw unreadPages(name);
        const given = taker.addPages(group);
        await take(storedKeys(group.columns[keyIndex]!, kernel, name), given);
      }
    }
    rows.push(count);
    rowKeys.push(joinColumns(parts.length === 0 ? [emptyKeys(dataset.schema.fields[keyIndex]!)] : parts) as Column & KeyColumn);
  }
  return { records: rows.reduce((sum, count) => sum + count, 0), rows, rowKeys };
}

/**
 * Tells that pages contradict themselves: what is wrong is found when they are read row by row.
 *
 * @param source - name of the source.
 * @returns the error.
 */
export function unreadPages(source: string): DataError {
  return new DataError('DATA_FORMAT', 'holds pages that contradict themselves', { source });
}

function storedKeys(column: StoredColumn, kernel: PageKernel, source: string): Column {
  const parts: Column[] = [];
  // Texts of a page lie where those of the next one will.
  if (!readChunk(column, kernel, (page) => { parts.push(page.kind === 'text' ? { ...page, offsets: page.offsets.slice(), bytes: page.bytes.slice() } : keysOf(page)); })) throw unreadPages(source);
  return joinColumns(parts);
}

const keysOf = (column: Column): Column => (column.kind === 'coded' ? plainText(column) : column);
const emptyKeys = (field: Field): Column => keysOf(nullColumn(field.type as DataType, 0));

function refuseNulls({ rows, valid }: Column, source: string, column: string, rowsBefore: number): void {
  const rowCount = countNulls(valid, rows);
  if (rowCount === 0) return;
  let row = 0;
  while (isValid(valid, row)) row++;
  throw new DataError('DATA_NULL', 'a row has no key; linkage needs one that is unique in its source', { source, column, rowCount, firstRow: rowsBefore + row + 1 });
}

/**
 * Tells how much memory row keys take.
 *
 * @param rowKeys - a column of them.
 * @returns bytes.
 */
export function bytesOfKeys(rowKeys: Column): number {
  if (rowKeys.kind === 'text') return 4 * rowKeys.rows + rowKeys.offsets[rowKeys.rows]! - rowKeys.offsets[0]!;
  return rowKeys.rows * (rowKeys.kind === 'binary' ? rowKeys.width : rowKeys.kind === 'int32' ? 4 : 8);
}

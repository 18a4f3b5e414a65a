import type { DataType, Field, RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { columnOf, columnsOf, columnTypeOf, makeBatch, makeSchema } from '../core/arrow.ts';
import { countNulls, isValid, plainText, type Column } from '../core/column.ts';
import type { Dataset } from '../core/dataset.ts';
import { DataError, refusePlan } from '../core/errors.ts';
import { changeField, checkAll, findColumn, METADATA, rowKeyIndex } from '../core/field.ts';
import { inputPort } from '../core/input-port.ts';
import { nullColumn } from '../core/null-column.ts';
import type { OperatorContext, PortsOperator } from '../core/operator.ts';
import { checkOptions, columnName, unknownName, type OptionsSchema } from '../core/options.ts';
import { remember } from '../core/remember.ts';
import { joinColumns, takeRows } from '../core/slice.ts';
import { orderKeys, repeatedKeys, type KeyColumn } from './kernel/records/order-keys.ts';
import { finderOf } from './records/find-records.ts';

/** Options of {@link attach}. */
export interface AttachOptions {
  /** In a plan: the table of clusters or links. Code connects the port `linked` itself. */
  readonly table?: string;
  /** Name of the rows among the sources of the linkage; it may be left out where there was one. */
  readonly source?: string;
  /** Column of the rows that names a row; the declared row key unless said otherwise. */
  readonly rowKey?: string;
  /**
   * Columns to bring: their new name by the one they have. Of clusters, every column of names under its own name unless said
   * otherwise; of links, `rowKey` (and `source`) of the other record and any column of the pair: `rowKey` as `linkedRowKey`
   * and `matchWeightBits` unless said otherwise.
   */
  readonly take?: Readonly<Record<string, string>>;
}

/** Checks {@link AttachOptions}. */
export const attachOptions: OptionsSchema<AttachOptions> = z.strictObject({
  table: z.string().min(1).exactOptional(),
  source: z.string().min(1).max(64).exactOptional(),
  rowKey: columnName.exactOptional(),
  take: z.record(columnName, columnName).refine((names) => Object.keys(names).length > 0, { message: 'expected at least one column' }).exactOptional(),
});

/**
 * Brings what linkage found back to the records, by row key.
 *
 * Ports: `rows` and `linked` in, `rows` out. `linked` holds clusters (`source`, `rowKey`, `cluster` …) or links one to one
 * (`leftSource`, `leftRowKey`, `rightSource`, `rightRowKey`, `matchWeightBits` …). A row that linkage did not see, or did not
 * link, gets nulls.
 *
 * Passes: 1 over the rows; 1 over the other table, once. Memory class `records`: the row keys and columns of the other table,
 * of this source. Order: kept. Schema: the columns are appended, with their types and roles. Findings: rows in, rows with
 * something attached. Reveals: which rows are one person.
 *
 * @param options - see {@link AttachOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong, or when it is put on tables without such columns.
 * @throws {DataError} `DATA_NULL` for a row without key, `DATA_DUPLICATE_KEY` for two rows, clusters or links of one record,
 *   `DATA_INVALID` when the other table has several sources and none is named.
 * @example
 * attach({ source: 'stays', take: { cluster: 'person' } });
 */
export function attach(options: AttachOptions = {}): PortsOperator {
  const checked = checkOptions(attachOptions, options);
  return {
    kind: 'ports',
    name: 'attach',
    memory: { grows: 'records', formula: 'row keys and attached columns of the linked records, and 4 bytes for each' },
    outputSchemas(inputs) {
      return { rows: attachedSchema(inputPort(inputs, 'rows'), inputPort(inputs, 'linked'), checked) };
    },
    connect(inputs, context) {
      const rows = inputPort(inputs, 'rows');
      const linked = inputPort(inputs, 'linked');
      const schema = attachedSchema(rows.schema, linked.schema, checked);
      const load = remember((signal) => readFound(linked, checked, signal));
      return { rows: { schema, open: (signal) => attachRows(rows, schema, load, checked, context, signal) } };
    },
  };
}

/** One way of reading the other table: which columns name the record, and which say what was found of it. */
interface Side {
  readonly source: string;
  readonly rowKey: string;
  /** New name and column, in the order of the new columns. */
  readonly taken: readonly (readonly [name: string, column: string])[];
}

const OTHER = { left: 'right', right: 'left' } as const;

/** Clusters name their records once; a link may be read from either side. */
function sidesOf(linked: Schema, { take }: AttachOptions): readonly Side[] {
  const names = linked.fields.map(({ name }) => name);
  if (!names.includes('leftRowKey')) {
    const others = names.filter((name) => name !== 'source' && name !== 'rowKey');
    return [{ source: 'source', rowKey: 'rowKey', taken: Object.entries(take ?? Object.fromEntries(others.map((name) => [name, name]))).map(([column, name]) => [name, column] as const) }];
  }
  const wanted = Object.entries(take ?? { rowKey: 'linkedRowKey', matchWeightBits: 'matchWeightBits' });
  return (['left', 'right'] as const).map((side) => ({
    source: `${side}Source`,
    rowKey: `${side}RowKey`,
    taken: wanted.map(([column, name]) => [name, column === 'rowKey' ? `${OTHER[side]}RowKey` : column === 'source' ? `${OTHER[side]}Source` : column] as const),
  }));
}

const KEY_TYPES = ['utf8', 'int32', 'int64', 'binary'];

function rowKeyOf(rows: Schema, { rowKey }: AttachOptions): number {
  if (rowKey !== undefined) return findColumn(rows, rowKey, 'rowKey', KEY_TYPES);
  const index = rowKeyIndex(rows);
  if (index < 0) refusePlan('PLAN_MISSING', 'rowKey', 'expected the column that names a row, since the input declares none');
  return findColumn(rows, rows.fields[index]!.name, 'rowKey', KEY_TYPES);
}

function attachedSchema(rows: Schema, linked: Schema, options: AttachOptions): Schema {
  const sides = sidesOf(linked, options);
  checkAll([
    () => void rowKeyOf(rows, options),
    ...sides.flatMap(({ source, rowKey, taken }) => [
      () => void findColumn(linked, source, 'linked', ['utf8']),
      () => {
        const type = columnTypeOf(linked.fields[findColumn(linked, rowKey, 'linked')]!.type as DataType);
        const expected = columnTypeOf(rows.fields[rowKeyOf(rows, options)]!.type as DataType);
        if (type !== expected) refusePlan('PLAN_COLUMN_TYPE', 'rowKey', `expected one type on both sides, got ${expected!} and ${type ?? 'another'}`);
      },
      ...taken.map(([name, column], place) => () => {
        if (!linked.fields.some((field) => field.name === column)) refusePlan('PLAN_UNKNOWN_COLUMN', 'take', unknownName('column', column, linked.fields.map((field) => field.name)));
        const isTaken = rows.fields.some((field) => field.name === name) || taken.slice(0, place).some(([other]) => other === name);
        if (isTaken) refusePlan('PLAN_COLUMN_EXISTS', 'take', `there is already a column "${name}"`);
      }),
    ]),
  ]);
  const fields = sides[0]!.taken.map(([name, column]) => changeField(fieldOf(linked, column), { name, nullable: true, metadata: { [METADATA.rowKey]: null } }));
  return makeSchema([...rows.fields, ...fields], rows.metadata);
}

const fieldOf = (schema: Schema, name: string): Field => schema.fields.find((field) => field.name === name)!;

/** What was found of the records of one source, in the order of their keys. */
interface Found {
  readonly keys: KeyColumn;
  readonly columns: readonly Column[];
}

async function readFound(linked: Dataset, options: AttachOptions, signal?: AbortSignal): Promise<Found> {
  const { schema } = linked;
  const sides = sidesOf(schema, options);
  const indexOf = (name: string): number => schema.fields.findIndex((field) => field.name === name);
  const sources = sourceFilter(options.source);
  const keys: Column[] = [];
  const columns: Column[][] = sides[0]!.taken.map(() => []);
  for await (const batch of linked.open(signal)) {
    for (const { source, rowKey, taken } of sides) {
      const own = sources.rowsOf(columnOf(batch, indexOf(source)));
      const key = takeRows(plain(columnOf(batch, indexOf(rowKey))), own);
      if (countNulls(key.valid, key.rows) > 0) throw new DataError('DATA_NULL', 'a linked record has no key', { source: 'linked', column: rowKey });
      keys.push(key);
      taken.forEach(([, column], place) => columns[place]!.push(takeRows(columnOf(batch, indexOf(column)), own)));
    }
  }
  const { rowKey, taken } = sides[0]!;
  if (keys.length === 0) return { keys: plain(nullColumn(fieldOf(schema, rowKey).type as DataType, 0)) as Column & KeyColumn, columns: taken.map(([, column]) => nullColumn(fieldOf(schema, column).type as DataType, 0)) };
  return inOrder(joinColumns(keys) as Column & KeyColumn, columns.map(joinColumns), rowKey);
}

const plain = (column: Column): Column => (column.kind === 'coded' ? plainText(column) : column);

function inOrder(keys: Column & KeyColumn, columns: readonly Column[], column: string): Found {
  const order = orderKeys(keys);
  const take = <Kind extends Column>(values: Kind): Kind => (order === null ? values : (takeRows(values, order) as Kind));
  const ordered = take(keys);
  const repeated = repeatedKeys(ordered, order);
  if (repeated !== null) throw new DataError('DATA_DUPLICATE_KEY', 'a record stands twice; it can be attached once only', { source: 'linked', column, rowCount: repeated.count });
  return { keys: ordered, columns: columns.map(take) };
}

/** Picks the rows of one source; without a name, there may be one only. */
function sourceFilter(name: string | undefined): { rowsOf(source: Column): Int32Array } {
  const decoder = new TextDecoder();
  let only = name;
  return {
    rowsOf(source) {
      const { offsets, bytes, rows } = plain(source) as Extract<Column, { kind: 'text' }>;
      const picked: number[] = [];
      let start = -1;
      let isOwn = false;
      for (let row = 0; row < rows; row++) {
        // Names come in long runs: each is decoded once.
        if (start < 0 || !sameText(bytes, offsets, start, row)) {
          start = row;
          const text = decoder.decode(bytes.subarray(offsets[row], offsets[row + 1]));
          only ??= text;
          isOwn = text === only;
          if (!isOwn && name === undefined) throw new DataError('DATA_INVALID', 'the linked table has several sources: say in the option `source` which one the rows are', { source: 'linked' });
        }
        if (isOwn) picked.push(row);
      }
      return Int32Array.from(picked);
    },
  };
}

function sameText(bytes: Uint8Array, offsets: Int32Array, left: number, right: number): boolean {
  const length = offsets[left + 1]! - offsets[left]!;
  if (offsets[right + 1]! - offsets[right]! !== length) return false;
  for (let index = 0; index < length; index++) if (bytes[offsets[left]! + index] !== bytes[offsets[right]! + index]) return false;
  return true;
}

async function* attachRows(source: Dataset, schema: Schema, load: (signal?: AbortSignal) => Promise<Found>, options: AttachOptions, context: OperatorContext, signal?: AbortSignal): AsyncIterable<RecordBatch> {
  const keyIndex = rowKeyOf(source.schema, options);
  const column = source.schema.fields[keyIndex]!.name;
  const { keys, columns } = await load(signal);
  const isAttached = new Uint8Array(keys.rows);
  let rowsIn = 0;
  let attached = 0;
  for await (const batch of source.open(signal)) {
    const wanted = columnOf(batch, keyIndex);
    const find = finderOf(keys, wanted, column);
    const places = new Int32Array(batch.numRows);
    for (let row = 0; row < batch.numRows; row++) {
      const detail = { column, firstRow: rowsIn + row + 1 };
      if (!isValid(wanted.valid, row)) throw new DataError('DATA_NULL', 'a row has no key', detail);
      const place = find(row, 0, keys.rows);
      places[row] = place;
      if (place < 0) continue;
      if (isAttached[place] === 1) throw new DataError('DATA_DUPLICATE_KEY', 'two rows have the same key', detail);
      isAttached[place] = 1;
      attached++;
    }
    rowsIn += batch.numRows;
    yield makeBatch(schema, [...columnsOf(batch), ...columns.map((values) => takeRows(values, places))], batch.numRows);
  }
  context.onFindings?.({ rowsIn, attached });
}

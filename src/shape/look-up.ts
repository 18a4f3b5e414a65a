import type { DataType, RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { columnsOf, columnTypeOf, makeBatch, makeSchema } from '../core/arrow.ts';
import { isValid, plainText, type Column } from '../core/column.ts';
import type { Dataset } from '../core/dataset.ts';
import { DataError, refusePlan } from '../core/errors.ts';
import { changeField, checkAll, findColumn, METADATA, roleOf } from '../core/field.ts';
import { inputPort } from '../core/input-port.ts';
import type { OperatorContext, PortsOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { collectRejects, rejectsSchema } from '../core/rejects.ts';
import { mostRestrictive } from '../core/roles.ts';
import { joinColumns, takeRows } from '../core/slice.ts';
import { byteDictionary, type ByteDictionary } from '../group/index.ts';
import { compositeKeys } from './composite-key.ts';
import { nullColumn } from '../core/null-column.ts';

/** Options of {@link lookUp}. */
export interface LookUpOptions {
  /** In a plan: the table that enters by the port `reference`. Code connects the port itself. */
  readonly table?: string;
  /** Columns that must agree: the reference's column by the rows' column. */
  readonly on: Readonly<Record<string, string>>;
  /** Columns to bring: their new name by the reference's column. */
  readonly take: Readonly<Record<string, string>>;
  /** What happens to a row without a reference row, or with a null in a column of `on`. */
  readonly unmatched: 'null' | 'reject';
  /** Rows the reference may have, since it is held in memory; 1,000,000 when omitted. */
  readonly maxReferenceRows?: number;
}

const pairs: z.ZodType<Readonly<Record<string, string>>> = z
  .record(columnName, columnName)
  .refine((names) => Object.keys(names).length > 0, { message: 'expected at least one column' });

/** Checks {@link LookUpOptions}. */
export const lookUpOptions: OptionsSchema<LookUpOptions> = z.strictObject({
  table: z.string().min(1).exactOptional(),
  on: pairs,
  take: pairs,
  unmatched: z.enum(['null', 'reject']),
  maxReferenceRows: z.int().min(1).max(100_000_000).exactOptional(),
});

/** A {@link lookUp} operator: it tells whether it has a port `rejects`. */
export interface LookUpOperator extends PortsOperator {
  readonly rejects: boolean;
}

/**
 * Brings columns from a small reference table to each row.
 *
 * Ports: `rows` and `reference` in, `rows` and (when `unmatched` is `reject`) `rejects` out. The reference has one row
 * per combination of the columns in `on`, none of them null. Types must agree; nothing is normalised.
 *
 * Passes: 1 over the rows, 1 over the reference. Memory: the reference's columns and 30 bytes a row. Order: kept.
 * Schema: the columns taken are appended, with the most restrictive role among theirs and those of the columns in
 * `on`: a region found by a direct identifier stays as close as the identifier until a step says otherwise. Findings:
 * rows in, rows unmatched, reference rows.
 *
 * @param options - see {@link LookUpOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong, or when it is put on tables without such columns.
 * @example
 * lookUp({ on: { commune: 'code' }, take: { region: 'region' }, unmatched: 'null' });
 */
export function lookUp(options: LookUpOptions): LookUpOperator {
  const checked = checkOptions(lookUpOptions, options);
  const rejects = checked.unmatched === 'reject';
  return {
    kind: 'ports',
    name: 'lookUp',
    rejects,
    memory: { grows: 'groups', formula: 'the reference table and about 30 bytes for each of its rows' },
    outputSchemas(inputs) {
      const source = inputPort(inputs, 'rows');
      const rows = lookedUpSchema(source, inputPort(inputs, 'reference'), checked);
      return rejects ? { rows, rejects: rejectsSchema(source) } : { rows };
    },
    connect(inputs, context) {
      const rows = inputPort(inputs, 'rows');
      const reference = inputPort(inputs, 'reference');
      const schema = lookedUpSchema(rows.schema, reference.schema, checked);
      const load = loadOnce(reference, checked);
      const found: Dataset = { schema, open: (signal) => lookRowsUp(rows, schema, load, checked, context, signal) };
      if (!rejects) return { rows: found };
      return { rows: found, rejects: { schema: rejectsSchema(rows.schema), open: (signal) => unmatchedRows(rows, load, checked, signal) } };
    },
  };
}

const EXACT = ['utf8', 'int32', 'int64', 'bool', 'date', 'timestamp', 'decimal', 'binary'];

function lookedUpSchema(rows: Schema, reference: Schema, { on, take }: LookUpOptions): Schema {
  const keyRoles = Object.keys(on).flatMap((name) => rows.fields.filter((field) => field.name === name).map(roleOf));
  const added = Object.entries(take);
  checkAll([
    ...Object.entries(on).map(([name, referenceName]) => () => {
      const type = columnTypeOf(rows.fields[findColumn(rows, name, `on.${name}`, EXACT)]!.type as DataType);
      const other = columnTypeOf(reference.fields[findColumn(reference, referenceName, `on.${name}`)]!.type as DataType);
      if (type !== other) refusePlan('PLAN_COLUMN_TYPE', `on.${name}`, `expected one type on both sides, got ${type ?? 'another'} and ${other ?? 'another'}`);
    }),
    ...added.map(([referenceName, name], index) => () => {
      findColumn(reference, referenceName, `take.${referenceName}`);
      const doubled = rows.fields.some((field) => field.name === name) || added.slice(0, index).some(([, other]) => other === name);
      if (doubled) refusePlan('PLAN_COLUMN_EXISTS', `take.${referenceName}`, `there is already a column "${name}"`);
    }),
  ]);
  const fields = added.map(([referenceName, name]) => {
    const field = reference.fields.find((candidate) => candidate.name === referenceName)!;
    return changeField(field, { name, nullable: true, metadata: { [METADATA.role]: mostRestrictive([roleOf(field), ...keyRoles]) } });
  });
  return makeSchema([...rows.fields, ...fields], rows.metadata);
}

/** The reference in memory: a dictionary of its keys and, by their codes, its columns. */
interface Reference {
  readonly keys: ByteDictionary;
  readonly columns: readonly Column[];
  readonly rows: number;
}

function loadOnce(reference: Dataset, options: LookUpOptions): (signal?: AbortSignal) => Promise<Reference> {
  let pending: Promise<Reference> | undefined;
  return (signal) => {
    pending ??= loadReference(reference, options, signal).catch((error: unknown) => {
      pending = undefined;
      throw error;
    });
    return pending;
  };
}

async function loadReference(dataset: Dataset, { on, take, maxReferenceRows = 1_000_000 }: LookUpOptions, signal?: AbortSignal): Promise<Reference> {
  const indexOf = (name: string): number => dataset.schema.fields.findIndex((field) => field.name === name);
  const keyIndexes = Object.values(on).map(indexOf);
  const takenIndexes = Object.keys(take).map(indexOf);
  const keys = byteDictionary();
  const parts: Column[][] = takenIndexes.map(() => []);
  const [column] = Object.values(on) as [string];
  let rows = 0;
  for await (const batch of dataset.open(signal)) {
    if (batch.numRows === 0) continue;
    const columns = columnsOf(batch);
    const codes = encodeKeys(keys, keyIndexes.map((index) => columns[index]!), batch.numRows);
    for (let row = 0; row < batch.numRows; row++) {
      const detail = { source: 'reference', column, firstRow: rows + row + 1 };
      if (codes[row]! < 0) throw new DataError('DATA_NULL', 'a reference row has no key', detail);
      // A key seen for the first time gets the next code, so codes are row numbers as long as none is doubled.
      if (codes[row] !== rows + row) throw new DataError('DATA_DUPLICATE_KEY', 'two reference rows have the same key', detail);
    }
    rows += batch.numRows;
    if (rows > maxReferenceRows) throw new DataError('DATA_MEMORY_LIMIT', `the reference has more than ${maxReferenceRows} rows; raise maxReferenceRows`, { source: 'reference' });
    takenIndexes.forEach((index, place) => parts[place]!.push(columns[index]!));
  }
  return { keys, columns: rows === 0 ? [] : parts.map(joinColumns), rows };
}

function encodeKeys(dictionary: ByteDictionary, columns: readonly Column[], rows: number): Int32Array {
  const text = compositeKeys(columns.map((column) => (column.kind === 'coded' ? plainText(column) : column)), rows);
  const codes = new Int32Array(rows);
  dictionary.encode(text.offsets, text.bytes, text.valid, rows, codes);
  return codes;
}

/** Finds the reference row of each row, −1 when there is none. Each distinct key of the batch is looked for once. */
function referenceRows(reference: Reference, columns: readonly Column[], rows: number): Int32Array {
  const batchKeys = byteDictionary();
  const codes = encodeKeys(batchKeys, columns, rows);
  const offsets = batchKeys.offsets();
  const bytes = batchKeys.bytes();
  const rowOf = new Int32Array(batchKeys.size);
  for (let code = 0; code < rowOf.length; code++) rowOf[code] = reference.keys.find(bytes, offsets[code]!, offsets[code + 1]!);
  return codes.map((code) => (code < 0 ? -1 : rowOf[code]!));
}

async function* lookRowsUp(
  source: Dataset, schema: Schema, load: (signal?: AbortSignal) => Promise<Reference>, options: LookUpOptions, context: OperatorContext, signal?: AbortSignal,
): AsyncIterable<RecordBatch> {
  const keyIndexes = Object.keys(options.on).map((name) => source.schema.fields.findIndex((field) => field.name === name));
  const reference = await load(signal);
  let rowsIn = 0;
  let unmatched = 0;
  for await (const batch of source.open(signal)) {
    const columns = columnsOf(batch);
    let found = referenceRows(reference, keyIndexes.map((index) => columns[index]!), batch.numRows);
    let kept: readonly Column[] = columns;
    const missing = found.reduce((count, row) => count + (row < 0 ? 1 : 0), 0);
    rowsIn += batch.numRows;
    unmatched += missing;
    if (options.unmatched === 'reject' && missing > 0) {
      const matched = Int32Array.from(found.keys()).filter((row) => found[row]! >= 0);
      kept = columns.map((column) => takeRows(column, matched));
      found = found.filter((row) => row >= 0);
    }
    const taken = reference.rows === 0 ? schema.fields.slice(columns.length).map(({ type }) => nullColumn(type as DataType, found.length)) : reference.columns.map((column) => takeRows(column, found));
    yield makeBatch(schema, [...kept, ...taken], found.length);
  }
  context.onFindings?.({ rowsIn, unmatched, referenceRows: reference.rows });
}

async function* unmatchedRows(
  source: Dataset, load: (signal?: AbortSignal) => Promise<Reference>, options: LookUpOptions, signal?: AbortSignal,
): AsyncIterable<RecordBatch> {
  const [first] = Object.keys(options.on) as [string];
  const keyIndexes = Object.keys(options.on).map((name) => source.schema.fields.findIndex((field) => field.name === name));
  const reference = await load(signal);
  const collector = collectRejects(source.schema);
  let firstRow = 0;
  for await (const batch of source.open(signal)) {
    const columns = columnsOf(batch);
    const found = referenceRows(reference, keyIndexes.map((index) => columns[index]!), batch.numRows);
    for (let row = 0; row < batch.numRows; row++) {
      const missing = keyIndexes.findIndex((index) => !isValid(columns[index]!.valid, row));
      if (found[row]! < 0) collector.sink(firstRow + row + 1, Object.keys(options.on)[missing] ?? first, missing < 0 ? 'unmatched' : 'null');
    }
    const rejected = collector.take(batch, firstRow);
    if (rejected !== null) yield rejected;
    firstRow += batch.numRows;
  }
}

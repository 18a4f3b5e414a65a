import type { RecordBatch, Schema } from 'apache-arrow';
import { codedTextType, columnOf, columnTypeOf, makeBatch, makeField, makeSchema } from '../../../core/arrow.ts';
import type { Column } from '../../../core/column.ts';
import type { ColumnType } from '../../../core/column-type.ts';
import type { Dataset } from '../../../core/dataset.ts';
import { PlanError, refusePlan } from '../../../core/errors.ts';
import { changeField, declareField, METADATA, type ColumnDeclaration } from '../../../core/field.ts';
import { unknownName } from '../../../core/options.ts';
import { textColumn } from '../../../core/rejects.ts';
import { clusterLinks, linksBetween, type LinkageRecords, type Truth } from '../../../link/index.ts';
import { bindInput } from '../bind-input.ts';
import { inspectFile } from '../inspect-file.ts';

/** Where the truth is. */
export type LabelSource =
  /** A file of judged pairs; others are not judged. */
  | { readonly file: string }
  /** A file of all pairs that match; no other pair does. */
  | { readonly matches: string }
  /** A column of the records that tells persons apart. */
  | { readonly column: string };

/**
 * Makes a table of the person of each record from a column of the records.
 *
 * @param datasets - the sources.
 * @param rowKey - the column that names a row.
 * @param column - the column that tells persons apart.
 * @returns the truth; the sources are read once more at each opening.
 */
export function entityTruth(datasets: Readonly<Record<string, Dataset>>, rowKey: string, column: string): Truth {
  const [first] = Object.values(datasets);
  const fieldOf = (name: string): Schema['fields'][number] => first!.schema.fields.find((field) => field.name === name)!;
  const schema = makeSchema([
    sourceField('source'),
    changeField(fieldOf(rowKey), { name: 'rowKey', metadata: { [METADATA.rowKey]: null } }),
    changeField(fieldOf(column), { name: 'entity', metadata: { [METADATA.rowKey]: null } }),
  ]);
  return {
    by: 'entities',
    table: {
      schema,
      async *open(signal) {
        for (const [name, dataset] of Object.entries(datasets)) {
          const places = [rowKey, column].map((wanted) => dataset.schema.fields.findIndex((field) => field.name === wanted));
          for await (const batch of dataset.open(signal)) {
            yield makeBatch(schema, [constantText(name, batch.numRows), ...places.map((place) => columnOf(batch, place))], batch.numRows);
          }
        }
      },
    },
  };
}

const SIDES = ['left', 'right'] as const;

/**
 * Opens a file of judged pairs: `leftRowKey`, `rightRowKey`, and `isMatch` or `matchScore`; `leftSource` and `rightSource` may be
 * left out where they are told by the sources that are linked.
 *
 * @param path - the file.
 * @param rowKeyType - type of the row keys.
 * @param sources - the sources: one, or two of which the first is on the left.
 * @param signal - aborts the hashing.
 * @returns the truth.
 * @throws {PlanError} `PLAN_UNKNOWN_COLUMN` for columns that the file lacks.
 * @throws {DataError} when the file is missing or damaged.
 */
export async function pairTruth(path: string, rowKeyType: ColumnType, sources: readonly string[], signal?: AbortSignal): Promise<Truth> {
  const { columns: found } = await inspectFile(path, signal);
  const label = ['isMatch', 'matchScore'].find((name) => Object.hasOwn(found, name));
  if (label === undefined) refusePlan('PLAN_MISSING', 'labels', 'expected a column "isMatch" or "matchScore"');
  const missing = SIDES.map((side) => `${side}RowKey`).filter((name) => !Object.hasOwn(found, name));
  if (missing.length > 0) throw new PlanError(missing.map((name) => ({ code: 'PLAN_UNKNOWN_COLUMN', path: `labels.${name}`, message: unknownName('column', name, Object.keys(found)) })));
  const own = SIDES.map((side) => `${side}Source`).filter((name) => Object.hasOwn(found, name));
  const columns: Record<string, ColumnDeclaration> = Object.fromEntries([
    ...SIDES.map((side) => [`${side}RowKey`, { type: rowKeyType, role: 'technical' }]),
    ...own.map((name) => [name, { type: 'utf8', role: 'technical' }]),
    [label, { type: labelType(label, found[label]!.type), role: 'attribute' }],
  ]);
  const { ports } = await bindInput('labels', { columns, onUndeclared: 'drop' }, { patterns: [path], out: '' }, signal);
  return { by: 'pairs', table: own.length === 2 ? ports.rows : withSourceNames(ports.rows, [sources[0]!, sources.at(-1)!]) };
}

/**
 * Opens a file of all pairs that match, and makes persons of them: what matches directly or through others is one.
 *
 * @param path - a file with `leftRowKey` and `rightRowKey`, or with two columns only.
 * @param records - the records.
 * @param signal - aborts the reading.
 * @returns the truth.
 * @throws {PlanError} `PLAN_MISSING` when the file has other columns.
 * @throws {DataError} `DATA_INVALID` for a pair of records that are not there; when the file is missing or damaged.
 * @remarks Holds 4 bytes a record.
 */
export async function matchTruth(path: string, records: LinkageRecords, signal?: AbortSignal): Promise<Truth> {
  const { columns: found } = await inspectFile(path, signal);
  const names = Object.keys(found);
  const rowKeys = SIDES.map((side) => `${side}RowKey`);
  const sides = rowKeys.every((name) => names.includes(name)) ? rowKeys : names;
  if (sides.length !== 2) refusePlan('PLAN_MISSING', 'matches', 'expected columns "leftRowKey" and "rightRowKey", or two columns only');
  const type = columnTypeOf(records.rowKeyField.type) as ColumnType;
  const columns = Object.fromEntries(sides.map((name): [string, ColumnDeclaration] => [name, { type, role: 'technical' }]));
  const { ports } = await bindInput('matches', { columns, onUndeclared: 'drop' }, { patterns: [path], out: '' }, signal);
  const { sources } = records;
  const pairs = withSourceNames(weighted(ports.rows), [sources[0]!, sources.at(-1)!]);
  const { clusters } = await clusterLinks(records, linksBetween(records, pairs, signal), { minMatchWeightBits: 0 }, undefined, signal);
  const fields = clusters.schema.fields.map((field) => (field.name === 'cluster' ? changeField(field, { name: 'entity' }) : field));
  return { by: 'entities', table: renamed(clusters, makeSchema(fields)) };
}

/** Gives pairs the names of a table of links, and a weight. */
function weighted(pairs: Dataset): Dataset {
  const [left, right] = pairs.schema.fields as [Schema['fields'][number], Schema['fields'][number]];
  const schema = makeSchema([changeField(left, { name: 'leftRowKey' }), changeField(right, { name: 'rightRowKey' }), declareField('matchWeightBits', { type: 'float64', role: 'attribute', nullable: false })]);
  return {
    schema,
    async *open(signal) {
      for await (const batch of pairs.open(signal)) {
        const rows = batch.numRows;
        yield makeBatch(schema, [columnOf(batch, 0), columnOf(batch, 1), { kind: 'float64', rows, valid: null, values: new Float64Array(rows) }], rows);
      }
    },
  };
}

function renamed(dataset: Dataset, schema: Schema): Dataset {
  return {
    schema,
    async *open(signal) {
      for await (const batch of dataset.open(signal)) yield makeBatch(schema, schema.fields.map((_, index) => columnOf(batch, index)), batch.numRows);
    },
  };
}

/** Judgements written 0 and 1 are numbers to whoever reads the file first. */
function labelType(label: string, found: ColumnType): ColumnType {
  if (label === 'matchScore') return 'float64';
  return found === 'bool' ? 'bool' : 'int32';
}

function withSourceNames(pairs: Dataset, names: readonly [string, string]): Dataset {
  const schema = makeSchema([...SIDES.map((side) => sourceField(`${side}Source`)), ...pairs.schema.fields]);
  const widened = (batch: RecordBatch): RecordBatch =>
    makeBatch(schema, [...names.map((name) => constantText(name, batch.numRows)), ...pairs.schema.fields.map((_, index) => columnOf(batch, index))], batch.numRows);
  return {
    schema,
    async *open(signal) {
      for await (const batch of pairs.open(signal)) yield widened(batch);
    },
  };
}

function sourceField(name: string): Schema['fields'][number] {
  return makeField(name, codedTextType(), false, new Map([[METADATA.role, 'technical']]));
}

function constantText(text: string, rows: number): Column {
  return { kind: 'coded', rows, valid: null, codes: new Int32Array(rows), dictionary: textColumn([text]) };
}

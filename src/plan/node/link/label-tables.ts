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
 * @throws {PlanError} `PLAN_COLUMN_TYPE` when the column is another thing in another source than in the first.
 */
export function entityTruth(datasets: Readonly<Record<string, Dataset>>, rowKey: string, column: string): Truth {
  const [first] = Object.values(datasets);
  const fieldOf = (name: string): Schema['fields'][number] => first!.schema.fields.find((field) => field.name === name)!;
  for (const [name, { schema: { fields } }] of Object.entries(datasets)) {
    const [expected, got] = [fieldOf(column), fields.find((field) => field.name === column)!].map(({ type }) => columnTypeOf(type));
    if (got !== expected) refusePlan('PLAN_COLUMN_TYPE', name, `column "${column}": expected ${expected} as in the first source, got ${got}`);
  }
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
const SOURCES = SIDES.map((side) => `${side}Source`);
const ROW_KEYS = SIDES.map((side) => `${side}RowKey`);

/**
 * Opens a file of judged pairs: `leftRowKey`, `rightRowKey`, and `isMatch` or `matchScore`; `leftSource` and `rightSource` may be
 * left out where they are told by the sources that are linked.
 *
 * @param path - the file.
 * @param rowKeyType - type of the row keys.
 * @param sources - the sources: one, or two of which the first is on the left; with more, the file must name them.
 * @param signal - aborts the reading of names and types.
 * @returns the truth.
 * @throws {PlanError} `PLAN_UNKNOWN_COLUMN` for columns that the file lacks, `PLAN_MISSING` where sources are not told.
 * @throws {DataError} when the file is missing or damaged.
 */
export async function pairTruth(path: string, rowKeyType: ColumnType, sources: readonly string[], signal?: AbortSignal): Promise<Truth> {
  const { columns: found } = await inspectFile(path, signal);
  const label = ['isMatch', 'matchScore'].find((name) => Object.hasOwn(found, name));
  if (label === undefined) refusePlan('PLAN_MISSING', 'labels', 'expected a column "isMatch" or "matchScore"');
  const missing = ROW_KEYS.filter((name) => !Object.hasOwn(found, name));
  if (missing.length > 0) throw new PlanError(missing.map((name) => ({ code: 'PLAN_UNKNOWN_COLUMN', path: `labels.${name}`, message: unknownName('column', name, Object.keys(found)) })));
  const more: Record<string, ColumnDeclaration> = { [label]: { type: labelType(label, found[label]!.type), role: 'attribute' } };
  return { by: 'pairs', table: await openPairs({ path, name: 'labels', rowKeys: ROW_KEYS, rowKeyType, sources, more }, Object.keys(found)) };
}

/**
 * Opens a file of all pairs that match, and makes persons of them: what matches directly or through others is one.
 *
 * @param path - a file with `leftRowKey` and `rightRowKey`, and with sources as {@link pairTruth}; or with two columns only.
 * @param records - the records.
 * @param sources - as for {@link pairTruth}.
 * @param signal - aborts the reading.
 * @returns the truth.
 * @throws {PlanError} `PLAN_MISSING` when the file has other columns, or sources are not told.
 * @throws {DataError} `DATA_INVALID` for a pair of records that are not there; when the file is missing or damaged.
 * @remarks Holds 4 bytes a record.
 */
export async function matchTruth(path: string, records: LinkageRecords, sources: readonly string[], signal?: AbortSignal): Promise<Truth> {
  const names = Object.keys((await inspectFile(path, signal)).columns);
  const rowKeys = ROW_KEYS.every((name) => names.includes(name)) ? ROW_KEYS : names;
  if (rowKeys.length !== 2) refusePlan('PLAN_MISSING', 'matches', 'expected columns "leftRowKey" and "rightRowKey", or two columns only');
  const rowKeyType = columnTypeOf(records.rowKeyField.type) as ColumnType;
  const pairs = weighted(await openPairs({ path, name: 'matches', rowKeys, rowKeyType, sources, more: {} }, names), rowKeys);
  const { clusters } = await clusterLinks(records, linksBetween(records, pairs, signal), { minMatchWeightBits: 0 }, undefined, signal);
  const fields = clusters.schema.fields.map((field) => (field.name === 'cluster' ? changeField(field, { name: 'entity' }) : field));
  return { by: 'entities', table: renamed(clusters, makeSchema(fields)) };
}

/** A file of pairs of records. */
interface PairsFile {
  readonly path: string;
  /** What it is called in errors. */
  readonly name: string;
  /** Columns of the left and the right row key. */
  readonly rowKeys: readonly string[];
  readonly rowKeyType: ColumnType;
  readonly sources: readonly string[];
  /** Further columns to read. */
  readonly more: Readonly<Record<string, ColumnDeclaration>>;
}

async function openPairs({ path, name, rowKeys, rowKeyType, sources, more }: PairsFile, found: readonly string[]): Promise<Dataset> {
  const named = SOURCES.filter((column) => found.includes(column) && !rowKeys.includes(column));
  if (named.length === 1) refusePlan('PLAN_MISSING', name, 'expected both columns "leftSource" and "rightSource", or neither');
  if (named.length === 0 && sources.length > 2) refusePlan('PLAN_MISSING', name, 'expected columns "leftSource" and "rightSource", since there are more than two sources');
  const columns: Record<string, ColumnDeclaration> = {
    ...Object.fromEntries(rowKeys.map((column) => [column, { type: rowKeyType, role: 'technical' }])),
    ...Object.fromEntries(named.map((column) => [column, { type: 'utf8', role: 'technical' }])),
    ...more,
  };
  const { ports } = await bindInput(name, { columns, onUndeclared: 'drop' }, { patterns: [path], out: '' });
  return named.length === 2 ? ports.rows : withSourceNames(ports.rows, [sources[0]!, sources.at(-1)!]);
}

/** Gives pairs the names of a table of links, and a weight. */
function weighted(pairs: Dataset, rowKeys: readonly string[]): Dataset {
  const fields = pairs.schema.fields.map((field) => (rowKeys.includes(field.name) ? changeField(field, { name: ROW_KEYS[rowKeys.indexOf(field.name)]! }) : field));
  const schema = makeSchema([...fields, declareField('matchWeightBits', { type: 'float64', role: 'attribute', nullable: false })]);
  return {
    schema,
    async *open(signal) {
      for await (const batch of pairs.open(signal)) {
        const rows = batch.numRows;
        yield makeBatch(schema, [...fields.map((_, index) => columnOf(batch, index)), { kind: 'float64', rows, valid: null, values: new Float64Array(rows) }], rows);
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
  const schema = makeSchema([...SOURCES.map(sourceField), ...pairs.schema.fields]);
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

import type { RecordBatch, Schema } from 'apache-arrow';
import { codedTextType, columnOf, makeBatch, makeField, makeSchema } from '../../../core/arrow.ts';
import type { Column } from '../../../core/column.ts';
import type { ColumnType } from '../../../core/column-type.ts';
import type { Dataset } from '../../../core/dataset.ts';
import { PlanError, refusePlan } from '../../../core/errors.ts';
import { changeField, METADATA, type ColumnDeclaration } from '../../../core/field.ts';
import { unknownName } from '../../../core/options.ts';
import { textColumn } from '../../../core/rejects.ts';
import type { Truth } from '../../../link/index.ts';
import { bindInput } from '../bind-input.ts';
import { inspectFile } from '../inspect-file.ts';

/** Where the truth is: a file of judged pairs, or a column of the records that tells persons apart. */
export type LabelSource = { readonly file: string } | { readonly column: string };

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

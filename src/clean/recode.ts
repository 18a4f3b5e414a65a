import type { Field, Schema } from 'apache-arrow';
import { z } from 'zod';
import { arrowType, columnsOf } from '../core/arrow.ts';
import { plainText, type CodedColumn, type TextColumn } from '../core/column.ts';
import type { Dataset } from '../core/dataset.ts';
import { DataError } from '../core/errors.ts';
import { changeField, findColumn, METADATA } from '../core/field.ts';
import { inputPort } from '../core/input-port.ts';
import { applyOperator, type MapOperator, type PortsOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { rejectsSchema, textColumn } from '../core/rejects.ts';
import { joinColumns } from '../core/slice.ts';
import type { InvalidPolicy, ValueReason } from '../core/value-tally.ts';
import { cleanColumns } from './clean-columns.ts';
import { throughDistinct } from './distinct-values.ts';
import { MAP_REASONS, prepareMap, type ValueMap } from './kernel/value-map.ts';
import type { RowRewriter } from './kernel/rewrite-rows.ts';
import { textRewriter } from './rewrite-text.ts';

/** What is said of a column to recode, wherever the map comes from. */
interface RecodedColumn {
  /** Column to recode, in place: text, or whole numbers taken as their digits. */
  readonly column: string;
  /** What becomes of a value that the map does not have: `keep` it, make it `null`, or `reject` its row. */
  readonly otherwise: InvalidPolicy;
}

/** Options of {@link recode}. */
export interface RecodeOptions extends RecodedColumn {
  /** What each value becomes; `null` for a missing value. */
  readonly values: Readonly<Record<string, string | null>>;
}

/** Options of {@link recodeByTable}. */
export interface RecodeByTableOptions extends RecodedColumn {
  /** In a plan: the table that enters by the port `reference`. Code connects the port itself. */
  readonly table?: string;
  /** The reference's column of values as they are: text, each once, none missing. */
  readonly from: string;
  /** The reference's column of values as they become: text; a null makes a missing value. */
  readonly to: string;
  /** Rows the reference may have, since it is held in memory; 1,000,000 when omitted. */
  readonly maxReferenceRows?: number;
}

const shared = { column: columnName, otherwise: z.enum(['reject', 'null', 'keep']) };

/** Checks {@link RecodeOptions}. */
export const recodeOptions: OptionsSchema<RecodeOptions> = z.strictObject({
  ...shared,
  values: z.record(z.string().max(1000), z.string().max(1000).nullable()).refine((values) => Object.keys(values).length > 0, { message: 'expected at least one value' }),
});

/** Checks {@link RecodeByTableOptions}. */
export const recodeByTableOptions: OptionsSchema<RecodeByTableOptions> = z.strictObject({
  ...shared,
  table: z.string().min(1).exactOptional(),
  from: columnName,
  to: columnName,
  maxReferenceRows: z.int().min(1).max(100_000_000).exactOptional(),
});

/**
 * Replaces the values of a column by others.
 *
 * Passes: 1. Memory: a batch. Order: kept. Schema: the column as plain text, no longer declared as an identifier; its role
 * stays. Null stays null. Values are compared as they are: normalise before. Rejected rows have the code
 * `RECODE_UNMATCHED`. Findings: those of a value tally; `toNull` counts the values mapped to a missing one.
 *
 * @param options - see {@link RecodeOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong; unknown columns and other types when it is put on a schema.
 * @example
 * recode({ column: 'sex', values: { '1': 'M', '2': 'F', '9': null }, otherwise: 'reject' });
 */
export function recode(options: RecodeOptions): MapOperator {
  const { column, values, otherwise } = checkOptions(recodeOptions, options);
  const map: ValueMap = { from: textColumn(Object.keys(values)), to: textColumn(Object.values(values)) };
  return recoder(column, otherwise, prepareMap(map).rewrite);
}

/** A {@link recodeByTable} operator: it tells whether it has a port `rejects`. */
export interface RecodeByTableOperator extends PortsOperator {
  readonly rejects: boolean;
}

/**
 * Replaces the values of a column by those that a small reference table gives; see {@link recode}.
 *
 * Ports: `rows` and `reference` in, `rows` and (when `otherwise` is `reject`) `rejects` out. Passes: 1 over the rows, 1 over
 * the reference for each port that is opened. Memory: the two columns of the reference and about 30 bytes for each of its
 * rows. Order: kept.
 *
 * @param options - see {@link RecodeByTableOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong, or when it is put on tables without such columns.
 * @example
 * recodeByTable({ column: 'unit', from: 'oldCode', to: 'newCode', otherwise: 'keep' });
 */
export function recodeByTable(options: RecodeByTableOptions): RecodeByTableOperator {
  const checked = checkOptions(recodeByTableOptions, options);
  const { column, otherwise } = checked;
  const rejects = otherwise === 'reject';
  const neverUsed: RowRewriter = () => 0;
  return {
    kind: 'ports',
    name: 'recode',
    rejects,
    memory: { grows: 'groups', formula: 'two columns of the reference table and about 30 bytes for each of its rows' },
    outputSchemas(inputs) {
      const input = inputPort(inputs, 'rows');
      const rows = recoder(column, otherwise, neverUsed).outputSchema(input);
      checkReference(inputPort(inputs, 'reference'), checked);
      return rejects ? { rows, rejects: rejectsSchema(input) } : { rows };
    },
    connect(inputs, context) {
      const source = inputPort(inputs, 'rows');
      const reference = inputPort(inputs, 'reference');
      checkReference(reference.schema, checked);
      const apply = async (signal?: AbortSignal): Promise<ReturnType<typeof applyOperator>> =>
        applyOperator(source, recoder(column, otherwise, await loadMap(reference, checked, signal)), context);
      const rows: Dataset = {
        schema: recoder(column, otherwise, neverUsed).outputSchema(source.schema),
        async *open(signal) {
          yield* (await apply(signal)).rows.open(signal);
        },
      };
      if (!rejects) return { rows };
      return {
        rows,
        rejects: {
          schema: rejectsSchema(source.schema),
          async *open(signal) {
            yield* (await apply(signal)).rejects!.open(signal);
          },
        },
      };
    },
  };
}

function recoder(column: string, otherwise: InvalidPolicy, rewrite: RowRewriter): MapOperator {
  const fates: Readonly<Record<string, ValueReason['fate']>> = { toNull: 'null', unmatched: otherwise };
  const reasons = MAP_REASONS.map((name): ValueReason => ({ name, fate: fates[name] ?? 'accept' }));
  return cleanColumns({
    name: 'recode',
    columns: [{ name: column, path: 'column' }],
    types: ['utf8', 'int32', 'int64'],
    reasons,
    codePrefix: 'RECODE',
    field: (field: Field) => changeField(field, { type: arrowType('utf8'), nullable: true, metadata: { [METADATA.identifier]: null } }),
    cleaner: () => throughDistinct(textRewriter(reasons, rewrite)),
  });
}

function checkReference(reference: Schema, { from, to }: RecodeByTableOptions): void {
  findColumn(reference, from, 'from', ['utf8']);
  findColumn(reference, to, 'to', ['utf8']);
}

async function loadMap(reference: Dataset, { from, to, maxReferenceRows = 1_000_000 }: RecodeByTableOptions, signal?: AbortSignal): Promise<RowRewriter> {
  const indexes = [findColumn(reference.schema, from, 'from'), findColumn(reference.schema, to, 'to')] as const;
  const parts: [TextColumn[], TextColumn[]] = [[textColumn([])], [textColumn([])]];
  let rows = 0;
  for await (const batch of reference.open(signal)) {
    const columns = columnsOf(batch);
    rows += batch.numRows;
    if (rows > maxReferenceRows) throw new DataError('DATA_MEMORY_LIMIT', `the reference has more than ${maxReferenceRows} rows; raise maxReferenceRows`, { source: 'reference' });
    indexes.forEach((index, place) => parts[place]!.push(plainText(columns[index] as TextColumn | CodedColumn)));
  }
  const map: ValueMap = { from: joinColumns(parts[0]) as TextColumn, to: joinColumns(parts[1]) as TextColumn };
  const { rewrite, repeatedRow } = prepareMap(map);
  if (repeatedRow < 0) return rewrite;
  const detail = { source: 'reference', column: from, firstRow: repeatedRow + 1 };
  const isMissing = map.from.valid !== null && (map.from.valid[repeatedRow >> 3]! & (1 << (repeatedRow & 7))) === 0;
  throw isMissing ? new DataError('DATA_NULL', 'a reference row has no value to recode', detail) : new DataError('DATA_DUPLICATE_KEY', 'two reference rows recode the same value', detail);
}

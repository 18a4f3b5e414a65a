import type { DataType, RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { arrowType, columnsOf, columnTypeOf, makeBatch, makeSchema } from '../core/arrow.ts';
import { isValid, type Column } from '../core/column.ts';
import { parseColumnType, type ColumnType } from '../core/column-type.ts';
import { DataError, refusePlan } from '../core/errors.ts';
import { changeField, findColumn } from '../core/field.ts';
import type { MapOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import type { RejectSink } from '../core/rejects.ts';
import { takeRows } from '../core/slice.ts';
import { REASON_NULL, REASON_OK, valueTally, type ValueReason } from '../core/value-tally.ts';
import { CASTS, converterTo, OUT_OF_RANGE } from './convert-column.ts';

/** Options of {@link castColumn}. */
export interface CastColumnOptions {
  readonly column: string;
  readonly to: ColumnType;
  /** What happens to a value that the type cannot hold exactly: stop, send the row to the rejects, or make it null. */
  readonly onInvalid: 'error' | 'reject' | 'null';
}

/** Checks {@link CastColumnOptions}. */
export const castColumnOptions: OptionsSchema<CastColumnOptions> = z.strictObject({
  column: columnName,
  to: z
    .string()
    .refine((text) => parseColumnType(text) !== null, { message: 'expected a column type such as utf8, int32, date or decimal(12,2)' })
    .meta({ pattern: '^(utf8|int32|int64|float64|bool|date|timestamp|decimal\\(\\d{1,2},\\d{1,2}\\))$' }) as unknown as z.ZodType<ColumnType>,
  onInvalid: z.enum(['error', 'reject', 'null']),
});

/**
 * Changes the type of a column, value by value.
 *
 * Texts are read strictly: `-12.50`, `2024-12-31`, `2024-12-31T23:59:59`, `true` or `1`; no spaces. Numbers keep their
 * value or are invalid: nothing is rounded, except a decimal that becomes a float64. Null stays null.
 *
 * Passes: 1. Memory: a batch. Order: kept. Rejects: rows by number and reason when `onInvalid` is `reject`. Schema: the
 * type changes; role and metadata stay. Findings: those of a value tally, `changed` counting the values of another type.
 *
 * @param options - see {@link CastColumnOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong, or when it is put on a column that cannot be cast so.
 * @example
 * castColumn({ column: 'cost', to: 'decimal(12,2)', onInvalid: 'reject' });
 */
export function castColumn(options: CastColumnOptions): MapOperator {
  const { column: name, to, onInvalid } = checkOptions(castColumnOptions, options);
  const outputSchema = (input: Schema): Schema => castSchema(input, name, to, onInvalid === 'null');
  return {
    kind: 'map',
    name: 'castColumn',
    rejects: onInvalid === 'reject',
    outputSchema,
    start(input) {
      const output = outputSchema(input);
      const index = findColumn(input, name, 'column');
      const convert = converterTo(parseColumnType(to)!);
      const tally = valueTally(reasonsOf(onInvalid));
      const isCast = columnTypeOf(input.fields[index]!.type as DataType) !== to;
      return {
        apply(batch: RecordBatch, firstRow: number, reject: RejectSink) {
          const columns = columnsOf(batch);
          const { column, faults } = convert(columns[index]!);
          const reasons = reasonsOfRows(columns[index]!, faults);
          columns[index] = column;
          if (faults !== null && onInvalid === 'error') refuse(faults, name, firstRow);
          tally.add(reasons, reasons.map((reason) => (isCast && reason === REASON_OK ? 1 : 0)));
          if (faults === null || onInvalid === 'null') return makeBatch(output, columns, batch.numRows);
          return withoutFaults(output, columns, faults, (row, code) => reject(firstRow + row + 1, name, code));
        },
        finish: () => tally.findings(),
      };
    },
  };
}

/** Reasons by code; a fault's is one more than the fault. */
function reasonsOf(onInvalid: CastColumnOptions['onInvalid']): readonly ValueReason[] {
  const fate = onInvalid === 'error' ? 'accept' : onInvalid;
  return [{ name: 'ok', fate: 'accept' }, { name: 'null', fate: 'accept' }, { name: 'type', fate }, { name: 'range', fate }];
}

function reasonsOfRows({ rows, valid }: Column, faults: Uint8Array | null): Uint8Array {
  const reasons = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    if (!isValid(valid, row)) reasons[row] = REASON_NULL;
    else if (faults !== null && faults[row] !== 0) reasons[row] = faults[row]! + 1;
  }
  return reasons;
}

function castSchema(input: Schema, name: string, to: ColumnType, mayBeNull: boolean): Schema {
  const index = findColumn(input, name, 'column');
  const field = input.fields[index]!;
  const from = columnTypeOf(field.type as DataType);
  const source = from === null ? null : parseColumnType(from)!.name;
  const target = parseColumnType(to)!.name;
  if (from !== to && (source === null || !CASTS[source].includes(target) || target === 'binary')) {
    const reachable = source === null ? [] : CASTS[source].filter((type) => type !== 'binary');
    refusePlan('PLAN_COLUMN_TYPE', 'to', `column "${name}" of type ${from ?? 'unknown'} can become ${reachable.join(' or ') || 'nothing else'}`);
  }
  const fields = [...input.fields];
  fields[index] = changeField(field, { type: arrowType(to), nullable: field.nullable || mayBeNull });
  return makeSchema(fields, input.metadata);
}

const codeOf = (fault: number): 'DATA_VALUE_RANGE' | 'DATA_VALUE_TYPE' => (fault === OUT_OF_RANGE ? 'DATA_VALUE_RANGE' : 'DATA_VALUE_TYPE');

function refuse(faults: Uint8Array, column: string, firstRow: number): never {
  const row = faults.findIndex((fault) => fault !== 0);
  const rowCount = faults.reduce((count, fault) => count + Math.min(fault, 1), 0);
  throw new DataError(codeOf(faults[row]!), 'the value does not fit the wanted type', { column, rowCount, firstRow: firstRow + row + 1 });
}

function withoutFaults(output: Schema, columns: readonly Column[], faults: Uint8Array, reject: (row: number, code: string) => void): RecordBatch {
  const kept: number[] = [];
  faults.forEach((fault, row) => {
    if (fault === 0) kept.push(row);
    else reject(row, codeOf(fault));
  });
  const rowIndexes = Int32Array.from(kept);
  return makeBatch(output, columns.map((column) => takeRows(column, rowIndexes)), kept.length);
}

import type { Schema } from 'apache-arrow';
import { z } from 'zod';
import { columnsOf, makeBatch } from '../core/arrow.ts';
import { refusePlan } from '../core/errors.ts';
import { checkAll, findColumn } from '../core/field.ts';
import { inputPort } from '../core/input-port.ts';
import type { PortsOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { collectRejects, rejectsSchema } from '../core/rejects.ts';
import { takeRows } from '../core/slice.ts';
import { valueTally, type ValueReason } from '../core/value-tally.ts';
import { markRepeated, REPEATED, type RowIdentity } from './repeated-rows.ts';

/** Options of {@link dropDuplicates}. */
export interface DropDuplicatesOptions {
  /** Columns in which duplicates agree; all columns unless given. */
  readonly columns?: readonly string[];
  /**
   * What a null in one of `columns` is: `distinct` makes its row like no other, `equal` takes it for a value like another.
   * Required with `columns`; whole rows are compared with nulls as equal.
   */
  readonly nulls?: 'distinct' | 'equal';
}

/** Checks {@link DropDuplicatesOptions}. */
export const dropDuplicatesOptions: OptionsSchema<DropDuplicatesOptions> = z
  .strictObject({
    columns: z.array(columnName).min(1).readonly().exactOptional(),
    nulls: z.enum(['distinct', 'equal']).exactOptional(),
  })
  .superRefine(({ columns, nulls }, context) => {
    if (columns !== undefined && nulls === undefined) context.addIssue({ code: 'custom', path: ['nulls'], message: 'expected "distinct" or "equal": whether rows without a value there are duplicates of each other' });
    if (columns === undefined && nulls !== undefined) context.addIssue({ code: 'custom', path: ['nulls'], message: 'expected columns with it' });
  });

/** Reasons by code, as the marks of rows are: the first of its kind, a row with a null that is like no other, a duplicate. */
const REASONS: readonly ValueReason[] = Object.freeze([{ name: 'ok', fate: 'accept' }, { name: 'null', fate: 'accept' }, { name: 'duplicate', fate: 'reject' }]);

/** What the rejects name as the column at fault where whole rows are compared. */
const ALL_COLUMNS = '*';

/** A {@link dropDuplicates} operator: it always has a port `rejects`. */
export interface DropDuplicatesOperator extends PortsOperator {
  readonly rejects: true;
}

/**
 * Drops the rows that repeat an earlier one, whole or in some columns; the first in the order of the rows stays.
 *
 * Ports: `rows` in, `rows` and `rejects` out; a dropped row has the code `DUPLICATE` and, for column, the first of `columns`
 * or `*`. Texts are the same when their bytes are, floats when they are the same number, NaN included. Rows are told apart
 * by digests of 127 bits: among a billion distinct rows, that any is lost has a chance of 3 in 10²¹.
 *
 * Passes: 1; a second over the rest of the rows once the digests spill. Memory: at most 32 bytes a distinct row, up to half
 * of `maxMemoryBytes`; then 24 bytes a row in the spill store. Order: kept; with other rows first, other rows stay.
 * Schema: unchanged. Findings: rows, rejected, and rows by reason: `ok` are the distinct ones.
 *
 * @param options - see {@link DropDuplicatesOptions}.
 * @returns the operator; applying it twice changes nothing more.
 * @throws {PlanError} if the options are wrong; unknown columns when it is put on a schema.
 * @example
 * dropDuplicates({});
 * dropDuplicates({ columns: ['nir', 'entryDate'], nulls: 'distinct' });
 */
export function dropDuplicates(options: DropDuplicatesOptions): DropDuplicatesOperator {
  const { columns, nulls = 'equal' } = checkOptions(dropDuplicatesOptions, options);
  const [blamed = ALL_COLUMNS] = columns ?? [];
  const identityOf = (input: Schema): RowIdentity => {
    if (input.fields.length === 0) refusePlan('PLAN_UNKNOWN_COLUMN', 'columns', 'the table has no columns');
    const names = columns ?? input.fields.map(({ name }) => name);
    checkAll(names.map((name, index) => () => void findColumn(input, name, `columns[${index}]`)));
    return { columns: names.map((name) => findColumn(input, name, 'columns')), nulls: nulls === 'distinct' ? 'skip' : 'equal' };
  };
  return {
    kind: 'ports',
    name: 'dropDuplicates',
    rejects: true,
    memory: { grows: 'records', formula: 'at most 32 bytes for each distinct row, or half of maxMemoryBytes once they spill' },
    outputSchemas(inputs) {
      const rows = inputPort(inputs, 'rows');
      identityOf(rows);
      return { rows, rejects: rejectsSchema(rows) };
    },
    connect(inputs, context) {
      const source = inputPort(inputs, 'rows');
      const { schema } = source;
      const identity = identityOf(schema);
      return {
        rows: {
          schema,
          async *open(signal) {
            const tally = valueTally(REASONS);
            for await (const { batch, marks } of markRepeated(source, identity, context.fold, signal)) {
              const dropped = tally.add(marks, new Uint8Array(marks.length));
              yield dropped === 0 ? batch : makeBatch(schema, columnsOf(batch).map((column) => takeRows(column, rowsToKeep(marks))), marks.length - dropped);
            }
            context.onFindings?.(tally.findings());
          },
        },
        rejects: {
          schema: rejectsSchema(schema),
          async *open(signal) {
            const collector = collectRejects(schema);
            for await (const { batch, firstRow, marks } of markRepeated(source, identity, context.fold, signal)) {
              marks.forEach((mark, row) => {
                if (mark === REPEATED) collector.sink(firstRow + row + 1, blamed, 'DUPLICATE');
              });
              const rejected = collector.take(batch, firstRow);
              if (rejected !== null) yield rejected;
            }
          },
        },
      };
    },
  };
}

function rowsToKeep(marks: Uint8Array): Int32Array {
  const kept = new Int32Array(marks.length);
  let count = 0;
  for (let row = 0; row < marks.length; row++) if (marks[row] !== REPEATED) kept[count++] = row;
  return kept.subarray(0, count);
}

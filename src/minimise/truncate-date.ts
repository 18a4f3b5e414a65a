import type { RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { arrowType, columnsOf, makeBatch } from '../core/arrow.ts';
import type { DateColumn, TimestampColumn } from '../core/column.ts';
import type { MapOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { deriveColumn, type DerivedColumn } from './derived-column.ts';
import { daysOfMicros } from './kernel/number-values.ts';
import { truncateDays, type Period } from './kernel/truncate-days.ts';

/** Options of {@link truncateDate}. */
export interface TruncateDateOptions {
  /** A column of dates or timestamps. */
  readonly column: string;
  /** The period to cut to. */
  readonly to: Period;
  /** Name of a new column for the result; without it the column itself is replaced. */
  readonly into?: string;
}

/** Checks {@link TruncateDateOptions}. */
export const truncateDateOptions: OptionsSchema<TruncateDateOptions> = z.strictObject({
  column: columnName,
  to: z.enum(['month', 'quarter', 'year']),
  into: columnName.exactOptional(),
});

/**
 * Cuts dates to the first day of their month, quarter or year.
 *
 * Passes: 1. Memory: a batch. Order: kept. Schema: a column of dates; its role is that of the column. Nulls stay null.
 * Findings: rows, and dates that changed. The result remains a date, `2024-03-17` cut to its month being `2024-03-01`.
 *
 * @param options - see {@link TruncateDateOptions}.
 * @returns the operator; applying it twice changes nothing more.
 * @throws {PlanError} if the options are wrong; an unknown column or another type when it is put on a schema.
 * @example
 * truncateDate({ column: 'entryDate', to: 'month' });
 */
export function truncateDate(options: TruncateDateOptions): MapOperator {
  const { column, to, into } = checkOptions(truncateDateOptions, options);
  const derive = (input: Schema): DerivedColumn => deriveColumn(input, { column, types: ['date', 'timestamp'] }, { type: arrowType('date'), into });
  return {
    kind: 'map',
    name: 'truncateDate',
    outputSchema: (input) => derive(input).output,
    start(input) {
      const derived = derive(input);
      let rows = 0;
      let changed = 0;
      return {
        apply(batch: RecordBatch) {
          const columns = columnsOf(batch);
          const source = columns[derived.index] as DateColumn | TimestampColumn;
          const days = source.kind === 'date' ? source.days : daysOfMicros(source.micros);
          const cut = truncateDays(days, source.valid, to);
          rows += batch.numRows;
          changed += cut.changedCount;
          return makeBatch(derived.output, derived.place(columns, { kind: 'date', rows: source.rows, valid: source.valid, days: cut.days }), batch.numRows);
        },
        finish: () => ({ rows, changed }),
      };
    },
  };
}

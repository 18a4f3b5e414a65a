import type { RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { arrowType, columnsOf, makeBatch } from '../core/arrow.ts';
import type { DateColumn } from '../core/column.ts';
import { findColumn } from '../core/field.ts';
import type { MapOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { parseIsoDate } from '../text/index.ts';
import { deriveColumn, type DerivedColumn } from './derived-column.ts';
import { completedYears } from './kernel/completed-years.ts';

/** Options of {@link ageAt}. */
export interface AgeAtOptions {
  /** Column of birth dates. */
  readonly column: string;
  /** The date at which the age is counted: `YYYY-MM-DD` for all rows, or the name of a column of dates. */
  readonly at: string;
  /** Name of the new column; the birth dates' own name replaces them. */
  readonly into: string;
}

/** Checks {@link AgeAtOptions}. */
export const ageAtOptions: OptionsSchema<AgeAtOptions> = z.strictObject({ column: columnName, at: columnName, into: columnName });

/**
 * Counts completed years from a birth date to a date.
 *
 * Passes: 1. Memory: a batch. Order: kept. Schema: a new column of 32-bit integers, whose role is the most restrictive of
 * its sources'. An age is null where a date is missing, or where birth comes after the date; the findings count both. A
 * person born on 29 February completes a year on 1 March when there is no 29 February. Drop the birth date afterwards.
 *
 * @param options - see {@link AgeAtOptions}; text that is a date is one, even if a column has that name.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong; unknown columns and other types when it is put on a schema.
 * @example
 * ageAt({ column: 'birthDate', at: 'entryDate', into: 'age' });
 */
export function ageAt(options: AgeAtOptions): MapOperator {
  const { column, at, into } = checkOptions(ageAtOptions, options);
  const fixedDay = parseIsoDate(at);
  const lay = (input: Schema): { readonly derived: DerivedColumn; readonly atIndex: number } => {
    const atIndex = fixedDay === null ? findColumn(input, at, 'at', ['date']) : -1;
    const dependsOn = fixedDay === null ? [atIndex] : [];
    return { atIndex, derived: deriveColumn(input, { column, types: ['date'] }, { type: arrowType('int32'), mayBeNull: true, into, dependsOn }) };
  };
  return {
    kind: 'map',
    name: 'ageAt',
    outputSchema: (input) => lay(input).derived.output,
    start(input) {
      const { derived, atIndex } = lay(input);
      const oneDay = Int32Array.of(fixedDay ?? 0);
      let rows = 0;
      let missing = 0;
      let beforeBirth = 0;
      return {
        apply(batch: RecordBatch) {
          const columns = columnsOf(batch);
          const births = columns[derived.index] as DateColumn;
          const dates = atIndex < 0 ? null : (columns[atIndex] as DateColumn);
          const ages = completedYears(births.days, births.valid, dates?.days ?? oneDay, dates?.valid ?? null);
          rows += batch.numRows;
          missing += ages.missingCount;
          beforeBirth += ages.beforeBirthCount;
          return makeBatch(derived.output, derived.place(columns, { kind: 'int32', rows: births.rows, valid: ages.valid, values: ages.years }), batch.numRows);
        },
        finish: () => ({ rows, missing, beforeBirth }),
      };
    },
  };
}

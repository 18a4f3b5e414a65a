import type { RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { columnsOf, makeBatch } from '../core/arrow.ts';
import type { MapOperator } from '../core/operator.ts';
import { checkOptions, type OptionsSchema } from '../core/options.ts';
import { takeRows } from '../core/slice.ts';
import { compilePredicate } from '../core/predicate/compile-predicate.ts';
import { predicate, type Predicate } from '../core/predicate/predicate.ts';

/** Options of {@link filter}. */
export interface FilterOptions {
  /** Which rows stay. */
  readonly where: Predicate;
}

/** Checks {@link FilterOptions}. */
export const filterOptions: OptionsSchema<FilterOptions> = z.strictObject({ where: predicate });

/**
 * Keeps the rows for which a condition holds.
 *
 * Passes: 1. Memory: a batch. Order: kept. Schema: unchanged. Findings: rows in and rows kept. A table of filtered rows
 * and a table of all rows difference each other: the condition does not make another population of them.
 *
 * @param options - see {@link FilterOptions}.
 * @returns the operator; a batch of which no row stays becomes an empty batch.
 * @throws {PlanError} if the options are wrong; unknown columns and values of another type when it is put on a schema.
 * @example
 * filter({ where: { all: [{ column: 'age', range: { min: 18 } }, { column: 'sex', in: ['F', 'M'] }] } });
 */
export function filter(options: FilterOptions): MapOperator {
  const { where } = checkOptions(filterOptions, options);
  return {
    kind: 'map',
    name: 'filter',
    outputSchema(input) {
      compilePredicate(where, input, 'where');
      return input;
    },
    start(input: Schema) {
      const test = compilePredicate(where, input, 'where');
      let rowsIn = 0;
      let rowsKept = 0;
      return {
        apply(batch: RecordBatch) {
          const columns = columnsOf(batch);
          const kept = keptRows(test(columns, batch.numRows));
          rowsIn += batch.numRows;
          rowsKept += kept.length;
          if (kept.length === batch.numRows) return batch;
          return makeBatch(input, columns.map((column) => takeRows(column, kept)), kept.length);
        },
        finish: () => ({ rowsIn, rowsKept }),
      };
    },
  };
}

function keptRows(mask: Uint8Array): Int32Array {
  let count = 0;
  for (const mark of mask) count += mark;
  const rows = new Int32Array(count);
  let at = 0;
  for (let row = 0; row < mask.length; row++) if (mask[row] === 1) rows[at++] = row;
  return rows;
}

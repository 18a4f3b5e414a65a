import type { Schema } from 'apache-arrow';
import { PlanError } from '../../core/errors.ts';
import { compilePredicate, type RowTest } from '../../core/predicate/compile-predicate.ts';
import type { PlanValue } from '../../core/predicate/predicate.ts';

/**
 * Prepares the search for one value of a column.
 *
 * @param column - the column.
 * @param value - the value, in the form a plan writes it.
 * @param schema - columns of the batches.
 * @param path - where the value stands in the options.
 * @returns the test of a batch.
 * @throws {PlanError} at `path`, for an unknown column and a value that is not of its type.
 */
export function valueTest(column: string, value: PlanValue, schema: Schema, path: string): RowTest {
  try {
    return compilePredicate({ column, equals: value }, schema, path);
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    throw new PlanError(error.problems.map((problem) => ({ ...problem, path })));
  }
}

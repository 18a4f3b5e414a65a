import type { RecordTable } from '../records.ts';
import { recordsCompared, type RegisteredMeasure } from './compared-table.ts';
import { makeProbes } from './probe.ts';
import type { TestProgram } from './program.ts';
import { questionOf } from './question-of.ts';
import { TRUE } from './truth.ts';

/**
 * Readies a test that stands alone.
 *
 * @param test - what is asked of a pair.
 * @param table - the records.
 * @param unit - what a symbol of a text is.
 * @param registered - measures the caller brought, by name.
 * @param isFixed - whether the table stays as it is; else nothing found in it is remembered.
 * @returns tells whether the test is true of two records, by their ordinals; unknown is not true. Not re-entrant.
 * @throws {TypeError} if a measure does not fit the kind of its values, or a registered one is missing.
 */
export function testKernel(
  test: TestProgram, table: Pick<RecordTable, 'columns'>, unit: 'codePoint' | 'byte', registered: Readonly<Record<string, RegisteredMeasure>> = {}, isFixed = true,
): (left: number, right: number) => boolean {
  const records = recordsCompared(table, unit, registered, isFixed);
  const question = questionOf(test, records, makeProbes([test], records));
  return (left, right) => question(left, right) === TRUE;
}

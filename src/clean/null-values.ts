import type { DataType, Field } from 'apache-arrow';
import { z } from 'zod';
import { arrowType, columnTypeOf, makeSchema } from '../core/arrow.ts';
import { isValid, type Column } from '../core/column.ts';
import { PlanError } from '../core/errors.ts';
import { changeField } from '../core/field.ts';
import type { MapOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { compilePredicate, type RowTest } from '../core/predicate/compile-predicate.ts';
import type { PlanValue } from '../core/predicate/predicate.ts';
import { takeRows } from '../core/slice.ts';
import { REASON_NULL, type ValueReason } from '../core/value-tally.ts';
import { normaliseText, normaliseTextColumn, type TextSteps } from '../text/index.ts';
import { cleanColumns, type CleanedColumn, type PlainColumn } from './clean-columns.ts';

/** Options of {@link nullValues}. */
export interface NullValuesOptions {
  /**
   * Values that stand for a missing one, by column: texts, numbers, truth values; dates, timestamps and decimals as text.
   */
  readonly columns: Readonly<Record<string, readonly PlanValue[]>>;
  /**
   * How texts are compared: `exact` (unless said otherwise), or `folded`, where white space around them, letter case and
   * accents do not count.
   */
  readonly compare?: 'exact' | 'folded';
}

/** Checks {@link NullValuesOptions}. */
export const nullValuesOptions: OptionsSchema<NullValuesOptions> = z.strictObject({
  columns: z
    .record(columnName, z.array(z.union([z.string().max(1000), z.number(), z.boolean()])).min(1).max(10_000).readonly())
    .refine((columns) => Object.keys(columns).length > 0, { message: 'expected at least one column' }),
  compare: z.enum(['exact', 'folded']).exactOptional(),
});

const PLACEHOLDER = 2;
const REASONS: readonly ValueReason[] = Object.freeze([{ name: 'ok', fate: 'accept' }, { name: 'null', fate: 'accept' }, { name: 'placeholder', fate: 'null' }]);

const FOLDED: TextSteps = Object.freeze({ trim: true, collapse: true, case: 'upper', accents: 'strip' });

/**
 * Makes values that stand for a missing one null: `NC`, `INCONNU`, 999, 9999-12-31.
 *
 * Passes: 1. Memory: a batch. Order: kept. Schema: the columns may be null; dictionary text becomes plain. Only whole
 * values are compared, never parts. Findings: those of a value tally, reason `placeholder`.
 *
 * @param options - see {@link NullValuesOptions}.
 * @returns the operator; applying it twice changes nothing more.
 * @throws {PlanError} if the options are wrong; unknown columns, and values of another type than their column's, when it is
 *   put on a schema.
 * @example
 * nullValues({ columns: { birthPlace: ['NC', 'INCONNU', '99999'], rank: [99] }, compare: 'folded' });
 */
export function nullValues(options: NullValuesOptions): MapOperator {
  const { columns, compare = 'exact' } = checkOptions(nullValuesOptions, options);
  const isFolded = compare === 'folded';
  const testOf = (field: Field): RowTest => {
    const values = isFolded ? columns[field.name]!.map((value) => (typeof value === 'string' ? normaliseText(value, FOLDED) : value)) : columns[field.name]!;
    return membership(field, values);
  };
  return cleanColumns({
    name: 'nullValues',
    columns: Object.keys(columns).map((name) => ({ name, path: `columns.${name}` })),
    types: ['utf8', 'int32', 'int64', 'float64', 'bool', 'date', 'timestamp', 'decimal'],
    reasons: REASONS,
    codePrefix: 'NULL',
    field(field) {
      testOf(field);
      return plainField(field);
    },
    cleaner(field) {
      const test = testOf(field);
      return (column) => withoutPlaceholders(column, test([isFolded ? folded(column) : column], column.rows));
    },
  });
}

/** The test whether a value is one of those listed; a problem's path is that of the list. */
function membership(field: Field, values: readonly PlanValue[]): RowTest {
  const path = `columns.${field.name}`;
  try {
    return compilePredicate({ column: field.name, in: values }, makeSchema([field]), path);
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    throw new PlanError(error.problems.map((problem) => ({ ...problem, path: problem.path.replace(`${path}.in`, path) })));
  }
}

/** The field of the column after it, dictionary text made plain. */
function plainField(field: Field): Field {
  return changeField(field, { type: arrowType(columnTypeOf(field.type as DataType)!), nullable: true });
}

/** Texts in the form in which they are compared; other values as they are. */
function folded(column: PlainColumn): Column {
  if (column.kind !== 'text') return column;
  const { offsets, bytes } = normaliseTextColumn(FOLDED, column.offsets, column.bytes, column.valid, column.rows);
  return { ...column, offsets, bytes };
}

function withoutPlaceholders(column: PlainColumn, isPlaceholder: Uint8Array): CleanedColumn {
  const { rows } = column;
  const reasons = new Uint8Array(rows);
  const isChanged = new Uint8Array(rows);
  const kept = new Int32Array(rows);
  let nulled = 0;
  for (let row = 0; row < rows; row++) {
    kept[row] = row;
    if (!isValid(column.valid, row)) reasons[row] = REASON_NULL;
    else if (isPlaceholder[row] === 1) {
      reasons[row] = PLACEHOLDER;
      kept[row] = -1;
      nulled++;
    }
  }
  return { column: nulled === 0 ? column : takeRows(column, kept), reasons, isChanged };
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ColumnType } from '../../src/core/column-type.ts';
import type { Dataset } from '../../src/core/dataset.ts';
import { DataError, PlanError } from '../../src/core/errors.ts';
import { roleOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, pipe, type Findings, type Operator } from '../../src/core/operator.ts';
import { castColumn } from '../../src/shape/index.ts';
import { rowsOf, schemaOf, tableOf, type Value } from '../small-tables.ts';

const SCHEMA = schemaOf({ age: { type: 'int32', role: 'quasiIdentifier' }, urgent: { type: 'bool', role: 'attribute' } });

function problemsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof PlanError) return error.problems.map(({ code, path }) => `${code} ${path}`);
    throw error;
  }
  return [];
}

async function findingsOf(operator: Operator, dataset: Dataset): Promise<Findings> {
  const all: Findings[] = [];
  await rowsOf(applyOperator(dataset, operator, { fold: IN_MEMORY, onFindings: (findings) => all.push(findings) }).rows);
  return all.at(-1)!;
}

async function cast(type: ColumnType, values: readonly Value[], to: ColumnType, onInvalid: 'null' | 'reject' = 'null', coded = false): Promise<Value[]> {
  const schema = schemaOf({ value: { type, role: 'measure' } }, coded ? ['value'] : []);
  const rows = await rowsOf(pipe(tableOf(schema, values.map((value) => [value]), [2]), castColumn({ column: 'value', to, onInvalid })));
  return rows.map(([value]) => value!);
}

test.each<[ColumnType, ColumnType, Value[], Value[]]>([
  ['utf8', 'int32', ['0', '-12', '+7', '007', '2147483648', '1.5', '1.0', ' 1', '', 'x', '\ufeff12', null], [0, -12, 7, 7, null, null, 1, null, null, null, null, null]],
  ['utf8', 'int64', ['9223372036854775807', '-9223372036854775808', '9223372036854775808'], [9223372036854775807n, -9223372036854775808n, null]],
  ['utf8', 'decimal(5,2)', ['1', '-1.5', '999.99', '1000', '0.001', '1.230', '.5', '5.', '--1', '1e2'], [100n, -150n, 99999n, null, null, 123n, null, null, null, null]],
  ['utf8', 'float64', ['1', '-0.1', '1e3', '1e400', 'NaN', 'Infinity', '0x10'], [1, -0.1, 1000, null, null, null, null]],
  ['utf8', 'bool', ['true', 'false', '1', '0', 'True', 'oui'], [true, false, true, false, null, null]],
  ['utf8', 'date', ['1970-01-01', '2024-02-29', '2023-02-29', '0001-01-01', '9999-12-31', '2024-1-1', '2024-01-01T00:00'], [0, 19_782, null, -719_162, 2_932_896, null, null]],
  ['utf8', 'timestamp', ['1970-01-01T00:00:01', '1970-01-02', '1969-12-31 23:59', '1970-01-01T00:00:00.5', '1970-01-01T24:00:00', '1970-01-01T00:00:00Z'], [1_000_000n, 86_400_000_000n, -60_000_000n, 500_000n, null, null]],
  ['int32', 'int64', [1, -1, null], [1n, -1n, null]],
  ['int64', 'int32', [1n, 2147483648n], [1, null]],
  ['int64', 'float64', [9007199254740991n, 9007199254740993n], [9007199254740991, null]],
  ['float64', 'int32', [3, 3.5, NaN, Infinity, 4e9], [3, null, null, null, null]],
  ['decimal(12,2)', 'int64', [300n, 301n], [3n, null]],
  ['decimal(12,2)', 'decimal(12,4)', [301n], [30100n]],
  ['decimal(12,2)', 'decimal(3,0)', [30_000n, 100_000n, 150n], [300n, null, null]],
  ['decimal(12,2)', 'float64', [10n, -12345n], [0.1, -123.45]],
  ['bool', 'int32', [true, false], [1, 0]],
  ['int32', 'bool', [1, 0, 2], [true, false, null]],
  ['date', 'timestamp', [1, -1], [86_400_000_000n, -86_400_000_000n]],
  ['timestamp', 'date', [86_400_000_001n, -1n], [1, -1]],
  ['date', 'utf8', [0, 19_782, -719_162, -719_163], ['1970-01-01', '2024-02-29', '0001-01-01', null]],
  ['timestamp', 'utf8', [-1n, 0n], ['1969-12-31T23:59:59.999999', '1970-01-01T00:00:00']],
  ['decimal(12,2)', 'utf8', [-5n, 1250n], ['-0.05', '12.50']],
  ['int64', 'utf8', [-9223372036854775808n], ['-9223372036854775808']],
  ['bool', 'utf8', [true, false, null], ['true', 'false', null]],
])('%s to %s is exact or invalid, never rounded', async (type, to, values, expected) => {
  expect(await cast(type, values, to)).toEqual(expected);
  if (type === 'utf8') expect(await cast(type, values, to, 'null', true)).toEqual(expected);
});

test('every date goes to text and back, as the platform writes it', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: -719_162, max: 2_932_896 }), { minLength: 1, maxLength: 20 }), async (days) => {
    const texts = await cast('date', days, 'utf8');
    expect(texts).toEqual(days.map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10)));
    expect(await cast('utf8', texts, 'date')).toEqual(days);
  }), { numRuns: 60 });
});

test('an error tells column, rows and first row, never the value', async () => {
  const schema = schemaOf({ value: { type: 'utf8', role: 'measure' } });
  const table = tableOf(schema, [['1'], ['2'], ['CANARY'], ['CANARY']], [2]);
  const error = await rowsOf(pipe(table, castColumn({ column: 'value', to: 'int32', onInvalid: 'error' }))).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(DataError);
  expect((error as DataError).detail).toEqual({ column: 'value', rowCount: 2, firstRow: 3 });
  expect(String(error)).not.toContain('CANARY');
});

test('rejected rows leave by their port with number and reason', async () => {
  const schema = schemaOf({ value: { type: 'utf8', role: 'measure' }, other: { type: 'int32', role: 'attribute' } });
  const { rows, rejects } = applyOperator(tableOf(schema, [['1', 1], ['x', 2], [null, 3], ['99999999999', 4]], [1]), castColumn({ column: 'value', to: 'int32', onInvalid: 'reject' }));
  expect(await rowsOf(rows)).toEqual([[1, 1], [null, 3]]);
  expect(await rowsOf(rejects!)).toEqual([[2n, 'value', 'DATA_VALUE_TYPE'], [4n, 'value', 'DATA_VALUE_RANGE']]);
});

test('counts values by reason, and those that are of another type now', async () => {
  const text = schemaOf({ value: { type: 'utf8', role: 'attribute' } });
  const table = tableOf(text, [['1'], ['x'], [null], ['99999999999'], ['2']], [2]);
  expect(await findingsOf(castColumn({ column: 'value', to: 'int32', onInvalid: 'null' }), table)).toEqual({ rows: 5, changed: 2, nulled: 2, byReason: { ok: 2, null: 1, type: 1, range: 1 } });
  expect(await findingsOf(castColumn({ column: 'value', to: 'int32', onInvalid: 'reject' }), table)).toMatchObject({ changed: 2, rejected: 2 });
  expect(await findingsOf(castColumn({ column: 'value', to: 'utf8', onInvalid: 'error' }), table)).toEqual({ rows: 5, changed: 0, byReason: { ok: 4, null: 1, type: 0, range: 0 } });
});

test('a cast that does not exist is a problem; role and metadata stay', () => {
  expect(problemsOf(() => castColumn({ column: 'urgent', to: 'date', onInvalid: 'null' }).outputSchema(SCHEMA))).toEqual(['PLAN_COLUMN_TYPE to']);
  expect(problemsOf(() => castColumn({ column: 'urgent', to: 'integer' as 'int32', onInvalid: 'null' }))).toEqual(['PLAN_OUT_OF_RANGE to']);
  expect(roleOf(castColumn({ column: 'age', to: 'int64', onInvalid: 'error' }).outputSchema(SCHEMA).fields[0]!)).toBe('quasiIdentifier');
});

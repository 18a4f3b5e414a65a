import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PlanError } from '../../src/core/errors.ts';
import { roleOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings } from '../../src/core/operator.ts';
import { topBottomCode, type TopBottomCodeOptions } from '../../src/minimise/index.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SCHEMA = schemaOf({
  age: { type: 'int32', role: 'quasiIdentifier' }, stays: { type: 'int64', role: 'attribute' }, share: { type: 'float64', role: 'attribute' }, cost: { type: 'decimal(30,2)', role: 'measure' }, name: { type: 'utf8', role: 'attribute' },
});

async function code(options: TopBottomCodeOptions, rows: readonly Row[], cuts: readonly number[] = []): Promise<{ rows: Value[][]; found: Findings }> {
  let found: Findings = {};
  const output = applyOperator(tableOf(SCHEMA, rows, cuts), topBottomCode(options), { fold: IN_MEMORY, onFindings: (findings) => (found = findings) });
  return { rows: await rowsOf(output.rows), found };
}
const column = async (options: TopBottomCodeOptions, place: number, values: readonly Value[]): Promise<Value[]> =>
  (await code(options, values.map((value) => Array.from({ length: 5 }, (_, at) => (at === place ? value : null))))).rows.map((cells) => cells[place]!);

describe('topBottomCode', () => {
  test('replaces what lies beyond a bound, as sdcMicro topBotCoding does, and leaves the bound and missing values', async () => {
    expect(await column({ column: 'age', top: { above: 90, replacement: 95 }, bottom: { below: 18, replacement: 17 } }, 0, [3, 17, 18, 19, 90, 91, 104, null])).toEqual([17, 17, 18, 19, 90, 95, 95, null]);
    expect(await column({ column: 'age', top: { above: 90, replacement: '91+' } }, 0, [3, 90, 91, null, -0])).toEqual(['3', '90', '91+', null, '0']);
    expect(await column({ column: 'share', bottom: { below: 0, replacement: '<0' } }, 2, [-0.5, -0, 0.25, NaN])).toEqual(['<0', '0', '0.25', 'NaN']);
    expect(await column({ column: 'share', top: { above: 1, replacement: 1.5 } }, 2, [Infinity, 1, NaN])).toEqual([1.5, 1, NaN]);
  });
  test('keeps whole numbers and decimals between the bounds to the last digit', async () => {
    const big = 2n ** 62n + 1n;
    expect(await column({ column: 'stays', bottom: { below: 10, replacement: 9 } }, 1, [big, 3n, null])).toEqual([big, 9n, null]);
    expect(await column({ column: 'cost', bottom: { below: 10, replacement: 9.5 } }, 3, [10n ** 25n + 1n, 999n, 1000n])).toEqual([10n ** 25n + 1n, 950n, 1000n]);
    expect(await column({ column: 'stays', bottom: { below: 10, replacement: '<10' } }, 1, [big, 3n])).toEqual([String(big), '<10']);
    expect(await column({ column: 'cost', bottom: { below: 10, replacement: '<10' } }, 3, [10n ** 25n + 1n, 3n])).toEqual(['100000000000000000000000.01', '<10']);
  });
  test('does the same in any batches, once and twice, and counts what it did', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.option(fc.integer({ min: 0, max: 120 })), { maxLength: 20 }), fc.array(fc.nat(20), { maxLength: 3 }), async (ages, cuts) => {
      const rows = ages.map((age): Row => [age, null, null, null, 'x']);
      const options: TopBottomCodeOptions = { column: 'age', bottom: { below: 18, replacement: 17 }, top: { above: 90, replacement: 91 } };
      const once = await code(options, rows, cuts);
      expect(once.rows.map(([age]) => age)).toEqual(ages.map((age) => (age === null ? null : age < 18 ? 17 : age > 90 ? 91 : age)));
      expect((await code(options, once.rows)).rows).toEqual(once.rows);
      expect(once.found).toEqual({ rows: ages.length, below: ages.filter((age) => age !== null && age < 18).length, above: ages.filter((age) => age !== null && age > 90).length });
    }), { numRuns: 60 });
  });
  test('keeps the role and the place, or adds a column', () => {
    const replaced = topBottomCode({ column: 'age', top: { above: 90, replacement: '91+' } }).outputSchema(SCHEMA);
    expect([replaced.fields[0]!.name, String(replaced.fields[0]!.type), roleOf(replaced.fields[0]!)]).toEqual(['age', 'Utf8', 'quasiIdentifier']);
    const added = topBottomCode({ column: 'age', top: { above: 90, replacement: 95 }, into: 'coded' }).outputSchema(SCHEMA);
    expect(added.fields.map(({ name }) => name)).toEqual(['age', 'stays', 'share', 'cost', 'name', 'coded']);
    expect(String(added.fields[5]!.type)).toBe('Int32');
  });
  test('refuses ends that do not fit', () => {
    const problems = (options: object): string[] => {
      try {
        topBottomCode({ column: 'age', ...options }).outputSchema(SCHEMA);
      } catch (error) {
        if (error instanceof PlanError) return error.problems.map(({ code: problem, path }) => `${problem} ${path}`);
        throw error;
      }
      return [];
    };
    expect(problems({})).toEqual(['PLAN_OUT_OF_RANGE top']);
    expect(problems({ bottom: { below: 9, replacement: 1 }, top: { above: 8, replacement: 9 } })).toEqual(['PLAN_OUT_OF_RANGE top']);
    expect(problems({ bottom: { below: 1, replacement: '<1' }, top: { above: 8, replacement: 9 } })).toEqual(['PLAN_OUT_OF_RANGE top']);
    expect(problems({ top: { above: 8, replacement: 8.5 } })).toEqual(['PLAN_OUT_OF_RANGE top.replacement']);
    expect(problems({ top: { above: 8, replacement: 2 ** 40 } })).toEqual(['PLAN_OUT_OF_RANGE top.replacement']);
    expect(problems({ column: 'name', top: { above: 8, replacement: 9 } })).toEqual(['PLAN_COLUMN_TYPE column']);
    expect(problems({ column: 'agee', top: { above: 8, replacement: 9 } })).toEqual(['PLAN_UNKNOWN_COLUMN column']);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measureKAnonymity, microaggregate, type MicroaggregateOptions } from '../../src/anonymise/index.ts';
import { DataError, PlanError, ProtectionError } from '../../src/core/errors.ts';
import { maskingsOf, roleOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, pipe, type Findings } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SCHEMA = schemaOf({
  id: { type: 'int32', role: 'technical' }, person: { type: 'int64', role: 'entity' }, sex: { type: 'utf8', role: 'quasiIdentifier' },
  age: { type: 'int32', role: 'quasiIdentifier' }, days: { type: 'float64', role: 'attribute' }, cost: { type: 'decimal(9,2)', role: 'measure' },
});
const OPTIONS: MicroaggregateOptions = { columns: ['age', 'days'], k: 3, entity: null };

async function mask(rows: readonly Row[], options: Partial<MicroaggregateOptions> = {}, cuts: readonly number[] = []): Promise<{ rows: Value[][]; found: Findings }> {
  let found: Findings = {};
  const output = applyOperator(tableOf(SCHEMA, rows, cuts), microaggregate({ ...OPTIONS, ...options }), { fold: IN_MEMORY, onFindings: (findings) => (found = findings) });
  return { rows: await rowsOf(output.rows), found };
}

const row = fc.tuple(
  fc.bigInt({ min: 0n, max: 9n }), fc.constantFrom('f', 'm'), fc.option(fc.integer({ min: 0, max: 99 }), { freq: 12 }), fc.option(fc.integer({ min: 0, max: 40 }).map((days) => days / 4), { freq: 12 }), fc.option(fc.bigInt({ min: 0n, max: 99_999n }), { freq: 12 }),
);
/** Rows numbered in their order; of every stratum and pattern of missing values there are ten persons, so that k is possible. */
const rows: fc.Arbitrary<Row[]> = fc.array(row, { maxLength: 40 }).map((list) => {
  const patterns = Array.from({ length: 160 }, (_, index) => [BigInt(index % 10), index < 80 ? 'f' : 'm', (index / 10) & 1 ? index : null, (index / 20) & 1 ? 3 : null, (index / 40) & 1 ? 7n : null] as const);
  return [...list, ...patterns].map((values, id): Row => [id, ...values]);
});
const options: fc.Arbitrary<Partial<MicroaggregateOptions>> = fc.record({
  columns: fc.subarray(['age', 'days', 'cost'], { minLength: 1 }), k: fc.integer({ min: 2, max: 6 }), entity: fc.constantFrom('person', null),
  replacement: fc.constantFrom('mean', 'median', 'mode'), strata: fc.boolean(),
}).map(({ strata, ...rest }) => ({ ...rest, ...(strata ? { strata: ['sex'] } : {}) }));

function caught(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(() => null, (error: unknown) => error);
}

describe('microaggregate', () => {
  test('gives a row the same values whatever the order of the rows and the batches', async () => {
    await fc.assert(fc.asyncProperty(rows.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))), fc.array(fc.nat(200), { maxLength: 4 }), options, async ([list, shuffled], cuts, chosen) => {
      const whole = await mask(list, chosen);
      const other = await mask(shuffled, chosen, cuts);
      expect(other.rows.toSorted((left, right) => Number(left[0]) - Number(right[0]))).toEqual(whole.rows);
      expect(other.found).toEqual(whole.found);
    }), { numRuns: 40 });
  });
  test('gives every combination to at least k rows or persons, as an independent count says', async () => {
    await fc.assert(fc.asyncProperty(rows, options, async (list, chosen) => {
      const { k, columns, entity, strata = [] } = { ...OPTIONS, ...chosen };
      const operator = microaggregate({ ...OPTIONS, ...chosen });
      const measured = await measureKAnonymity(pipe(tableOf(SCHEMA, list), operator), { quasiIdentifiers: [...strata, ...columns], k, entity: entity ?? null, nullMatching: 'own-class' });
      expect(measured.own.kReached).toBeGreaterThanOrEqual(k);
      const { found } = await mask(list, chosen);
      expect(Number(found['kReached'])).toBeGreaterThanOrEqual(k);
      for (const share of Object.values(found['lossShare'] as Record<string, number>)) expect(share).toBeGreaterThanOrEqual(0);
    }), { numRuns: 40 });
  });
  test('changes only the columns it is told to, and leaves missing values missing', async () => {
    await fc.assert(fc.asyncProperty(rows, async (list) => {
      const { rows: masked } = await mask(list);
      masked.forEach((cells, at) => {
        expect([cells[0], cells[1], cells[2], cells[5]]).toEqual([list[at]![0], list[at]![1], list[at]![2], list[at]![5]]);
        expect([cells[3] === null, cells[4] === null]).toEqual([list[at]![3] === null, list[at]![4] === null]);
      });
    }), { numRuns: 30 });
  });
  test('keeps the mean of a column of doubles, and gives the published groups of a small example', async () => {
    // Two clusters of three and four on a line: groups of k = 3 are the clusters.
    const list = [1, 2, 3, 11, 12, 13, 14].map((days, id): Row => [id, BigInt(id), 'f', 0, days, 0n]);
    const { rows: masked, found } = await mask(list, { columns: ['days'] });
    expect(masked.map((cells) => cells[4])).toEqual([2, 2, 2, 12.5, 12.5, 12.5, 12.5]);
    // Σ within groups = 2 + 5; Σ about the mean 8 = 7² + 6² + 5² + 3² + 4² + 5² + 6² = 196.
    expect(found).toEqual({ columns: ['days'], k: 3, unit: 'rows', rows: 7, combinations: 7, strata: 1, groups: 2, kReached: 3, largestGroup: 4, lossShare: { days: 7 / 196 } });
  });
  test('rounds whole numbers and decimals, and takes medians and modes', async () => {
    const list = [0, 0, 7].map((value, id): Row => [id, 1n, 'f', value, value, BigInt(value)]);
    const all = { columns: ['age', 'days', 'cost'] };
    expect((await mask(list, all)).rows[2]!.slice(3)).toEqual([2, 7 / 3, 2n]);
    expect((await mask(list, { ...all, replacement: 'median' })).rows[2]!.slice(3)).toEqual([0, 0, 0n]);
    expect((await mask(list, { ...all, replacement: 'mode' })).rows[2]!.slice(3)).toEqual([0, 0, 0n]);
  });
  test('keeps roles and marks the columns as masked, once for each time', () => {
    const once = microaggregate(OPTIONS).outputSchema(SCHEMA);
    const twice = microaggregate({ ...OPTIONS, columns: ['age'], replacement: 'median' }).outputSchema(once);
    const age = twice.fields[3]!;
    expect(roleOf(age)).toBe('quasiIdentifier');
    expect(maskingsOf(age)).toEqual([{ method: 'microaggregate', k: 3, replacement: 'mean' }, { method: 'microaggregate', k: 3, replacement: 'median' }]);
    expect(maskingsOf(twice.fields[2]!)).toEqual([]);
  });
  test('of an empty table, and of empty batches, is empty', async () => {
    expect(await mask([])).toMatchObject({ rows: [], found: { rows: 0, groups: 0, kReached: null } });
    const list = [1, 1, 1].map((age, id): Row => [id, 1n, 'f', age, -0, null]);
    expect((await mask(list, {}, [0, 0, 3])).rows).toHaveLength(3);
  });
  test('refuses fewer units than k in a stratum or pattern, and numbers that are none', async () => {
    const list = [1, 2, 3].map((age, id): Row => [id, 1n, 'f', age, age, 0n]);
    expect(await caught(mask(list, { entity: 'person' }))).toMatchObject({ code: 'PROTECTION_K_ANONYMITY' });
    expect(await caught(mask([...list, [9, 2n, 'm', 1, 1, 0n]], { strata: ['sex'] }))).toBeInstanceOf(ProtectionError);
    expect(await caught(mask([...list, [9, 2n, 'm', null, 1, 0n]]))).toMatchObject({ message: expect.stringMatching(/^1 of 2 groups/) as unknown });
    for (const days of [NaN, Infinity]) expect(await caught(mask([...list, [9, 2n, 'm', 1, days, 0n]]))).toMatchObject({ code: 'DATA_VALUE_RANGE', detail: { column: 'days', rowCount: 1 } });
    expect(await caught(mask([[0, null, 'f', 1, 1, 0n]], { entity: 'person' }))).toBeInstanceOf(DataError);
  });
  test('refuses options and columns that do not fit', () => {
    const problems = (chosen: object): string[] => {
      try {
        microaggregate({ ...OPTIONS, ...chosen }).outputSchema(SCHEMA);
      } catch (error) {
        if (error instanceof PlanError) return error.problems.map(({ code, path }) => `${code} ${path}`);
        throw error;
      }
      return [];
    };
    expect(problems({ k: 1 })).toEqual(['PLAN_OUT_OF_RANGE k']);
    expect(problems({ columns: ['age', 'age'] })).toEqual(['PLAN_OUT_OF_RANGE columns']);
    expect(problems({ strata: ['age'] })).toEqual(['PLAN_OUT_OF_RANGE columns']);
    expect(problems({ columns: ['sex'] })).toEqual(['PLAN_COLUMN_TYPE columns[0]']);
    expect(problems({ columns: ['agee'], strata: ['sexe'] })).toEqual(['PLAN_UNKNOWN_COLUMN columns[0]', 'PLAN_UNKNOWN_COLUMN strata[0]']);
    expect(problems({ entity: undefined })).toEqual(['PLAN_MISSING entity']);
    const { entity: _, ...unsaid } = OPTIONS;
    expect(() => microaggregate(unsaid).outputSchema(SCHEMA)).toThrow(/persons apart/);
  });
});

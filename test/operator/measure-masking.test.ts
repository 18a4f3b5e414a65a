// The figures of masked numbers, from the tables: records found by their keys, compared pair by pair in plain lists.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measureMasking, type MaskingMeasure, type MeasureMaskingOptions } from '../../src/anonymise/index.ts';
import { DataError, PlanError } from '../../src/core/errors.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';

const SCHEMA = schemaOf({
  key: { type: 'utf8', role: 'technical' },
  age: { type: 'int32', role: 'quasiIdentifier' },
  days: { type: 'float64', role: 'attribute' },
  cost: { type: 'decimal(9,2)', role: 'measure' },
  name: { type: 'utf8', role: 'attribute' },
});
const OPTIONS: MeasureMaskingOptions = { columns: ['age', 'days'], rowKey: 'key' };
const measured = (before: readonly Row[], after: readonly Row[], options: Partial<MeasureMaskingOptions> = {}, cuts: readonly number[] = []): Promise<MaskingMeasure> =>
  measureMasking(tableOf(SCHEMA, before, cuts), tableOf(SCHEMA, after, cuts), { ...OPTIONS, ...options });

const row = (key: string, age: number | null, days: number | null, cost = 0n): Row => [key, age, days, cost, 'x'];
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1));

/** Records of one table and how masking moved them; some lose a value or their row. */
const records = fc.uniqueArray(
  fc.record({
    key: fc.integer({ min: 0, max: 999 }), age: fc.option(fc.integer({ min: 0, max: 40 }), { freq: 9 }), days: fc.option(fc.integer({ min: 0, max: 40 }), { freq: 9 }),
    shift: fc.integer({ min: -6, max: 6 }), other: fc.integer({ min: -6, max: 6 }), fate: fc.constantFrom('kept', 'kept', 'kept', 'kept', 'dropped', 'blanked'),
  }),
  { minLength: 3, maxLength: 25, selector: ({ key }) => key },
);
type Records = typeof records extends fc.Arbitrary<infer List> ? List : never;
const beforeOf = (list: Records): Row[] => list.map(({ key, age, days }) => row(`k${key}`, age, days));
const afterOf = (list: Records): Row[] => list.filter(({ fate }) => fate !== 'dropped').map(({ key, age, days, shift, other, fate }) => row(`k${key}`, age === null ? null : age + shift, days === null || fate === 'blanked' ? null : days + other));

describe('figures of masked numbers', () => {
  test('count what can be compared, and find in lists what they find in tables', async () => {
    await fc.assert(fc.asyncProperty(records, async (list) => {
      const complete = list.filter(({ age, days }) => age !== null && days !== null);
      const compared = complete.filter(({ fate }) => fate === 'kept');
      const found = await measured(beforeOf(list), afterOf(list), { widths: [0.5], neighbours: 2 });
      expect(found).toMatchObject({ originalRows: list.length, maskedRows: list.filter(({ fate }) => fate !== 'dropped').length, comparedRows: compared.length, candidateRows: complete.length, isSampled: false });
      if (compared.length < 2) return;
      const columns = [complete.map(({ age }) => age!), complete.map(({ days }) => days!)];
      const [spreadAge, spreadDays] = columns.map(deviation) as [number, number];
      const published = compared.map(({ age, days, shift, other }) => [age! + shift, days! + other] as const);
      const near = compared.map(({ age, days }, at) => [Math.abs(age! - published[at]![0]) <= spreadAge / 2, Math.abs(days! - published[at]![1]) <= spreadDays / 2] as const);
      const [intervals] = found.intervals;
      expect(intervals!.byDeviation.columns[0]).toBeCloseTo(near.filter(([one]) => one).length / near.length, 12);
      expect(intervals!.byDeviation.columns[1]).toBeCloseTo(near.filter(([, other]) => other).length / near.length, 12);
      expect(intervals!.byDeviation.all).toBeCloseTo(near.filter(([one, other]) => one && other).length / near.length, 12);
      // Scales of the originals; ties are those of whole numbers, so that a distance is compared as one.
      const scale = (spread: number, difference: number): number => (spread === 0 ? 0 : (difference / spread) ** 2);
      let nearest = 0;
      let among = 0;
      compared.forEach((own, at) => {
        const distanceTo = ({ age, days }: { readonly age: number | null; readonly days: number | null }): number => scale(spreadAge, age! - published[at]![0]) + scale(spreadDays, days! - published[at]![1]);
        const nearer = complete.filter((other) => distanceTo(other) < distanceTo(own) - 1e-4).length;
        const equal = complete.filter((other) => Math.abs(distanceTo(other) - distanceTo(own)) <= 1e-4).length;
        if (nearer === 0) nearest += 1 / equal;
        among += Math.max(0, Math.min(1, (2 - nearer) / equal));
      });
      // A tie of different pairs may be one here and none by rounded coordinates.
      const hasTies = compared.some((_, at) => new Set(complete.map(({ age, days }) => Math.round(1e3 * (scale(spreadAge, age! - published[at]![0]) + scale(spreadDays, days! - published[at]![1]))))).size < complete.length);
      if (!hasTies) expect([found.linkage.nearest, found.linkage.amongNearest]).toEqual([expect.closeTo(nearest / compared.length, 12), expect.closeTo(among / compared.length, 12)]);
      expect(found.linkage).toMatchObject({ neighbours: 2, byChance: 1 / complete.length });
    }), { numRuns: 150 });
  });

  test('lose what absolute differences over the deviation say, column by column', async () => {
    await fc.assert(fc.asyncProperty(records, async (list) => {
      const compared = list.filter(({ age, days, fate }) => age !== null && days !== null && fate === 'kept');
      const { loss } = await measured(beforeOf(list), afterOf(list));
      if (compared.length < 2) return;
      const shifts = [compared.map(({ shift }) => shift), compared.map(({ other }) => other)];
      [compared.map(({ age }) => age!), compared.map(({ days }) => days!)].forEach((values, axis) => {
        const spread = deviation(values);
        expect(loss.il1sOf[axis]).toBeCloseTo(spread === 0 ? 0 : mean(shifts[axis]!.map(Math.abs)) / (Math.SQRT2 * spread), 9);
        expect(loss.meanShift[axis]).toBeCloseTo(spread === 0 ? 0 : mean(shifts[axis]!) / spread, 9);
      });
      expect(loss.il1s).toBeCloseTo(mean(loss.il1sOf), 12);
    }), { numRuns: 80 });
  });

  test('depend on no order and no batches, with a sample as without', async () => {
    await fc.assert(fc.asyncProperty(records, fc.array(fc.nat(25), { maxLength: 3 }), fc.constantFrom(2, 5, 20_000), async (list, cuts, sampleRows) => {
      const one = await measured(beforeOf(list), afterOf(list), { sampleRows });
      expect(await measured(beforeOf(list).reverse(), afterOf(list), { sampleRows }, cuts)).toEqual(one);
      expect(await measured(beforeOf(list), afterOf(list).reverse(), { sampleRows }, cuts)).toEqual(one);
      expect(one.isSampled).toBe(list.length > sampleRows);
      expect(one.candidateRows).toBeLessThanOrEqual(sampleRows);
    }), { numRuns: 40 });
  });

  test('read whole numbers, doubles and decimals alike', async () => {
    const before = [row('a', 1, 1, 100n), row('b', 2, 2, 200n), row('c', 5, 5, 500n)];
    const after = [row('a', 2, 2, 200n), row('b', 2, 2, 200n), row('c', 4, 4, 400n)];
    const [age, days, cost] = await Promise.all(['age', 'days', 'cost'].map((column) => measured(before, after, { columns: [column] })));
    expect(days).toEqual(age);
    expect(cost).toEqual(age);
    // By hand: a at 2 is nearest to b, b at 2 to itself, c at 4 to itself; the deviation of 1, 2, 5 is √(13/3).
    expect(age!.linkage.nearest).toBeCloseTo(2 / 3, 12);
    expect(age!.loss.il1s).toBeCloseTo(2 / 3 / Math.sqrt(26 / 3), 12);
  });

  test('of infinite numbers and NaN are none: such records are not compared', async () => {
    const before = [row('a', 1, NaN), row('b', 2, 2), row('c', 3, Infinity), row('d', 9, 7)];
    expect(await measured(before, before)).toMatchObject({ originalRows: 4, comparedRows: 2, candidateRows: 2, linkage: { nearest: 1 } });
  });
});

describe('tables and options are refused', () => {
  const caught = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => null, (error: unknown) => error);

  test('rows without key, keys that repeat, rows that came from nowhere', async () => {
    const rows = [row('a', 1, 1), row('b', 2, 2)];
    expect(await caught(measured(rows, [...rows, row('CANARY', 3, 3)]))).toMatchObject({ code: 'DATA_INVALID', detail: { rowCount: 1 } });
    expect(await caught(measured(rows, [row('a', 1, 1), row('a', 2, 2)]))).toMatchObject({ code: 'DATA_DUPLICATE_KEY' });
    expect(await caught(measured(rows, [row('a', 1, 1), [null, 1, 1, 0n, 'x']]))).toMatchObject({ code: 'DATA_NULL', detail: { column: 'key', rowCount: 1, firstRow: 2 } });
    const error = await caught(measured(rows, [...rows, row('CANARY', 3, 3)]));
    expect(error).toBeInstanceOf(DataError);
    expect(String((error as Error).message)).not.toContain('CANARY');
  });

  test.each<[string, object, string]>([
    ['no column', { columns: [] }, 'PLAN_OUT_OF_RANGE'],
    ['a column twice', { columns: ['age', 'age'] }, 'PLAN_OUT_OF_RANGE'],
    ['a column of text', { columns: ['name'] }, 'PLAN_COLUMN_TYPE'],
    ['an unknown column', { columns: ['weight'] }, 'PLAN_UNKNOWN_COLUMN'],
    ['an unknown key', { rowKey: 'id' }, 'PLAN_UNKNOWN_COLUMN'],
    ['a sample of one', { sampleRows: 1 }, 'PLAN_OUT_OF_RANGE'],
    ['no neighbour', { neighbours: 0 }, 'PLAN_OUT_OF_RANGE'],
    ['a negative width', { widths: [-0.1] }, 'PLAN_OUT_OF_RANGE'],
    ['an unknown option', { neighbors: 3 }, 'PLAN_UNKNOWN_OPTION'],
  ])('%s', async (_name, options, code) => {
    const error = await caught(measured([], [], options as Partial<MeasureMaskingOptions>));
    expect(error).toBeInstanceOf(PlanError);
    expect((error as PlanError).problems.map((problem) => problem.code)).toContain(code);
  });
});

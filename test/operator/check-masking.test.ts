// Limits on the figures of masked numbers, as a step: what it tells is what is measured, and beyond a limit nothing comes to an end.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkMasking, measureMasking, type CheckMaskingOptions, type MaskingLimits } from '../../src/anonymise/index.ts';
import { DataError, PlanError, ProtectionError } from '../../src/core/errors.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import type { Findings } from '../../src/core/operator.ts';
import { checkPlan, explainPlan } from '../../src/index.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const columns = { key: { type: 'utf8', role: 'technical' }, age: { type: 'int32', role: 'quasiIdentifier' }, days: { type: 'float64', role: 'attribute' } } as const;
const SCHEMA = schemaOf(columns);
const MEASURED = { columns: ['age', 'days'], rowKey: 'key', widths: [0.05, 0.3], neighbours: 2 } as const;

async function checked(before: readonly Row[], after: readonly Row[], options: Partial<CheckMaskingOptions> = {}, cuts: readonly number[] = []): Promise<{ readonly rows: Value[][]; readonly found: Findings }> {
  let found: Findings = {};
  const operator = checkMasking({ ...MEASURED, atMost: { nearest: 1 }, onFailure: 'refuse', ...options });
  const { rows } = operator.connect({ rows: tableOf(SCHEMA, after, cuts), originals: tableOf(SCHEMA, before, cuts) }, { fold: IN_MEMORY, onFindings: (findings) => (found = findings) });
  return { rows: await rowsOf(rows!), found };
}

const records = fc.uniqueArray(
  fc.record({ key: fc.integer({ min: 0, max: 999 }), age: fc.option(fc.integer({ min: 0, max: 40 }), { freq: 9 }), days: fc.integer({ min: 0, max: 40 }), shift: fc.integer({ min: -6, max: 6 }), isKept: fc.boolean() }),
  { minLength: 3, maxLength: 25, selector: ({ key }) => key },
);
type Records = typeof records extends fc.Arbitrary<infer List> ? List : never;
const beforeOf = (list: Records): Row[] => list.map(({ key, age, days }) => [`k${key}`, age, days]);
const afterOf = (list: Records): Row[] => list.filter(({ isKept }) => isKept).map(({ key, age, days, shift }) => [`k${key}`, age === null ? null : age + shift, days + shift / 4]);

describe('a check of masked numbers', () => {
  test('passes the rows on unchanged, and tells what measureMasking measures, however they are cut', async () => {
    await fc.assert(fc.asyncProperty(records, fc.array(fc.nat(25), { maxLength: 3 }), async (list, cuts) => {
      const [before, after] = [beforeOf(list), afterOf(list)];
      const measured = await measureMasking(tableOf(SCHEMA, before), tableOf(SCHEMA, after), MEASURED);
      const { rows, found } = await checked(before, after, { atMost: { nearest: 1, il1s: 0.1 }, onFailure: 'report' }, cuts);
      expect(rows).toEqual(after);
      expect(found).toMatchObject(JSON.parse(JSON.stringify(measured)) as object);
      expect(found['limits']).toEqual([
        { figure: 'nearest', value: measured.linkage.nearest, atMost: 1, holds: true }, { figure: 'il1s', value: measured.loss.il1s, atMost: 0.1, holds: measured.loss.il1s <= 0.1 },
      ]);
    }), { numRuns: 60 });
  });

  const before: Row[] = Array.from({ length: 40 }, (_, index) => [`k${index}`, (index * 17) % 40, (index * 23) % 41]);
  const after = (shift: number): Row[] => before.map(([key, age, days], index) => [key!, (age as number) + (index % 2 === 0 ? shift : -shift), (days as number) + (index % 3) * shift]);
  const figures: Readonly<Record<keyof MaskingLimits, (measure: Awaited<ReturnType<typeof measureMasking>>) => number>> = {
    nearest: ({ linkage }) => linkage.nearest, amongNearest: ({ linkage }) => linkage.amongNearest,
    withinDeviations: ({ intervals }) => intervals[1]!.byDeviation.all, withinRanks: ({ intervals }) => intervals[1]!.byRank.all,
    il1s: ({ loss }) => loss.il1s, meanShift: ({ loss }) => Math.max(...loss.meanShift.map(Math.abs)), correlationShift: ({ loss }) => loss.correlationShift!.most,
  };
  test.each(Object.keys(figures) as (keyof MaskingLimits)[])('holds at a limit of its own figure (%s), and refuses just below', async (figure) => {
    const masked = after(2);
    const value = figures[figure](await measureMasking(tableOf(SCHEMA, before), tableOf(SCHEMA, masked), MEASURED));
    expect(value).toBeGreaterThan(0);
    expect((await checked(before, masked, { atMost: { [figure]: value } })).found).toMatchObject({ holds: true });
    const refused = await checked(before, masked, { atMost: { [figure]: value * 0.999, nearest: 1 } }).then(() => null, (error: unknown) => error);
    if (figure === 'nearest') return;
    expect(refused).toBeInstanceOf(ProtectionError);
    expect((refused as ProtectionError).code).toBe('PROTECTION_MASKING');
    expect((refused as ProtectionError).message).toContain(`1 of 2 limits do not hold: ${figure} `);
    expect((await checked(before, masked, { atMost: { [figure]: value * 0.999 }, onFailure: 'report' })).found).toMatchObject({ holds: false });
  });

  test('refuses what was not masked, and what is linked too often', async () => {
    await expect(checked(before, before, { atMost: { nearest: 0.5 } })).rejects.toMatchObject({ code: 'PROTECTION_MASKING' });
    await expect(checked(before, after(30), { atMost: { nearest: 0.3 } })).resolves.toMatchObject({ found: { holds: true } });
  });

  test('refuses rows of which none can be compared, and accepts a table without rows', async () => {
    const blank = before.map(([key]): Row => [key!, null, null]);
    await expect(checked(before, blank)).rejects.toMatchObject({ code: 'PROTECTION_MASKING' });
    expect((await checked(before, blank, { onFailure: 'report' })).found).toMatchObject({ holds: false, comparedRows: 0 });
    expect((await checked(before, [])).found).toMatchObject({ holds: true, maskedRows: 0 });
    expect((await checked([], [])).found).toMatchObject({ holds: true });
  });

  test('reads the originals once for all openings', async () => {
    let openings = 0;
    const table = tableOf(SCHEMA, before);
    const originals = { schema: SCHEMA, open: (signal?: AbortSignal) => { openings++; return table.open(signal); } };
    const { rows } = checkMasking({ ...MEASURED, atMost: { nearest: 1 }, onFailure: 'refuse' }).connect({ rows: tableOf(SCHEMA, after(3)), originals }, { fold: IN_MEMORY });
    await rowsOf(rows!);
    await rowsOf(rows!);
    expect(openings).toBe(1);
  });

  test('meets rows without key, of one key, and without original', async () => {
    await expect(checked(before, [[null, 1, 1]])).rejects.toMatchObject({ code: 'DATA_NULL' });
    await expect(checked([...before, before[0]!], before)).rejects.toMatchObject({ code: 'DATA_DUPLICATE_KEY' });
    await expect(checked(before.slice(1), before)).rejects.toBeInstanceOf(DataError);
  });

  test.each<[string, Partial<CheckMaskingOptions>]>([
    ['no limit', { atMost: {} }], ['a share above 1', { atMost: { nearest: 2 } }], ['a distance below 0', { atMost: { il1s: -1 } }], ['an unknown figure', { atMost: { k: 1 } as MaskingLimits }], ['a column of texts', { columns: ['key'] }],
  ])('is refused with %s', (_, options) => {
    expect(() => checkMasking({ ...MEASURED, atMost: { nearest: 1 }, onFailure: 'refuse', ...options }).outputSchemas({ rows: SCHEMA, originals: SCHEMA })).toThrow(PlanError);
  });

  test('is a step of a plan beside the table it compares with, which it reads once more', () => {
    const plan = (step: object): unknown => ({
      version: 1, title: 'Masked', inputs: { stays: { rowKey: 'key', columns: { ...columns, key: { ...columns.key, nullable: false } } } },
      tables: { masked: { from: 'stays', steps: [{ op: 'microaggregate', columns: ['age', 'days'], k: 3, entity: null }, { op: 'checkMasking', columns: ['age', 'days'], rowKey: 'key', atMost: { nearest: 0.34 }, onFailure: 'refuse', ...step }] } },
      outputs: { masked: { table: 'masked', format: 'csv', audience: 'research' } },
    });
    expect(checkPlan(plan({ table: 'stays' }))).toEqual([]);
    expect(explainPlan(plan({ table: 'stays' })).passes).toEqual({ stays: 3 });
    expect(checkPlan(plan({})).map(({ code, path }) => `${code} ${path}`)).toEqual(['PLAN_MISSING tables.masked.steps[1].table']);
    expect(checkPlan(plan({ table: 'elsewhere' })).map(({ code }) => code)).toEqual(['PLAN_UNKNOWN_TABLE']);
  });
});

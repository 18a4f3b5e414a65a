// What quality checks promise whatever the rows: the measure depends neither on batch cuts, nor on the order of the rows,
// nor on merging, nor on spilling; and the failing rows are those that were counted.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromBatches } from '../../src/core/dataset.ts';
import { IN_MEMORY, type FoldContext } from '../../src/core/fold.ts';
import { checkQuality, judgeQuality, measureQuality, type QualityCheck, type QualityMeasure } from '../../src/quality/index.ts';
import { qualityFold } from '../../src/quality/checks/quality-fold.ts';
import { readReferences, readyChecks } from '../../src/quality/checks/ready-checks.ts';
import { memorySpill, rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';

const SCHEMA = schemaOf({
  text: { type: 'utf8', role: 'attribute' }, coded: { type: 'utf8', role: 'attribute' }, number: { type: 'int32', role: 'measure' }, real: { type: 'float64', role: 'measure' },
  day: { type: 'date', role: 'attribute' }, later: { type: 'date', role: 'attribute' }, cost: { type: 'decimal(9,2)', role: 'measure' },
}, ['coded']);
const REFERENCE = schemaOf({ word: { type: 'utf8', role: 'attribute' }, code: { type: 'utf8', role: 'attribute' } }, ['word']);
const WORDS = ['', 'A1', 'B22', 'ab', 'é'];
const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> => fc.option(value, { nil: null, freq: 4 });
const row: fc.Arbitrary<Row> = fc.tuple(
  maybe(fc.constantFrom(...WORDS)), maybe(fc.constantFrom(...WORDS)), maybe(fc.integer({ min: -40, max: 40 })), maybe(fc.constantFrom(-1e300, -1, -0, 0, 0.1, 0.2, 3, 1e300, NaN, Infinity)),
  maybe(fc.integer({ min: 19_000, max: 19_010 })), maybe(fc.integer({ min: 19_000, max: 19_010 })), maybe(fc.bigInt({ min: -999n, max: 999n })),
);
const reference = fc.array(fc.tuple(maybe(fc.constantFrom(...WORDS)), maybe(fc.constantFrom(...WORDS))), { maxLength: 8 });

const CHECKS: readonly QualityCheck[] = [
  { check: 'notNull', column: 'text' }, { check: 'unique', columns: ['number'], nulls: 'skip' }, { check: 'unique', columns: ['coded', 'real', 'day'], nulls: 'equal', where: { column: 'text', isNull: false } },
  { check: 'values', column: 'coded', in: ['A1', 'é'] }, { check: 'range', column: 'real', range: { min: 0, max: 1 } }, { check: 'length', column: 'text', min: 1, max: 2 }, { check: 'pattern', column: 'coded', patterns: ['A9+', '?'] },
  { check: 'reference', table: 'words', on: { text: 'word' } }, { check: 'reference', table: 'words', on: { coded: 'word', text: 'code' }, where: { column: 'number', range: { min: 0 } } },
  { check: 'order', columns: ['day', 'later'] }, { check: 'predicate', holds: { column: 'day', compare: 'notEqual', to: 'later' } }, { check: 'outliers', column: 'number', factor: 0.5 }, { check: 'outliers', column: 'real', factor: 1 },
  { check: 'rowCount', min: 3 }, { check: 'freshness', column: 'day', asOf: '2022-01-14', maxAgeDays: 4 }, { check: 'distribution', column: 'coded', expected: [{ value: 'A1', share: 0.5 }], distance: 'totalVariation', maxDistance: 0.2 },
  { check: 'mean', column: 'cost', max: 1 }, { check: 'mean', column: 'real', max: 1, where: { not: { column: 'number', equals: 1 } } }, { check: 'quantile', column: 'number', share: 0.5, max: 1 },
];

const measureOf = (rows: readonly Row[], words: readonly Row[], cuts: readonly number[] = [], fold: FoldContext = IN_MEMORY): Promise<QualityMeasure> =>
  measureQuality(tableOf(SCHEMA, rows, cuts), CHECKS, { fold, references: { words: tableOf(REFERENCE, words, cuts) } });

/** So little memory that everything that can spills at once. */
const spilling = (): FoldContext & { readonly written: () => number } => {
  const spill = memorySpill(999);
  return { spill, maxMemoryBytes: 100_000, written: spill.written };
};

describe('the measure of quality', () => {
  test('does not depend on batch cuts or on the order of the rows', async () => {
    await fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 30 }), reference, fc.array(fc.nat(30), { maxLength: 4 }), async (rows, words, cuts) => {
      const measure = await measureOf(rows, words);
      expect(await measureOf(rows, words, cuts)).toEqual(measure);
      expect(await measureOf([...rows].reverse(), [...words].reverse(), cuts)).toEqual(measure);
    }), { numRuns: 60 });
  });

  test('is the same from parts merged in either order, spilled or not', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.array(row, { maxLength: 12 }), { minLength: 1, maxLength: 3 }), reference, fc.nat(7), async (parts, words, spilled) => {
      const whole = await measureOf(parts.flat(), words);
      for (const order of [parts, [...parts].reverse()]) {
        const context: FoldContext = { spill: memorySpill(37), maxMemoryBytes: 2 ** 30 };
        const references = { words: tableOf(REFERENCE, words) };
        const keys = await readReferences(CHECKS, SCHEMA, references, context);
        if (spilled % 2 === 1) for (const set of keys.values()) await set.spill(context.spill!);
        const fold = qualityFold(SCHEMA, CHECKS, readyChecks(CHECKS, SCHEMA, { words: REFERENCE }, keys));
        const states = [];
        for (const [place, part] of order.entries()) {
          const state = fold.init(context);
          for await (const batch of tableOf(SCHEMA, part, [5]).open()) await fold.add(state, batch, 0);
          if (((spilled >> 1) & (1 << place)) !== 0) for (const gauge of state.gauges) await gauge.spill?.();
          states.push(state);
        }
        expect((await fold.finish(states.reduce((left, right) => fold.merge(left, right)))).measure).toEqual(whole);
      }
    }), { numRuns: 15 });
  });

  test('counts what naive lines count', async () => {
    await fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 40 }), reference, async (rows, words) => {
      const { checks } = await measureOf(rows, words);
      const identity = (values: readonly unknown[]): string => values.map((value) => (Object.is(value, -0) ? '0' : `${typeof value} ${String(value)}`)).join('|');
      const numbers = rows.map((values) => values[2]).filter((value) => value !== null);
      const shared = numbers.filter((value) => numbers.filter((other) => other === value).length > 1).length;
      expect(checks[1]).toMatchObject({ tested: numbers.length, failing: shared });
      const triples = rows.filter((values) => values[0] !== null).map((values) => identity([values[1], Object.is(values[3], -0) ? 0 : values[3], values[4]]));
      expect(checks[2]).toMatchObject({ tested: triples.length, failing: triples.filter((one) => triples.filter((other) => other === one).length > 1).length });
      const texts = rows.map((values) => values[0]).filter((value) => value !== null);
      expect(checks[7]).toMatchObject({ tested: texts.length, failing: texts.filter((text) => !words.some(([word]) => word === text)).length });
      const pairs = rows.filter((values) => values[0] !== null && values[1] !== null && values[2] !== null && (values[2] as number) >= 0);
      expect(checks[8]).toMatchObject({ tested: pairs.length, failing: pairs.filter((values) => !words.some(([word, code]) => word === values[1] && code === values[0])).length });
      const recent = rows.filter((values) => values[4] !== null && (values[4] as number) <= 19_006 && (values[4] as number) >= 19_002).length;
      expect(checks[14]!.figures).toMatchObject({ recent });
    }), { numRuns: 100 });
  });

  test('is the same in memory and spilled, and so are the failing rows', async () => {
    const words = Array.from({ length: 3000 }, (_, place) => [`word ${place}`, place % 5 === 0 ? null : `code ${place % 7}`]);
    const rows: Row[] = Array.from({ length: 9000 }, (_, place) => [`word ${(place * 7) % 4000}`, `word ${place % 3500}`, place % 11 === 0 ? null : place % 8000, place / 3, 19_000 + (place % 10), 19_005, 100n]);
    const cuts = [1, 1000, 1000, 4000, 8000];
    const inMemory = await measureOf(rows, words, cuts);
    const context = spilling();
    expect(await measureOf(rows, words, cuts, context)).toEqual(inMemory);
    expect(context.written()).toBeGreaterThan(9000 * 16);
    expect(judgeQuality(inMemory, CHECKS).verdict).toBe('fail');
    const failuresOf = (fold: FoldContext): Promise<unknown> =>
      rowsOf(checkQuality({ checks: CHECKS, stopOn: 'never' }).connect({ rows: tableOf(SCHEMA, rows, cuts), words: tableOf(REFERENCE, words) }, { fold })['failures']!);
    const inOne = await failuresOf(IN_MEMORY);
    expect(await failuresOf({ spill: memorySpill(), maxMemoryBytes: 700_000 })).toEqual(inOne);
    // The counts need little memory, the keys of the failing rows more.
    await expect(failuresOf(spilling())).rejects.toMatchObject({ code: 'DATA_MEMORY_LIMIT' });
  });
});

describe('the failing rows', () => {
  test('are as many as were counted, check by check and reason by reason, in the order of the rows', async () => {
    await fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 30 }), reference, fc.array(fc.nat(30), { maxLength: 3 }), async (rows, words, cuts) => {
      const checks = CHECKS.map((check, place) => ({ ...check, name: `check ${place}` }));
      const operator = checkQuality({ checks, stopOn: 'never' });
      const failures = await rowsOf(operator.connect({ rows: tableOf(SCHEMA, rows, cuts), words: tableOf(REFERENCE, words) }, { fold: IN_MEMORY })['failures']!);
      const numbers = failures.map(([number]) => number as bigint);
      expect(numbers).toEqual([...numbers].sort((left, right) => Number(left - right)));
      const measure = await measureOf(rows, words);
      for (const [place, { failing, byReason, tested }] of measure.checks.entries()) {
        const codes = failures.map(([, , code]) => code as string).filter((code) => code === `check ${place}` || code.startsWith(`check ${place}: `));
        expect(codes.length).toBe(failing);
        expect(failing).toBeLessThanOrEqual(tested);
        expect(Object.values(byReason).reduce((sum, count) => sum + count, 0)).toBe(failing);
        for (const [reason, count] of Object.entries(byReason)) if (codes.some((code) => code.includes(': '))) expect(codes.filter((code) => code.endsWith(`: ${reason}`)).length).toBe(count);
      }
    }), { numRuns: 60 });
  });

  test('a stricter threshold never passes where a looser one fails', async () => {
    const measure = await measureQuality(fromBatches(SCHEMA, []), CHECKS, { references: { words: fromBatches(REFERENCE, []) } });
    fc.assert(fc.property(fc.nat(50), fc.nat(50), fc.nat(60), fc.nat(60), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (failing, rest, someCount, otherCount, someShare, otherShare) => {
      const found = { ...measure, checks: measure.checks.map((check) => ({ ...check, failing, tested: failing + rest })) };
      const verdict = (maxCount: number, maxShare: number): string => judgeQuality(found, [{ check: 'notNull', column: 'text', maxCount, maxShare }]).verdict;
      if (verdict(Math.max(someCount, otherCount), Math.max(someShare, otherShare)) === 'fail') expect(verdict(Math.min(someCount, otherCount), Math.min(someShare, otherShare))).toBe('fail');
    }));
  });
});

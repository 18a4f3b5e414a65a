// Checks drawn at random, on tables drawn at random, against naive lines: counts, reasons and failing rows.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { checkQuality, judgeQuality, measureQuality, type QualityCheck } from '../../src/quality/index.ts';
import { memorySpill, rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';
import { judgeRows, type Outcome } from './naive-quality.ts';

const SCHEMA = schemaOf({
  text: { type: 'utf8', role: 'attribute' },
  coded: { type: 'utf8', role: 'attribute' },
  number: { type: 'int32', role: 'measure' },
  real: { type: 'float64', role: 'measure' },
  cost: { type: 'decimal(9,2)', role: 'measure' },
  day: { type: 'date', role: 'attribute' },
  dayAfter: { type: 'date', role: 'attribute' },
  truth: { type: 'bool', role: 'attribute' },
}, ['coded']);
const NAMES = SCHEMA.fields.map(({ name }) => name);
const REFERENCE = schemaOf({ word: { type: 'utf8', role: 'attribute' }, level: { type: 'int32', role: 'attribute' } });

const TEXTS = ['', 'A', 'A1', 'b', 'B22', 'zz', 'Z9-'] as const;
const NUMBERS = [-2, -1, 0, 1, 2, 30] as const;
const REALS = [-1.5, -0, 0, 0.25, 7, NaN, Infinity] as const;
const COSTS = [-150n, 0n, 25n, 100n, 12_345n] as const;
const DAYS = [-1, 0, 1, 19_000, 19_001] as const;
const isoDay = (days: number): string => new Date(days * 86_400_000).toISOString().slice(0, 10);

const maybe = <Value>(values: readonly Value[]): fc.Arbitrary<Value | null> => fc.option(fc.constantFrom(...values), { nil: null, freq: 4 });
const row: fc.Arbitrary<Row> = fc.tuple(maybe(TEXTS), maybe(TEXTS), maybe(NUMBERS), maybe(REALS), maybe(COSTS), maybe(DAYS), maybe(DAYS), maybe([true, false]));
const reference = fc.array(fc.tuple(maybe(TEXTS), maybe(NUMBERS)), { maxLength: 10 });

/** Values of a column in the form a plan writes them. */
const WRITTEN: Readonly<Record<string, readonly (string | number | boolean)[]>> = {
  text: TEXTS,
  coded: TEXTS,
  number: NUMBERS,
  real: REALS.filter((value) => Number.isFinite(value) && !Object.is(value, -0)),
  cost: COSTS.map((cost) => (Number(cost) / 100).toFixed(2)),
  day: DAYS.map(isoDay),
  dayAfter: DAYS.map(isoDay),
};
const column = fc.constantFrom(...Object.keys(WRITTEN));
const anyColumn = fc.constantFrom(...NAMES);
const textColumn = fc.constantFrom('text', 'coded');

const range = (name: string): fc.Arbitrary<{ min?: string | number | boolean; max?: string | number | boolean }> => {
  const bound = fc.constantFrom(...WRITTEN[name]!);
  return fc.oneof(bound.map((min) => ({ min })), bound.map((max) => ({ max })), fc.tuple(bound, bound).map(([min, max]) => ({ min, max })));
};
const pair = fc.constantFrom(['day', 'dayAfter'], ['dayAfter', 'day'], ['text', 'coded'], ['number', 'number'], ['real', 'real']);
const comparator = fc.constantFrom('equal', 'notEqual', 'below', 'atMost', 'above', 'atLeast');

type Condition = NonNullable<QualityCheck['where']>;
const leaf = fc.oneof(
  column.chain((name) => fc.constantFrom(...WRITTEN[name]!).map((equals) => ({ column: name, equals }))),
  column.chain((name) => fc.subarray([...WRITTEN[name]!], { minLength: 1 }).map((values) => ({ column: name, in: values }))),
  column.chain((name) => range(name).map((bounds) => ({ column: name, range: bounds }))),
  fc.record({ column: anyColumn, isNull: fc.boolean() }),
  fc.tuple(pair, comparator).map(([[left, right], compare]) => ({ column: left!, compare, to: right! })),
) as fc.Arbitrary<Condition>;
const condition = fc.oneof(
  { weight: 3, arbitrary: leaf },
  { weight: 1, arbitrary: fc.array(leaf, { minLength: 1, maxLength: 3 }).map((all) => ({ all })) },
  { weight: 1, arbitrary: fc.array(leaf, { minLength: 1, maxLength: 3 }).map((any) => ({ any })) },
  { weight: 1, arbitrary: leaf.map((not) => ({ not })) },
) as fc.Arbitrary<Condition>;

const form = fc.array(fc.constantFrom('9', 'A', 'a', 'X', '?', '-', '9+', 'X+', '*'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('').replaceAll(/\*+/g, '*'));
const kinds = fc.oneof(
  anyColumn.map((name) => ({ check: 'notNull', column: name })),
  fc.record({ check: fc.constant('unique'), columns: fc.subarray(NAMES, { minLength: 1, maxLength: 3 }), nulls: fc.constantFrom('skip', 'equal') }),
  column.chain((name) => fc.subarray([...WRITTEN[name]!], { minLength: 1 }).map((values) => ({ check: 'values', column: name, in: values }))),
  column.chain((name) => range(name).map((bounds) => ({ check: 'range', column: name, range: bounds }))),
  fc.record({ check: fc.constant('length'), column: textColumn, min: fc.nat(2), max: fc.nat(3) }),
  fc.record({ check: fc.constant('pattern'), column: textColumn, patterns: fc.array(form, { minLength: 1, maxLength: 2 }) }),
  fc.constantFrom({ text: 'word' }, { coded: 'word' }, { number: 'level' }, { coded: 'word', number: 'level' }).map((on) => ({ check: 'reference', table: 'there', on })),
  fc.record({ check: fc.constant('order'), columns: fc.constantFrom(['day', 'dayAfter'], ['dayAfter', 'day']), strict: fc.boolean() }),
  condition.map((one) => ({ check: 'predicate', holds: one })),
);
const check = fc.tuple(kinds, fc.option(condition, { nil: undefined, freq: 3 })).map(([kind, where]) => (where === undefined ? kind : { ...kind, where }) as QualityCheck);

const isFailing = (outcome: Outcome): outcome is { readonly reason: string } => typeof outcome === 'object';

describe('random checks on random tables', () => {
  test('count and name the rows that naive lines count and name', async () => {
    await fc.assert(fc.asyncProperty(
      fc.array(row, { maxLength: 25 }), reference, fc.array(check, { minLength: 1, maxLength: 5 }), fc.array(fc.nat(25), { maxLength: 3 }), fc.boolean(),
      async (rows, there, drawn, cuts, isSpilled) => {
        const checks = drawn.map((one, place) => ({ ...one, name: `c${place}` }));
        const known = { there: there.map(([word, level]) => ({ word, level })) };
        const fold = isSpilled ? { spill: memorySpill(100), maxMemoryBytes: 40_000 } : IN_MEMORY;
        const references = { there: tableOf(REFERENCE, there, cuts) };
        const { checks: measured } = await measureQuality(tableOf(SCHEMA, rows, cuts), checks, { references, fold });
        const failures = await rowsOf(checkQuality({ checks, stopOn: 'never' }).connect({ rows: tableOf(SCHEMA, rows, cuts), ...references }, { fold })['failures']!);
        for (const [place, one] of checks.entries()) {
          const outcomes = judgeRows(one, NAMES, rows, known);
          const wanted = outcomes.flatMap((outcome, at) => (isFailing(outcome) ? [{ row: BigInt(at + 1), reason: outcome.reason }] : []));
          expect(measured[place]!.tested, JSON.stringify(one)).toBe(outcomes.filter((outcome) => outcome !== 'untested').length);
          expect(measured[place]!.failing, JSON.stringify(one)).toBe(wanted.length);
          for (const [reason, count] of Object.entries(measured[place]!.byReason)) expect(count).toBe(wanted.filter((failure) => failure.reason === reason).length);
          const named = failures.filter(([, , code]) => code === `c${place}` || (code as string).startsWith(`c${place}: `));
          expect(named.map(([number]) => number), JSON.stringify(one)).toEqual(wanted.map((failure) => failure.row));
        }
      },
    ), { numRuns: 300 });
  });

  test('are judged as shares and counts say', async () => {
    await fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 15 }), check, fc.option(fc.nat(5), { nil: undefined }), fc.option(fc.constantFrom(0, 0.1, 0.25, 0.5, 1), { nil: undefined }), fc.constantFrom('warn', 'fail'), async (rows, one, maxCount, maxShare, severity) => {
      const limited = { ...one, severity, ...(maxCount === undefined ? {} : { maxCount }), ...(maxShare === undefined ? {} : { maxShare }) } as QualityCheck;
      const measure = await measureQuality(tableOf(SCHEMA, rows), [one], { references: { there: tableOf(REFERENCE, []) } });
      const outcomes = judgeRows(one, NAMES, rows, { there: [] });
      const failing = outcomes.filter(isFailing).length;
      const tested = outcomes.filter((outcome) => outcome !== 'untested').length;
      const isWithin = maxCount === undefined && maxShare === undefined
        ? failing === 0
        : (maxCount === undefined || failing <= maxCount) && (maxShare === undefined || tested === 0 || failing / tested <= maxShare);
      expect(judgeQuality(measure, [limited]).verdict).toBe(isWithin ? 'pass' : severity);
    }), { numRuns: 200 });
  });
});

import { describe, expect, test } from 'vitest';
import { digestOfCheck } from '../../../src/quality/checks/check-digest.ts';
import { judgeQuality, type CheckFigures, type CheckMeasure, type QualityCheck, type QualityMeasure } from '../../../src/quality/index.ts';

/** A measure of checks whose rows or figures are given. */
function measured(parts: readonly (readonly [check: QualityCheck, tested: number, failing: number, figures?: CheckFigures | null])[]): QualityMeasure {
  const checks = parts.map(([check, tested, failing, figures = null]): CheckMeasure => {
    const byReason: Readonly<Record<string, number>> = failing === 0 ? {} : { value: failing };
    return { check: check.check, measures: digestOfCheck(check), tested, failing, byReason, figures };
  });
  return { format: 'a423-quality/1', rows: 1000, checks };
}

const verdictOf = (check: QualityCheck, tested: number, failing: number, figures: CheckFigures | null = null): string =>
  judgeQuality(measured([[check, tested, failing, figures]]), [check]).verdict;

describe('a check of rows', () => {
  const rows = (limits: object): QualityCheck => ({ check: 'notNull', column: 'a', ...limits });
  test.each([
    ['no limit, no failing row', {}, 10, 0, 'pass'],
    ['no limit, one failing row', {}, 10, 1, 'fail'],
    ['at the count', { maxCount: 5 }, 10, 5, 'pass'],
    ['above the count', { maxCount: 5 }, 10, 6, 'fail'],
    ['at the share', { maxShare: 0.5 }, 10, 5, 'pass'],
    ['above the share', { maxShare: 0.5 }, 10, 6, 'fail'],
    ['within both', { maxShare: 0.5, maxCount: 5 }, 10, 5, 'pass'],
    ['above the count only', { maxShare: 0.5, maxCount: 4 }, 10, 5, 'fail'],
    ['above the share only', { maxShare: 0.4, maxCount: 5 }, 10, 5, 'fail'],
    ['nothing tested', { maxShare: 0 }, 0, 0, 'pass'],
    ['all may fail', { maxShare: 1 }, 10, 10, 'pass'],
    ['a share of zero', { maxShare: 0 }, 1e9, 1, 'fail'],
    ['only a warning', { severity: 'warn' }, 10, 1, 'warn'],
  ])('%s', (_, limits, tested, failing, verdict) => {
    expect(verdictOf(rows(limits), tested, failing)).toBe(verdict);
  });

  test('tells what it was held against', () => {
    const check = rows({ maxShare: 0.25, name: 'present', severity: 'warn' });
    expect(judgeQuality(measured([[check, 8, 3]]), [check]).checks).toEqual([{
      name: 'present', check: 'notNull', columns: ['a'], severity: 'warn', verdict: 'warn', tested: 8, failing: 3, share: 0.375, byReason: { value: 3 }, distance: null, limits: { maxShare: 0.25 },
    }]);
    expect(judgeQuality(measured([[rows({}), 0, 0]]), [rows({})]).checks[0]).toMatchObject({ share: 0, limits: { maxCount: 0 } });
  });
});

describe('a measure that is none', () => {
  const check: QualityCheck = { check: 'notNull', column: 'a', maxShare: 0.5 };
  const right = measured([[check, 8, 3]]);
  const withCheck = (change: object): unknown => ({ ...right, checks: [{ ...right.checks[0], ...change }] });
  test.each<[string, unknown]>([
    ['nothing', undefined], ['null', null], ['an empty object', {}], ['a list', []], ['another format', { ...right, format: 'a423-quality/2' }], ['no rows', { ...right, rows: null }],
    ['a count that is no number', withCheck({ failing: NaN })], ['a count below none', withCheck({ failing: -1 })], ['a count as text', withCheck({ tested: '8' })],
    ['more failing rows than tested ones', withCheck({ failing: 9 })], ['other figures', withCheck({ figures: { mean: 3 } })], ['a member of nobody', withCheck({ hidden: 1 })],
  ])('is refused, not judged: %s', (_, measure) => {
    expect(() => judgeQuality(measure as QualityMeasure, [check])).toThrow('expected a quality measure as it was written [DATA_FORMAT]');
  });
});

describe('a check of the whole table', () => {
  const count = (limits: object): QualityCheck => ({ check: 'rowCount', ...limits }) as QualityCheck;
  const mean = (limits: object): QualityCheck => ({ check: 'mean', column: 'a', ...limits }) as QualityCheck;
  const fresh = (limits: object): QualityCheck => ({ check: 'freshness', column: 'a', asOf: '2024-01-01', maxAgeDays: 1, ...limits });

  test('a count of rows lies between its bounds, both included', () => {
    expect(verdictOf(count({ min: 10, max: 10 }), 10, 0)).toBe('pass');
    expect(verdictOf(count({ min: 11 }), 10, 0)).toBe('fail');
    expect(verdictOf(count({ max: 9 }), 10, 0)).toBe('fail');
    expect(verdictOf(count({ max: 0 }), 0, 0)).toBe('pass');
  });

  test('a mean or quantile lies between its bounds; without one the check is exceeded', () => {
    expect(verdictOf(mean({ min: 1, max: 2 }), 10, 0, { value: 1 })).toBe('pass');
    expect(verdictOf(mean({ min: 1, max: 2 }), 10, 0, { value: 2.0001 })).toBe('fail');
    expect(verdictOf(mean({ min: 1 }), 10, 0, { value: null })).toBe('fail');
    expect(verdictOf({ check: 'quantile', column: 'a', share: 1, max: 5, severity: 'warn' }, 10, 0, { value: 6 })).toBe('warn');
  });

  test('enough rows are recent', () => {
    expect(verdictOf(fresh({}), 10, 0, { recent: 1, later: 0 })).toBe('pass');
    expect(verdictOf(fresh({}), 10, 0, { recent: 0, later: 10 })).toBe('fail');
    expect(verdictOf(fresh({ minCount: 5 }), 10, 0, { recent: 4, later: 0 })).toBe('fail');
  });

  test('what is missing to shares of 1 is expected of all other values', () => {
    const check: QualityCheck = { check: 'distribution', column: 'a', expected: [{ value: 'x', share: 0.5 }, { value: 'y', share: 0.2 }], distance: 'totalVariation', maxDistance: 0.1 };
    const judged = judgeQuality(measured([[check, 100, 0, { counts: [50, 10], other: 40 }]]), [check]);
    expect(judged.checks[0]!.distance).toBeCloseTo(0.1, 12);
    expect(judged.checks[0]!.limits).toEqual({ maxDistance: 0.1 });
    expect(verdictOf(check, 100, 0, { counts: [50, 9], other: 41 })).toBe('fail');
    expect(verdictOf(check, 0, 0, { counts: [0, 0], other: 0 })).toBe('fail');
  });

  test('a measure of another form is exceeded rather than passed', () => {
    expect(verdictOf(mean({ min: 1 }), 10, 0)).toBe('fail');
    expect(verdictOf(fresh({}), 10, 0, { value: 3 })).toBe('fail');
  });
});

describe('the whole', () => {
  const a: QualityCheck = { check: 'notNull', column: 'a' };
  const b: QualityCheck = { check: 'notNull', column: 'b', severity: 'warn' };

  test('is as bad as its worst check', () => {
    const judge = (failingA: number, failingB: number): string => judgeQuality(measured([[a, 9, failingA], [b, 9, failingB]]), [a, b]).verdict;
    expect([judge(0, 0), judge(0, 1), judge(1, 0), judge(1, 1)]).toEqual(['pass', 'warn', 'fail', 'fail']);
  });

  test('leaves checks out that are not asked for, and keeps the order asked for', () => {
    const measure = measured([[a, 9, 1], [b, 9, 1]]);
    expect(judgeQuality(measure, [b]).verdict).toBe('warn');
    expect(judgeQuality(measure, [b, a]).checks.map(({ columns }) => columns[0])).toEqual(['b', 'a']);
  });

  test('the same check twice, once to warn and once to fail, is two limits on one measure', () => {
    const warn: QualityCheck = { ...a, severity: 'warn', maxShare: 0.01, name: 'few' };
    const fail: QualityCheck = { ...a, maxShare: 0.1, name: 'too many' };
    const judge = (failing: number): string => judgeQuality(measured([[a, 100, failing]]), [warn, fail]).verdict;
    expect([judge(1), judge(2), judge(10), judge(11)]).toEqual(['pass', 'warn', 'warn', 'fail']);
  });
});

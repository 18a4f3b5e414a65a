import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kAnonymity } from '../../../../src/anonymise/kernel/models/k-anonymity.ts';
import { searchBestFirst } from '../../../../src/anonymise/kernel/search/search-best-first.ts';
import { searchLevels } from '../../../../src/anonymise/kernel/search/search-levels.ts';
import type { SearchProblem, UtilityMetric } from '../../../../src/anonymise/kernel/search/search-problem.ts';
import { lossMetric } from '../../../../src/anonymise/kernel/utility/loss.ts';
import { classesOf, levelsOfTable } from '../../../adult.ts';
import { naiveNodes, naiveOptimum } from './naive-search.ts';
import { allOf, CRITERIA } from './small-criteria.ts';
import { kernelTable, METRICS, sensitiveValuesOf, smallTables, type SmallTable } from './small-problems.ts';

const CASES = Number(process.env['A423_SEARCH_CASES'] ?? 1000);
/** Tables for each model, on each of which each of the 13 metrics is tried. */
const BRUTE = Number(process.env['A423_SEARCH_CASES'] ?? 50);
const ROWS = { entities: false, population: false };

const nameOf = ({ metric, ...rest }: UtilityMetric): string => [metric, ...Object.values(rest)].join(' ');
const weights = fc.option(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 }), { nil: null });

/** Weights of the columns there are; none where all would be 0, or the metric has none. */
function weightsFor(drawn: readonly number[] | null, columns: number, { metric }: UtilityMetric): number[] | null {
  const own = drawn?.slice(0, columns) ?? [];
  return metric === 'discernibility' || metric === 'averageClassSize' || own.every((weight) => weight === 0) ? null : own;
}

function problemOf(table: SmallTable, kind: { entities: boolean; population: boolean }, rest: Pick<SearchProblem, 'judges' | 'maxSuppressedRows' | 'metric'>, own: readonly number[] | null): SearchProblem {
  return { ...kernelTable(table, kind), ...rest, columnWeights: own === null ? null : Float64Array.from(own), maxNodes: 1e6, maxChecks: 1e6 };
}

describe('the optimum is that of brute force, in loss and node, by every metric', () => {
  const kinds = [
    ...CRITERIA.map((criterion) => ({ name: `${criterion.name}, in rows`, entities: false, criterion })),
    // Where persons are counted, a population is not: the search is not offered one.
    ...CRITERIA.filter(({ population }) => !population).map((criterion) => ({ name: `${criterion.name}, in persons`, entities: true, criterion })),
  ];
  test.each(kinds.map((one) => [one.name, one] as const))('of %s, alone or with another model', (_, { entities, criterion: { drawn, population } }) => {
    const kind = { entities, population };
    const others = fc.oneof(...CRITERIA.filter((other) => population || !other.population).map((other) => other.drawn));
    fc.assert(fc.property(smallTables(kind), drawn, fc.option(others, { nil: null }), fc.nat(10), weights, (table, criterion, other, maxSuppressedRows, drawnWeights) => {
      const { judges, ...wanted } = allOf(other === null ? [criterion] : [criterion, other]);
      const naive = { ...table, ...wanted, maxSuppressedRows };
      const nodes = naiveNodes(naive);
      for (const metric of METRICS) {
        const own = weightsFor(drawnWeights, table.hierarchies.length, metric);
        const ready = judges.map((judge) => judge(entities, sensitiveValuesOf(table.rows)));
        const found = searchLevels(problemOf(table, kind, { judges: ready, maxSuppressedRows, metric }, own));
        const optimum = naiveOptimum(naive, nodes, metric, own);
        expect([nameOf(metric), found.levels === null ? null : [...found.levels], found.suppressedRows]).toEqual([nameOf(metric), optimum?.levels ?? null, optimum?.suppressed.length ?? 0]);
        if (optimum !== null) expect(found.loss).toBeCloseTo(optimum.losses[0]!, 6);
        expect(found.bound).toBe(found.loss);
      }
    }), { numRuns: BRUTE });
  });
});

describe('best first', () => {
  test('without a limit finds the node of the exact search, and proves it', () => {
    fc.assert(fc.property(smallTables(ROWS), fc.constantFrom(...METRICS), fc.integer({ min: 1, max: 4 }), fc.nat(10), (table, metric, k, maxSuppressedRows) => {
      const problem = problemOf(table, ROWS, { judges: [kAnonymity(k)], maxSuppressedRows, metric }, null);
      const exact = searchLevels(problem);
      const found = searchBestFirst(problem);
      expect([found.levels, found.loss, found.bound, found.suppressedRows]).toEqual([exact.levels, exact.loss, exact.bound, exact.suppressedRows]);
    }), { numRuns: CASES });
  });
  test('stopped early, never bounds the optimum from above', () => {
    fc.assert(fc.property(smallTables(ROWS), fc.constantFrom(...METRICS), fc.integer({ min: 1, max: 4 }), fc.nat(10), fc.integer({ min: 1, max: 4 }), (table, metric, k, maxSuppressedRows, maxChecks) => {
      const problem = problemOf(table, ROWS, { judges: [kAnonymity(k)], maxSuppressedRows, metric }, null);
      const exact = searchLevels(problem);
      const found = searchBestFirst({ ...problem, maxChecks });
      expect(found.checks).toBeLessThanOrEqual(maxChecks);
      if (found.levels === null) return;
      expect(found.bound).toBeLessThanOrEqual(exact.loss);
      expect(found.loss).toBeGreaterThanOrEqual(exact.loss);
    }), { numRuns: CASES });
  });
});

describe('the optimal loss', () => {
  test('never falls as k rises or the limit shrinks', () => {
    const counting = METRICS.filter(({ metric, ignoresSuppression }) => metric !== 'height' && ignoresSuppression !== true);
    fc.assert(fc.property(smallTables(ROWS), fc.constantFrom(...counting), fc.integer({ min: 1, max: 3 }), fc.nat(9), (table, metric, k, limit) => {
      const lossOf = (size: number, maxSuppressedRows: number): number => {
        const { levels, loss } = searchLevels(problemOf(table, ROWS, { judges: [kAnonymity(size)], maxSuppressedRows, metric }, null));
        return levels === null ? Infinity : loss;
      };
      expect(lossOf(k + 1, limit)).toBeGreaterThanOrEqual(lossOf(k, limit));
      expect(lossOf(k, limit)).toBeGreaterThanOrEqual(lossOf(k, limit + 1));
    }), { numRuns: CASES });
  });
});

test('losses that are equal stay equal: a third and two thirds are two halves, which columns cut to ten decimals, as in ARX, are not', () => {
  // Of seven leaves, 1, 3, 4 and 5 lie with the one value that occurs: 0, a third, a half and two thirds of the way to all.
  const leaves = [...'abcdefg'];
  const levels = [1, 3, 4, 5].map((together) => leaves.map((leaf, place) => (place < together ? 'a' : leaf)));
  const { columns } = levelsOfTable(levels);
  const loss = lossMetric(classesOf([[0, 0]]), [columns, columns], { metric: 'loss', aggregate: 'arithmeticMean' }, null);
  const cut = (...shares: readonly number[]): number => shares.reduce((sum, share) => sum + Math.floor(share * 1e10) / 1e10, 0) / 2;
  expect(loss.boundOfLevels(Int32Array.of(1, 3))).toEqual(loss.boundOfLevels(Int32Array.of(2, 2)));
  expect(loss.boundOfLevels(Int32Array.of(2, 2))).toEqual([0.5]);
  expect(cut(1 / 3, 2 / 3)).toBeLessThan(cut(1 / 2, 1 / 2));
});
